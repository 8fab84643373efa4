package dev.homing.serving.ingest;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.homing.features.catalog.PropertyMessage;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.event.Timestamps;
import dev.homing.tracking.ListingKind;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Checks a change of the catalogue, and encodes it where it was told to. One instance belongs to one thread. */
final class PropertyEncoder implements RingEncoder {
    private static final int CURRENCY_LENGTH = 3;
    private static final int RECORD = PropertyMessage.RECORD_OFFSET;

    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer(4 * 1024);
    private final PropertyMessage flyweight = new PropertyMessage();
    private final byte[] scratch = new byte[Stream.of(Property.getDescriptor(), UpsertPropertyRequest.getDescriptor(),
            UpdatePropertyStatusRequest.getDescriptor()).map(FieldRule::ofAll).mapToInt(FieldRule::maxBytes).max().orElseThrow()];

    int prepare(final UpsertPropertyRequest request, final int tenant, final long nowMs, final Violations violations) {
        final Property property = request.getProperty();
        violations.check(request, nowMs);
        if (!request.hasProperty()) {
            violations.add("property.property_id", "is required");
        }
        check(property, violations);
        if (!violations.isEmpty()) {
            return 0;
        }
        final long effectiveAt = ms(request.hasEffectiveAt(), request.getEffectiveAt(), nowMs);
        final long listedAt = ms(property.hasListedAt(), property.getListedAt(), PropertyMessage.NOT_GIVEN);
        flyweight.wrapAndBegin(message, 0, tenant, PropertyMessage.UPSERT, nowMs,
                property.getAmenitiesCount());
        putNumbers(property, effectiveAt, listedAt);
        appendText(request.getRequestIdBytes());
        appendText(property.getPropertyIdBytes());
        appendText(property.getMarketBytes());
        appendText(property.getCurrencyBytes());
        appendText(property.getAreaIdBytes());
        appendText(property.getAgentIdBytes());
        for (int i = 0; i < property.getAmenitiesCount(); i++) {
            appendText(property.getAmenitiesBytes(i));
        }
        return flyweight.encodedLength();
    }

    int prepare(final UpdatePropertyStatusRequest request, final int tenant, final long nowMs, final Violations violations) {
        violations.check(request, nowMs);
        if (!violations.isEmpty()) {
            return 0;
        }
        final long effectiveAt = ms(request.hasEffectiveAt(), request.getEffectiveAt(), nowMs);
        flyweight.wrapAndBegin(message, 0, tenant, PropertyMessage.STATUS, nowMs, 0);
        message.putLong(RECORD + PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, effectiveAt, LITTLE_ENDIAN);
        message.putByte(RECORD + PropertyRecord.STATUS_FIELD_OFFSET, (byte) request.getStatusValue());
        appendText(request.getRequestIdBytes());
        appendText(request.getPropertyIdBytes());
        for (int i = 2; i < PropertyMessage.Text.COUNT; i++) {
            appendText(ByteString.EMPTY);
        }
        return flyweight.encodedLength();
    }

    @Override
    public void encode(final MutableDirectBuffer buffer, final int offset) {
        buffer.putBytes(offset, message, 0, flyweight.encodedLength());
    }

    private static long ms(final boolean isGiven, final Timestamp time, final long otherwise) {
        return isGiven ? Timestamps.ms(time) : otherwise;
    }

    /** Checks what no rule of the contract can say. */
    private static void check(final Property property, final Violations violations) {
        checkCurrency("property.currency", property.getCurrency(), violations);
        checkSteps("property.bedrooms", property.getBedrooms(), 1, "whole numbers", violations);
        checkSteps("property.bathrooms", property.getBathrooms(), 4, "quarters", violations);
        if (property.hasLatitude() != property.hasLongitude()) {
            violations.add(property.hasLatitude() ? "property.longitude" : "property.latitude",
                    "is required when the other coordinate is given");
        }
        for (int i = 0; i < property.getAmenitiesCount(); i++) {
            if (property.getAmenitiesBytes(i).isEmpty()) {
                violations.add("property.amenities[" + i + "]", "is empty");
            }
        }
    }

    /** Checks a currency, whose length is checked already. */
    static void checkCurrency(final String field, final String currency, final Violations violations) {
        final int bytes = currency.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > 0 && bytes <= CURRENCY_LENGTH && !isCurrency(currency)) {
            violations.add(field, "is \"" + currency + "\"; three capital letters are allowed");
        }
    }

    private static boolean isCurrency(final String currency) {
        return currency.length() == CURRENCY_LENGTH && currency.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }

    private static void checkSteps(
            final String field, final double value, final int steps, final String what, final Violations violations) {
        if (value * steps != Math.rint(value * steps)) {
            violations.add(field, "is " + value + "; only " + what + " are allowed");
        }
    }

    private void putNumbers(final Property property, final long effectiveAt, final long listedAt) {
        message.putLong(RECORD + PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, effectiveAt, LITTLE_ENDIAN);
        message.putLong(RECORD + PropertyRecord.LISTED_AT_FIELD_OFFSET, listedAt, LITTLE_ENDIAN);
        putByte(PropertyRecord.STATUS_FIELD_OFFSET,
                property.getStatusValue() == 0 ? PropertyStatus.ACTIVE.code() : property.getStatusValue());
        putByte(PropertyRecord.LISTING_KIND_FIELD_OFFSET,
                property.getListingKindValue() == 0 ? ListingKind.SALE.code() : property.getListingKindValue());
        putByte(PropertyRecord.PROPERTY_TYPE_FIELD_OFFSET, property.getPropertyTypeValue());
        if (property.hasPrice()) {
            message.putDouble(RECORD + PropertyRecord.PRICE_FIELD_OFFSET, property.getPrice(), LITTLE_ENDIAN);
        }
        if (property.hasSizeSqft()) {
            message.putFloat(RECORD + PropertyRecord.SIZE_FIELD_OFFSET, (float) property.getSizeSqft(), LITTLE_ENDIAN);
        }
        if (property.hasBedrooms()) {
            putByte(PropertyRecord.BEDROOMS_FIELD_OFFSET, (int) property.getBedrooms());
        }
        if (property.hasBathrooms()) {
            putByte(PropertyRecord.BATHROOM_QUARTERS_FIELD_OFFSET, (int) (property.getBathrooms() * 4));
        }
        if (property.hasLatitude()) {
            putCoordinate(PropertyRecord.LATITUDE_FIELD_OFFSET, property.getLatitude());
            putCoordinate(PropertyRecord.LONGITUDE_FIELD_OFFSET, property.getLongitude());
        }
        if (property.hasYearBuilt()) {
            message.putShort(RECORD + PropertyRecord.YEAR_BUILT_FIELD_OFFSET, (short) property.getYearBuilt(), LITTLE_ENDIAN);
        }
    }

    private void putByte(final int field, final int value) {
        message.putByte(RECORD + field, (byte) value);
    }

    private void putCoordinate(final int field, final double degrees) {
        message.putInt(RECORD + field, (int) Math.round(degrees * TimelineRecord.COORDINATES_PER_DEGREE), LITTLE_ENDIAN);
    }

    private void appendText(final ByteString text) {
        text.copyTo(scratch, 0);
        flyweight.appendText(scratch, text.size());
    }
}
