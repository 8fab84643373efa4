package dev.homing.features.catalog;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.IdKind;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** A version of a listing as a test writes it down; what is not said is not known. */
public final class Listing {
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[PropertyRecord.LENGTH]);

    public Listing() {
        price(Double.NaN).size(Float.NaN).area(PropertyRecord.NONE);
        bytes.putInt(PropertyRecord.LATITUDE_FIELD_OFFSET, PropertyRecord.UNKNOWN_COORDINATE, LITTLE_ENDIAN);
        bytes.putInt(PropertyRecord.LONGITUDE_FIELD_OFFSET, PropertyRecord.UNKNOWN_COORDINATE, LITTLE_ENDIAN);
        bytes.putShort(PropertyRecord.YEAR_BUILT_FIELD_OFFSET, (short) PropertyRecord.UNKNOWN_YEAR, LITTLE_ENDIAN);
        bytes.putByte(PropertyRecord.BEDROOMS_FIELD_OFFSET, (byte) PropertyRecord.UNKNOWN_ROOMS);
        bytes.putByte(PropertyRecord.BATHROOM_QUARTERS_FIELD_OFFSET, (byte) PropertyRecord.UNKNOWN_ROOMS);
        bytes.putByte(PropertyRecord.STATUS_FIELD_OFFSET, (byte) PropertyStatus.ACTIVE.code());
        bytes.putInt(PropertyRecord.PREVIOUS_ROW_FIELD_OFFSET, PropertyRecord.NONE, LITTLE_ENDIAN);
    }

    /** A catalogue with so many listings that only events know of. */
    public static TenantCatalog catalog(final int listings) {
        final TenantCatalog catalog = new TenantCatalog();
        for (int i = 0; i < listings; i++) {
            final UnsafeBuffer id = new UnsafeBuffer(("listing-" + i).getBytes(StandardCharsets.UTF_8));
            catalog.ordinal(IdKind.PROPERTY, id, 0, id.capacity());
        }
        return catalog;
    }

    public Listing price(final double value) {
        bytes.putDouble(PropertyRecord.PRICE_FIELD_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    public Listing size(final float value) {
        bytes.putFloat(PropertyRecord.SIZE_FIELD_OFFSET, value, LITTLE_ENDIAN);
        return this;
    }

    public Listing rooms(final int bedrooms, final int bathroomQuarters) {
        bytes.putByte(PropertyRecord.BEDROOMS_FIELD_OFFSET, (byte) bedrooms);
        bytes.putByte(PropertyRecord.BATHROOM_QUARTERS_FIELD_OFFSET, (byte) bathroomQuarters);
        return this;
    }

    public Listing year(final int value) {
        bytes.putShort(PropertyRecord.YEAR_BUILT_FIELD_OFFSET, (short) value, LITTLE_ENDIAN);
        return this;
    }

    public Listing area(final int ordinal) {
        bytes.putInt(PropertyRecord.AREA_ORDINAL_FIELD_OFFSET, ordinal, LITTLE_ENDIAN);
        return this;
    }

    public Listing kind(final int type, final int offered) {
        bytes.putByte(PropertyRecord.PROPERTY_TYPE_FIELD_OFFSET, (byte) type);
        bytes.putByte(PropertyRecord.LISTING_KIND_FIELD_OFFSET, (byte) offered);
        return this;
    }

    public Listing amenities(final long bits) {
        bytes.putLong(PropertyRecord.AMENITIES_FIELD_OFFSET, bits, LITTLE_ENDIAN);
        return this;
    }

    public Listing position(final double latitude, final double longitude) {
        bytes.putInt(PropertyRecord.LATITUDE_FIELD_OFFSET,
                (int) Math.round(latitude * TimelineRecord.COORDINATES_PER_DEGREE), LITTLE_ENDIAN);
        bytes.putInt(PropertyRecord.LONGITUDE_FIELD_OFFSET,
                (int) Math.round(longitude * TimelineRecord.COORDINATES_PER_DEGREE), LITTLE_ENDIAN);
        return this;
    }

    public Listing owner(final int agent, final int market, final int currency) {
        bytes.putInt(PropertyRecord.AGENT_ORDINAL_FIELD_OFFSET, agent, LITTLE_ENDIAN);
        bytes.putInt(PropertyRecord.MARKET_ORDINAL_FIELD_OFFSET, market, LITTLE_ENDIAN);
        bytes.putInt(PropertyRecord.CURRENCY_ORDINAL_FIELD_OFFSET, currency, LITTLE_ENDIAN);
        return this;
    }

    public Listing status(final PropertyStatus status) {
        bytes.putByte(PropertyRecord.STATUS_FIELD_OFFSET, (byte) status.code());
        return this;
    }

    /** Since when it is so, and when it came on the market. */
    public Listing at(final long effectiveAtMs, final long listedAtMs) {
        bytes.putLong(PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, effectiveAtMs, LITTLE_ENDIAN);
        bytes.putLong(PropertyRecord.LISTED_AT_FIELD_OFFSET, listedAtMs, LITTLE_ENDIAN);
        return this;
    }

    public PropertyRecord record() {
        return new PropertyRecord().wrap(bytes, 0);
    }

    /** Makes it the version of a listing. */
    public void addTo(final TenantCatalog catalog, final int ordinal) {
        catalog.addVersion(ordinal, record());
    }
}
