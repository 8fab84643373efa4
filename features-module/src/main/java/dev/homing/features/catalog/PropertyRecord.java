package dev.homing.features.catalog;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over one version of a property: 80 bytes without any text, since ids are ordinals of the tenant's dictionaries. The
 * same bytes lie in memory, in the ring and in the store.
 *
 * <pre>
 *  +---------------------------------------------------------------+ 0
 *  |   effective at, int64                                         |
 *  +---------------------------------------------------------------+ 8
 *  |   listed at, int64                                            |
 *  +---------------------------------------------------------------+ 16
 *  |   price, float64                                              |
 *  +---------------------------------------------------------------+ 24
 *  |   amenities, 64 bits                                          |
 *  +-------------------------------+-------------------------------+ 32
 *  |   property                    |   previous row                |
 *  +-------------------------------+-------------------------------+ 40
 *  |   area                        |   latitude                    |
 *  +-------------------------------+-------------------------------+ 48
 *  |   longitude                   |   size, float32               |
 *  +-------------------------------+-------------------------------+ 56
 *  |   agent                       |   market                      |
 *  +-------------------------------+---------------+-------+-------+ 64
 *  |   currency                    |  year built   |status | kind  |
 *  +-------+-------+-------+-------+---------------+-------+-------+ 72
 *  | type  | beds  | baths |   reserved, 0                         |
 *  +-------+-------+-------+---------------------------------------+ 80
 * </pre>
 *
 * <p>All numbers are little endian. One instance belongs to one thread and allocates nothing.
 */
public final class PropertyRecord {
    /** Bytes of a record. */
    public static final int LENGTH = 80;
    /** Ordinal or row of "none". */
    public static final int NONE = -1;
    /** A coordinate that is not known. */
    public static final int UNKNOWN_COORDINATE = TimelineRecord.UNKNOWN_COORDINATE;
    /** Rooms that are not known. */
    public static final int UNKNOWN_ROOMS = TimelineRecord.UNKNOWN_ROOMS;
    /** A year that is not known. */
    public static final int UNKNOWN_YEAR = Short.MIN_VALUE;
    /** Offset of since when it is so. */
    public static final int EFFECTIVE_AT_FIELD_OFFSET = 0;
    /** Offset of when it came on the market. */
    public static final int LISTED_AT_FIELD_OFFSET = 8;
    /** Offset of the asking price. */
    public static final int PRICE_FIELD_OFFSET = 16;
    /** Offset of the amenities. */
    public static final int AMENITIES_FIELD_OFFSET = 24;
    /** Offset of the property. */
    public static final int PROPERTY_ORDINAL_FIELD_OFFSET = 32;
    /** Offset of the version before this one. */
    public static final int PREVIOUS_ROW_FIELD_OFFSET = 36;
    /** Offset of the area. */
    public static final int AREA_ORDINAL_FIELD_OFFSET = 40;
    /** Offset of the latitude. */
    public static final int LATITUDE_FIELD_OFFSET = 44;
    /** Offset of the longitude. */
    public static final int LONGITUDE_FIELD_OFFSET = 48;
    /** Offset of the living area. */
    public static final int SIZE_FIELD_OFFSET = 52;
    /** Offset of the listing agent. */
    public static final int AGENT_ORDINAL_FIELD_OFFSET = 56;
    /** Offset of the market. */
    public static final int MARKET_ORDINAL_FIELD_OFFSET = 60;
    /** Offset of the currency. */
    public static final int CURRENCY_ORDINAL_FIELD_OFFSET = 64;
    /** Offset of the year it was built. */
    public static final int YEAR_BUILT_FIELD_OFFSET = 68;
    /** Offset of the status. */
    public static final int STATUS_FIELD_OFFSET = 70;
    /** Offset of what is offered. */
    public static final int LISTING_KIND_FIELD_OFFSET = 71;
    /** Offset of the type. */
    public static final int PROPERTY_TYPE_FIELD_OFFSET = 72;
    /** Offset of the bedrooms. */
    public static final int BEDROOMS_FIELD_OFFSET = 73;
    /** Offset of the bathrooms in quarters. */
    public static final int BATHROOM_QUARTERS_FIELD_OFFSET = 74;

    private DirectBuffer buffer;
    private int offset;

    /** Creates a flyweight; {@link #wrap} it before use. */
    public PropertyRecord() {
    }

    /**
     * Points this flyweight at a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return this
     */
    public PropertyRecord wrap(final DirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /**
     * The bytes that were wrapped.
     *
     * @return with the record
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where the record begins.
     *
     * @return offset in {@link #buffer()}
     */
    public int offset() {
        return offset;
    }

    /**
     * Since when it is so.
     *
     * @return milliseconds since 1970
     */
    public long effectiveAt() {
        return buffer.getLong(offset + EFFECTIVE_AT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * When it came on the market.
     *
     * @return milliseconds since 1970
     */
    public long listedAt() {
        return buffer.getLong(offset + LISTED_AT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The asking price.
     *
     * @return in its currency, NaN when not known
     */
    public double price() {
        return buffer.getDouble(offset + PRICE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The amenities.
     *
     * @return one bit for each of the tenant's tags
     */
    public long amenities() {
        return buffer.getLong(offset + AMENITIES_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The property.
     *
     * @return its ordinal within the tenant
     */
    public int propertyOrdinal() {
        return buffer.getInt(offset + PROPERTY_ORDINAL_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The version before this one.
     *
     * @return its row, {@link #NONE} for the first; in memory only
     */
    public int previousRow() {
        return buffer.getInt(offset + PREVIOUS_ROW_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The area.
     *
     * @return its ordinal, {@link #NONE} when not known
     */
    public int areaOrdinal() {
        return buffer.getInt(offset + AREA_ORDINAL_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The latitude.
     *
     * @return in 1e-7 degrees, {@link #UNKNOWN_COORDINATE} when not known
     */
    public int latitude() {
        return buffer.getInt(offset + LATITUDE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The longitude.
     *
     * @return in 1e-7 degrees, {@link #UNKNOWN_COORDINATE} when not known
     */
    public int longitude() {
        return buffer.getInt(offset + LONGITUDE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The living area.
     *
     * @return in square feet, NaN when not known
     */
    public float size() {
        return buffer.getFloat(offset + SIZE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The listing agent.
     *
     * @return its ordinal, {@link #NONE} when none
     */
    public int agentOrdinal() {
        return buffer.getInt(offset + AGENT_ORDINAL_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The market.
     *
     * @return its ordinal, {@link #NONE} when none
     */
    public int marketOrdinal() {
        return buffer.getInt(offset + MARKET_ORDINAL_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The currency.
     *
     * @return its ordinal, {@link #NONE} when not given
     */
    public int currencyOrdinal() {
        return buffer.getInt(offset + CURRENCY_ORDINAL_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The year it was built.
     *
     * @return {@link #UNKNOWN_YEAR} when not known
     */
    public int yearBuilt() {
        return buffer.getShort(offset + YEAR_BUILT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The status.
     *
     * @return code of a {@link dev.homing.tracking.PropertyStatus}
     */
    public int status() {
        return buffer.getByte(offset + STATUS_FIELD_OFFSET) & 0xFF;
    }

    /**
     * What is offered.
     *
     * @return code of a {@link dev.homing.tracking.ListingKind}
     */
    public int listingKind() {
        return buffer.getByte(offset + LISTING_KIND_FIELD_OFFSET) & 0xFF;
    }

    /**
     * The type.
     *
     * @return code of a {@link dev.homing.tracking.PropertyType}, 0 when not known
     */
    public int propertyType() {
        return buffer.getByte(offset + PROPERTY_TYPE_FIELD_OFFSET) & 0xFF;
    }

    /**
     * The bedrooms.
     *
     * @return 0 to 254, {@link #UNKNOWN_ROOMS} when not known
     */
    public int bedrooms() {
        return buffer.getByte(offset + BEDROOMS_FIELD_OFFSET) & 0xFF;
    }

    /**
     * The bathrooms in quarters.
     *
     * @return 0 to 254, {@link #UNKNOWN_ROOMS} when not known
     */
    public int bathroomQuarters() {
        return buffer.getByte(offset + BATHROOM_QUARTERS_FIELD_OFFSET) & 0xFF;
    }

    /**
     * Makes a record of a property of which nothing is known: all fields "none" or "not known", and 0 where a code is.
     *
     * @param target to write to
     * @param index  of the first of {@link #LENGTH} bytes
     */
    public static void putUnknown(final MutableDirectBuffer target, final int index) {
        target.setMemory(index, LENGTH, (byte) 0);
        target.putDouble(index + PRICE_FIELD_OFFSET, Double.NaN, LITTLE_ENDIAN);
        target.putFloat(index + SIZE_FIELD_OFFSET, Float.NaN, LITTLE_ENDIAN);
        target.putInt(index + PROPERTY_ORDINAL_FIELD_OFFSET, NONE, LITTLE_ENDIAN);
        target.putInt(index + PREVIOUS_ROW_FIELD_OFFSET, NONE, LITTLE_ENDIAN);
        target.putInt(index + AREA_ORDINAL_FIELD_OFFSET, NONE, LITTLE_ENDIAN);
        target.putInt(index + AGENT_ORDINAL_FIELD_OFFSET, NONE, LITTLE_ENDIAN);
        target.putInt(index + MARKET_ORDINAL_FIELD_OFFSET, NONE, LITTLE_ENDIAN);
        target.putInt(index + CURRENCY_ORDINAL_FIELD_OFFSET, NONE, LITTLE_ENDIAN);
        target.putInt(index + LATITUDE_FIELD_OFFSET, UNKNOWN_COORDINATE, LITTLE_ENDIAN);
        target.putInt(index + LONGITUDE_FIELD_OFFSET, UNKNOWN_COORDINATE, LITTLE_ENDIAN);
        target.putShort(index + YEAR_BUILT_FIELD_OFFSET, (short) UNKNOWN_YEAR, LITTLE_ENDIAN);
        target.putByte(index + BEDROOMS_FIELD_OFFSET, (byte) UNKNOWN_ROOMS);
        target.putByte(index + BATHROOM_QUARTERS_FIELD_OFFSET, (byte) UNKNOWN_ROOMS);
    }

    /**
     * Whether two versions say the same, whatever the time and the row they stand in.
     *
     * @param other version
     * @return true when nothing differs from {@link #listedAt()} on but the row before
     */
    public boolean saysTheSameAs(final PropertyRecord other) {
        for (int i = LISTED_AT_FIELD_OFFSET; i < LENGTH; i += Integer.BYTES) {
            if (i != PREVIOUS_ROW_FIELD_OFFSET && buffer.getInt(offset + i) != other.buffer.getInt(other.offset + i)) {
                return false;
            }
        }
        return true;
    }
}
