package dev.homing.serving.ingest;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.homing.features.catalog.PropertyMessage;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.tracking.ListingKind;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Checks a change of the catalogue, and encodes it where it was told to. One instance belongs to one thread. */
final class PropertyEncoder implements RingEncoder {
    private static final int MAX_SHORT_TEXT_BYTES = 64;
    private static final int MAX_AREA_BYTES = 128;
    private static final int CURRENCY_LENGTH = 3;
    private static final double MIN_POSITIVE = 0.01;
    /** Sums of prices go into 32-bit features. */
    private static final double MAX_PRICE = 1e12;
    private static final double MAX_SIZE = 1e9;
    private static final int MAX_BEDROOMS = 250;
    private static final int MAX_BATHROOMS = 60;
    private static final int RECORD = PropertyMessage.RECORD_OFFSET;

    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer(4 * 1024);
    private final PropertyMessage flyweight = new PropertyMessage();
    private final byte[] scratch = new byte[Violations.MAX_ID_BYTES];

    int prepare(final UpsertPropertyRequest request, final int tenant, final long nowMs, final Violations violations) {
        final Property property = request.getProperty();
        check(property, violations);
        violations.checkText("request_id", request.getRequestIdBytes(), MAX_SHORT_TEXT_BYTES);
        final long effectiveAt = effectiveAt(request.hasEffectiveAt(), request.getEffectiveAt(), nowMs, violations);
        final long listedAt = property.hasListedAt()
                ? violations.checkTime("property.listed_at", property.getListedAt())
                : PropertyMessage.NOT_GIVEN;
        if (!violations.isEmpty()) {
            return 0;
        }
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
        violations.checkRequiredId("property_id", request.getPropertyIdBytes());
        violations.checkText("request_id", request.getRequestIdBytes(), MAX_SHORT_TEXT_BYTES);
        if (request.getStatusValue() < 1 || request.getStatusValue() > PropertyStatus.COUNT) {
            violations.add("status", request.getStatusValue() == 0
                    ? "is required" : "is " + request.getStatusValue() + ", which is not a status");
        }
        final long effectiveAt = effectiveAt(request.hasEffectiveAt(), request.getEffectiveAt(), nowMs, violations);
        if (!violations.isEmpty()) {
            return 0;
        }
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

    private static long effectiveAt(
            final boolean isGiven, final Timestamp effectiveAt, final long nowMs, final Violations violations) {
        return isGiven ? violations.checkPastTime("effective_at", effectiveAt, nowMs) : nowMs;
    }

    private static void check(final Property property, final Violations violations) {
        violations.checkRequiredId("property.property_id", property.getPropertyIdBytes());
        violations.checkText("property.market", property.getMarketBytes(), MAX_SHORT_TEXT_BYTES);
        violations.checkText("property.area_id", property.getAreaIdBytes(), MAX_AREA_BYTES);
        violations.checkText("property.agent_id", property.getAgentIdBytes(), Violations.MAX_ID_BYTES);
        checkCode("property.status", property.getStatusValue(), PropertyStatus.COUNT, violations);
        checkCode("property.listing_kind", property.getListingKindValue(), ListingKind.COUNT, violations);
        checkCode("property.property_type", property.getPropertyTypeValue(), PropertyType.COUNT, violations);
        if (!property.getCurrency().isEmpty() && !isCurrency(property.getCurrency())) {
            violations.add("property.currency", "is \"" + property.getCurrency() + "\"; three capital letters are allowed");
        }
        if (property.hasPrice()) {
            violations.checkRange("property.price", property.getPrice(), MIN_POSITIVE, MAX_PRICE);
        }
        if (property.hasSizeSqft()) {
            violations.checkRange("property.size_sqft", property.getSizeSqft(), MIN_POSITIVE, MAX_SIZE);
        }
        if (property.hasBedrooms()) {
            violations.checkRange("property.bedrooms", property.getBedrooms(), 0, MAX_BEDROOMS);
            checkSteps("property.bedrooms", property.getBedrooms(), 1, "whole numbers", violations);
        }
        if (property.hasBathrooms()) {
            violations.checkRange("property.bathrooms", property.getBathrooms(), 0, MAX_BATHROOMS);
            checkSteps("property.bathrooms", property.getBathrooms(), 4, "quarters", violations);
        }
        if (property.hasLatitude() != property.hasLongitude()) {
            violations.add(property.hasLatitude() ? "property.longitude" : "property.latitude",
                    "is required when the other coordinate is given");
        }
        if (property.hasLatitude()) {
            violations.checkRange("property.latitude", property.getLatitude(), -90, 90);
        }
        if (property.hasLongitude()) {
            violations.checkRange("property.longitude", property.getLongitude(), -180, 180);
        }
        if (property.hasYearBuilt()) {
            violations.checkRange("property.year_built", property.getYearBuilt(), 1_000, 2_200);
        }
        if (property.getAmenitiesCount() > TenantCatalog.MAX_AMENITIES) {
            violations.add("property.amenities", "has " + property.getAmenitiesCount() + " entries; at most "
                    + TenantCatalog.MAX_AMENITIES + " are allowed");
        }
        for (int i = 0; i < property.getAmenitiesCount(); i++) {
            if (property.getAmenitiesBytes(i).isEmpty()) {
                violations.add("property.amenities[" + i + "]", "is empty");
            }
            violations.checkText("property.amenities[" + i + "]", property.getAmenitiesBytes(i), MAX_SHORT_TEXT_BYTES);
        }
    }

    private static boolean isCurrency(final String currency) {
        return currency.length() == CURRENCY_LENGTH && currency.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }

    private static void checkCode(final String field, final int code, final int count, final Violations violations) {
        if (code < 0 || code > count) {
            violations.add(field, "is " + code + ", which is not one of its values");
        }
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
