package dev.homing.tracking.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.EventType;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over one event of a lead's timeline: 64 bytes, one cache line, with the property's attributes as they were at the
 * event's time.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |         occurred at, ms since 1970 (bits 16..63)              |
 *  |                           type 11..15, device 8..10,          |
 *  |                           channel 5..7, property type 1..4, 0 |
 *  +---------------------------------------------------------------+ 8
 *  |         journal sequence (bits 24..63)                        |
 *  |                     UTC offset + 2048 (bits 12..23)           |
 *  |                     flags (bits 0..11)                        |
 *  +---------------------------------------------------------------+ 16
 *  |         price, float64, NaN when not known                    |
 *  +---------------------------------------------------------------+ 24
 *  |         amenities, one bit each                               |
 *  +---------------------------------------------------------------+ 32
 *  |         session hash, 0 when none (bits 16..63)               |
 *  |                     bedrooms, 255 when unknown (bits 8..15)   |
 *  |                     bathrooms / 4, 255 unknown (bits 0..7)    |
 *  +---------------------------------------------------------------+ 40
 *  |         property ordinal, -1 when none                        |
 *  +---------------------------------------------------------------+ 44
 *  |         area ordinal, -1 when none                            |
 *  +---------------------------------------------------------------+ 48
 *  |         latitude, 1e-7 degrees, MIN_VALUE when not known      |
 *  +---------------------------------------------------------------+ 52
 *  |         longitude, 1e-7 degrees, MIN_VALUE when not known     |
 *  +---------------------------------------------------------------+ 56
 *  |         size, float32 sq ft, NaN when not known               |
 *  +---------------------------------------------------------------+ 60
 *  |         viewed, float32 seconds, NaN when not known           |
 *  +---------------------------------------------------------------+ 64
 * </pre>
 *
 * <p>A search or filter has no property: what it asks for stands where a property's attributes would, the highest price in place
 * of the price, the lowest in place of the size, the fewest bedrooms and the area in their own. Readers of attributes ask for the
 * property first.
 *
 * <p>All numbers are little endian. One instance belongs to one thread; it allocates nothing.
 *
 * <p>Longer than most because layout, reader and writer of the record are one class, and every field of it is documented.
 */
public final class TimelineRecord {
    /** Bytes of a record. */
    public static final int LENGTH = 64;
    /** Offset of time, type, device, channel and property type. */
    public static final int TIME_FIELD_OFFSET = 0;
    /** Offset of sequence, UTC offset and flags. */
    public static final int SEQUENCE_FIELD_OFFSET = 8;
    /** Offset of the price. */
    public static final int PRICE_FIELD_OFFSET = 16;
    /** Offset of the amenities. */
    public static final int AMENITIES_FIELD_OFFSET = 24;
    /** Offset of session hash, bedrooms and bathrooms. */
    public static final int SESSION_FIELD_OFFSET = 32;
    /** Offset of the property ordinal. */
    public static final int PROPERTY_FIELD_OFFSET = 40;
    /** Offset of the area ordinal. */
    public static final int AREA_FIELD_OFFSET = 44;
    /** Offset of the latitude. */
    public static final int LATITUDE_FIELD_OFFSET = 48;
    /** Offset of the longitude. */
    public static final int LONGITUDE_FIELD_OFFSET = 52;
    /** Offset of the size. */
    public static final int SIZE_FIELD_OFFSET = 56;
    /** Offset of the viewing time. */
    public static final int VIEW_FIELD_OFFSET = 60;
    /** Offset of the bathrooms. */
    public static final int BATHROOMS_FIELD_OFFSET = SESSION_FIELD_OFFSET;
    /** Offset of the bedrooms. */
    public static final int BEDROOMS_FIELD_OFFSET = SESSION_FIELD_OFFSET + 1;

    /** Flag: a swipe to the right, a like. Without it and {@link #SWIPE_LEFT_FLAG} the event is no swipe. */
    public static final int SWIPE_RIGHT_FLAG = 1;
    /** Flag: a swipe to the left, a dislike. */
    public static final int SWIPE_LEFT_FLAG = 1 << 1;
    /** Flag: a booking or tour that did not take place. */
    public static final int NOT_COMPLETED_FLAG = 1 << 2;
    /** Flag: a booking request of low urgency. */
    public static final int URGENCY_LOW_FLAG = 1 << 3;
    /** Flag: a booking request of high urgency. */
    public static final int URGENCY_HIGH_FLAG = 1 << 4;
    /** Flag: the catalogue knew the property, so that amenities of 0 mean none. */
    public static final int ATTRIBUTES_FLAG = 1 << 5;

    /** Ordinal of "no property" and "no area". */
    public static final int NONE = -1;
    /** A coordinate that is not known. */
    public static final int UNKNOWN_COORDINATE = Integer.MIN_VALUE;
    /** Units of a coordinate in a degree. */
    public static final double COORDINATES_PER_DEGREE = 1e7;
    /** Bedrooms or bathrooms that are not known. */
    public static final int UNKNOWN_ROOMS = 255;
    /** Longest viewing time that counts, in seconds: a longer one is an idle tab. */
    public static final int MAX_VIEW_SECONDS = 600;
    /** Largest journal sequence. */
    public static final long MAX_SEQUENCE = (1L << 40) - 1;

    private static final int SEARCH_CODE = EventType.SEARCH_QUERY.code();
    private static final int FILTER_CODE = EventType.FILTER_APPLIED.code();

    static final int TYPE_SHIFT = 11;
    static final int DEVICE_SHIFT = 8;
    static final int CHANNEL_SHIFT = 5;
    static final int PROPERTY_TYPE_SHIFT = 1;
    static final int UTC_OFFSET_BIAS = 2_048;
    static final int SESSION_SHIFT = 16;

    private DirectBuffer buffer;
    private int offset;

    /** Creates a flyweight; {@link #wrap} it before use. */
    public TimelineRecord() {
    }

    /**
     * Points this flyweight at a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return this
     */
    public TimelineRecord wrap(final DirectBuffer buffer, final int offset) {
        // Not again the same one: in a loop over records the collector's barrier shows.
        if (this.buffer != buffer) {
            this.buffer = buffer;
        }
        this.offset = offset;
        return this;
    }

    /**
     * Time of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return milliseconds since 1970
     */
    public static long occurredAt(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + TIME_FIELD_OFFSET, LITTLE_ENDIAN) >> 16;
    }

    /**
     * Journal sequence of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return 1 to {@link #MAX_SEQUENCE}
     */
    public static long sequence(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + SEQUENCE_FIELD_OFFSET, LITTLE_ENDIAN) >>> 24;
    }

    /**
     * Event type of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return the code of an {@link dev.homing.tracking.EventType}
     */
    public static int typeCode(final DirectBuffer buffer, final int offset) {
        return (int) (buffer.getLong(offset + TIME_FIELD_OFFSET, LITTLE_ENDIAN) >>> TYPE_SHIFT) & 31;
    }

    /**
     * Device of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return the code of a {@link dev.homing.tracking.Device}, 0 when not known
     */
    public static int deviceCode(final DirectBuffer buffer, final int offset) {
        return (int) (buffer.getLong(offset + TIME_FIELD_OFFSET, LITTLE_ENDIAN) >>> DEVICE_SHIFT) & 7;
    }

    /**
     * Channel of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return the code of a {@link dev.homing.tracking.Channel}, 0 when not known
     */
    public static int channelCode(final DirectBuffer buffer, final int offset) {
        return (int) (buffer.getLong(offset + TIME_FIELD_OFFSET, LITTLE_ENDIAN) >>> CHANNEL_SHIFT) & 7;
    }

    /**
     * Local time of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return minutes east of UTC, -2048 to 2047
     */
    public static int utcOffsetMinutes(final DirectBuffer buffer, final int offset) {
        return (int) (buffer.getLong(offset + SEQUENCE_FIELD_OFFSET, LITTLE_ENDIAN) >>> 12 & 0xFFF) - UTC_OFFSET_BIAS;
    }

    /**
     * Flags of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return a sum of the {@code _FLAG} constants
     */
    public static int flags(final DirectBuffer buffer, final int offset) {
        return (int) buffer.getLong(offset + SEQUENCE_FIELD_OFFSET, LITTLE_ENDIAN) & 0xFFF;
    }

    /**
     * Property of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return its ordinal within the tenant, {@link #NONE} when none
     */
    public static int propertyOrdinal(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + PROPERTY_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Viewing time of a record, capped at {@link #MAX_VIEW_SECONDS}.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return in seconds, rounded up to a float32; NaN when not known
     */
    public static float viewSeconds(final DirectBuffer buffer, final int offset) {
        return buffer.getFloat(offset + VIEW_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Price of a record's property at the event's time.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return in its currency, NaN when not known
     */
    public static double price(final DirectBuffer buffer, final int offset) {
        return buffer.getDouble(offset + PRICE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Session of a record.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return 48 bits of a hash of the client's session id, 0 when none
     */
    public static long sessionHash(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + SESSION_FIELD_OFFSET, LITTLE_ENDIAN) >>> SESSION_SHIFT;
    }

    /**
     * When it happened.
     *
     * @return milliseconds since 1970
     */
    public long occurredAt() {
        return occurredAt(buffer, offset);
    }

    /**
     * Its place in the journal.
     *
     * @return 1 to {@link #MAX_SEQUENCE}
     */
    public long sequence() {
        return sequence(buffer, offset);
    }

    /**
     * Its type.
     *
     * @return the code of an {@link dev.homing.tracking.EventType}
     */
    public int typeCode() {
        return typeCode(buffer, offset);
    }

    /**
     * Its device.
     *
     * @return the code of a {@link dev.homing.tracking.Device}, 0 when not known
     */
    public int deviceCode() {
        return deviceCode(buffer, offset);
    }

    /**
     * Its channel.
     *
     * @return the code of a {@link dev.homing.tracking.Channel}, 0 when not known
     */
    public int channelCode() {
        return channelCode(buffer, offset);
    }

    /**
     * The property's type.
     *
     * @return the code of a {@link dev.homing.tracking.PropertyType}, 0 when not known
     */
    public int propertyTypeCode() {
        return (int) (buffer.getLong(offset + TIME_FIELD_OFFSET, LITTLE_ENDIAN) >>> PROPERTY_TYPE_SHIFT) & 15;
    }

    /**
     * The lead's local time.
     *
     * @return minutes east of UTC, -2048 to 2047
     */
    public int utcOffsetMinutes() {
        return utcOffsetMinutes(buffer, offset);
    }

    /**
     * The flags.
     *
     * @return a sum of the {@code _FLAG} constants
     */
    public int flags() {
        return flags(buffer, offset);
    }

    /**
     * The property's price at the event's time.
     *
     * @return in its currency, NaN when not known
     */
    public double price() {
        return price(buffer, offset);
    }

    /**
     * The property's amenities at the event's time.
     *
     * @return one bit for each of the tenant's tags
     */
    public long amenities() {
        return buffer.getLong(offset + AMENITIES_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The client's session.
     *
     * @return 48 bits of a hash of its id, 0 when none
     */
    public long sessionHash() {
        return sessionHash(buffer, offset);
    }

    /**
     * The property.
     *
     * @return its ordinal within the tenant, {@link #NONE} when none
     */
    public int propertyOrdinal() {
        return propertyOrdinal(buffer, offset);
    }

    /**
     * The property's area.
     *
     * @return its ordinal within the tenant, {@link #NONE} when not known
     */
    public int areaOrdinal() {
        return buffer.getInt(offset + AREA_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The property's latitude.
     *
     * @return in 1e-7 degrees, {@link #UNKNOWN_COORDINATE} when not known
     */
    public int latitude() {
        return buffer.getInt(offset + LATITUDE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The property's longitude.
     *
     * @return in 1e-7 degrees, {@link #UNKNOWN_COORDINATE} when not known
     */
    public int longitude() {
        return buffer.getInt(offset + LONGITUDE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The property's living area.
     *
     * @return in square feet, NaN when not known
     */
    public float size() {
        return buffer.getFloat(offset + SIZE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The property's bedrooms.
     *
     * @return 0 to 254, {@link #UNKNOWN_ROOMS} when not known
     */
    public int bedrooms() {
        return buffer.getByte(offset + BEDROOMS_FIELD_OFFSET) & 0xFF;
    }

    /**
     * The property's bathrooms, in quarters.
     *
     * @return 0 to 254, {@link #UNKNOWN_ROOMS} when not known
     */
    public int bathroomQuarters() {
        return buffer.getByte(offset + BATHROOMS_FIELD_OFFSET) & 0xFF;
    }

    /**
     * How long a listing was viewed, capped at {@link #MAX_VIEW_SECONDS}.
     *
     * @return in seconds, rounded up to a float32; NaN when not known
     */
    public float viewSeconds() {
        return viewSeconds(buffer, offset);
    }

    /**
     * Writes what the event itself says; the attributes are set to "not known".
     *
     * @param target           to write to
     * @param index            of the first of {@link #LENGTH} bytes
     * @param occurredAtMs     when it happened
     * @param sequence         its place in the journal, 1 to {@link #MAX_SEQUENCE}
     * @param typeCode         its type
     * @param deviceCode       its device or 0
     * @param channelCode      its channel or 0
     * @param utcOffsetMinutes the lead's local time, -2048 to 2047
     * @param flags            the flags
     * @param sessionHash      the session or 0; its lowest 48 bits are kept
     * @param propertyOrdinal  the property or {@link #NONE}
     * @param viewSeconds      how long it was viewed, NaN when not known
     */
    public static void putEvent(
            final MutableDirectBuffer target,
            final int index,
            final long occurredAtMs,
            final long sequence,
            final int typeCode,
            final int deviceCode,
            final int channelCode,
            final int utcOffsetMinutes,
            final int flags,
            final long sessionHash,
            final int propertyOrdinal,
            final double viewSeconds) {
        target.putLong(index + TIME_FIELD_OFFSET,
                occurredAtMs << 16
                        | (long) typeCode << TYPE_SHIFT
                        | (long) deviceCode << DEVICE_SHIFT
                        | (long) channelCode << CHANNEL_SHIFT,
                LITTLE_ENDIAN);
        target.putLong(index + SEQUENCE_FIELD_OFFSET,
                sequence << 24 | (long) (utcOffsetMinutes + UTC_OFFSET_BIAS) << 12 | flags, LITTLE_ENDIAN);
        target.putDouble(index + PRICE_FIELD_OFFSET, Double.NaN, LITTLE_ENDIAN);
        target.putLong(index + AMENITIES_FIELD_OFFSET, 0, LITTLE_ENDIAN);
        target.putLong(index + SESSION_FIELD_OFFSET,
                sessionHash << SESSION_SHIFT | UNKNOWN_ROOMS << Byte.SIZE | UNKNOWN_ROOMS, LITTLE_ENDIAN);
        target.putInt(index + PROPERTY_FIELD_OFFSET, propertyOrdinal, LITTLE_ENDIAN);
        target.putInt(index + AREA_FIELD_OFFSET, NONE, LITTLE_ENDIAN);
        target.putInt(index + LATITUDE_FIELD_OFFSET, UNKNOWN_COORDINATE, LITTLE_ENDIAN);
        target.putInt(index + LONGITUDE_FIELD_OFFSET, UNKNOWN_COORDINATE, LITTLE_ENDIAN);
        target.putFloat(index + SIZE_FIELD_OFFSET, Float.NaN, LITTLE_ENDIAN);
        target.putFloat(index + VIEW_FIELD_OFFSET, storedSeconds(viewSeconds), LITTLE_ENDIAN);
    }

    /**
     * A viewing time as it is stored: capped, and rounded up so that what is longer than a whole number of seconds stays so.
     *
     * @param viewSeconds in seconds, NaN when not known
     * @return 0 to {@link #MAX_VIEW_SECONDS}, NaN when not known
     */
    public static float storedSeconds(final double viewSeconds) {
        final double capped = Math.min(Math.max(viewSeconds, 0), MAX_VIEW_SECONDS);
        final float nearest = (float) capped;
        return nearest < capped ? Math.nextUp(nearest) : nearest;
    }

    /**
     * Writes what a search or filter asks for into a record that {@link #putEvent} began without a property.
     *
     * @param target      to write to
     * @param index       of the record
     * @param minPrice    in the market's currency, NaN when not asked for
     * @param maxPrice    in the market's currency, NaN when not asked for
     * @param minBedrooms 0 to 254 or {@link #UNKNOWN_ROOMS}
     * @param areaOrdinal the area or {@link #NONE}
     */
    public static void putWish(
            final MutableDirectBuffer target,
            final int index,
            final double minPrice,
            final double maxPrice,
            final int minBedrooms,
            final int areaOrdinal) {
        target.putDouble(index + PRICE_FIELD_OFFSET, maxPrice, LITTLE_ENDIAN);
        target.putFloat(index + SIZE_FIELD_OFFSET, (float) minPrice, LITTLE_ENDIAN);
        target.putByte(index + BEDROOMS_FIELD_OFFSET, (byte) minBedrooms);
        target.putInt(index + AREA_FIELD_OFFSET, areaOrdinal, LITTLE_ENDIAN);
    }

    /**
     * The lowest price that a search or filter asks for.
     *
     * @return in the market's currency, NaN when not asked for
     */
    public float wishedMinPrice() {
        return size();
    }

    /**
     * The highest price that a search or filter asks for.
     *
     * @return in the market's currency, NaN when not asked for
     */
    public double wishedMaxPrice() {
        return price();
    }

    /**
     * Whether this is a search or filter, which says what the lead asks for: {@link #wishedMinPrice()},
     * {@link #wishedMaxPrice()}, {@link #bedrooms()} and {@link #areaOrdinal()}.
     *
     * @return false for all other types, and for what has a property
     */
    public boolean isWish() {
        return propertyOrdinal() == NONE && isWish(typeCode());
    }

    /**
     * Whether events of a type say what the lead asks for.
     *
     * @param typeCode of the event
     * @return true for searches and filters
     */
    public static boolean isWish(final int typeCode) {
        return typeCode == SEARCH_CODE || typeCode == FILTER_CODE;
    }

    /**
     * Writes the property's attributes into a record that {@link #putEvent} began.
     *
     * @param target           to write to
     * @param index            of the record
     * @param propertyTypeCode type of the property or 0
     * @param price            in its currency, NaN when not known
     * @param amenities        one bit for each tag
     * @param areaOrdinal      the area or {@link #NONE}
     * @param latitude         in 1e-7 degrees or {@link #UNKNOWN_COORDINATE}
     * @param longitude        in 1e-7 degrees or {@link #UNKNOWN_COORDINATE}
     * @param size             in square feet, NaN when not known
     * @param bedrooms         0 to 254 or {@link #UNKNOWN_ROOMS}
     * @param bathroomQuarters 0 to 254 or {@link #UNKNOWN_ROOMS}
     */
    public static void putAttributes(
            final MutableDirectBuffer target,
            final int index,
            final int propertyTypeCode,
            final double price,
            final long amenities,
            final int areaOrdinal,
            final int latitude,
            final int longitude,
            final float size,
            final int bedrooms,
            final int bathroomQuarters) {
        final long time = target.getLong(index + TIME_FIELD_OFFSET, LITTLE_ENDIAN);
        target.putLong(index + TIME_FIELD_OFFSET, time | (long) propertyTypeCode << PROPERTY_TYPE_SHIFT, LITTLE_ENDIAN);
        final long sequence = target.getLong(index + SEQUENCE_FIELD_OFFSET, LITTLE_ENDIAN);
        target.putLong(index + SEQUENCE_FIELD_OFFSET, sequence | ATTRIBUTES_FLAG, LITTLE_ENDIAN);
        target.putDouble(index + PRICE_FIELD_OFFSET, price, LITTLE_ENDIAN);
        target.putLong(index + AMENITIES_FIELD_OFFSET, amenities, LITTLE_ENDIAN);
        target.putInt(index + AREA_FIELD_OFFSET, areaOrdinal, LITTLE_ENDIAN);
        target.putInt(index + LATITUDE_FIELD_OFFSET, latitude, LITTLE_ENDIAN);
        target.putInt(index + LONGITUDE_FIELD_OFFSET, longitude, LITTLE_ENDIAN);
        target.putFloat(index + SIZE_FIELD_OFFSET, size, LITTLE_ENDIAN);
        target.putByte(index + BEDROOMS_FIELD_OFFSET, (byte) bedrooms);
        target.putByte(index + BATHROOMS_FIELD_OFFSET, (byte) bathroomQuarters);
    }
}
