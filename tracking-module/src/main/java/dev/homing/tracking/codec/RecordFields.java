package dev.homing.tracking.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the fields of {@link TimelineRecord}s that lie in an array, as those of a {@link Timeline} and of a {@link LeadHistory}
 * do. A buffer may be in memory or in an array, and the compiler, which cannot tell, keeps all its reads in order; those of an
 * array it may move, merge and leave out. Fields that share a word are read as parts of it, so that it can merge checks of bounds
 * as well. Allocates nothing; any thread.
 */
public final class RecordFields {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HALF_WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private RecordFields() {
    }

    private static long word(final byte[] records, final int offset) {
        return (long) WORDS.get(records, offset);
    }

    private static int halfWord(final byte[] records, final int offset) {
        return (int) HALF_WORDS.get(records, offset);
    }

    private static long time(final byte[] records, final int offset) {
        return word(records, offset + TimelineRecord.TIME_FIELD_OFFSET);
    }

    private static long sequence(final byte[] records, final int offset) {
        return word(records, offset + TimelineRecord.SEQUENCE_FIELD_OFFSET);
    }

    /**
     * Time of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return milliseconds since 1970
     */
    public static long occurredAt(final byte[] records, final int offset) {
        return time(records, offset) >> 16;
    }

    /**
     * Event type of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return the code of an {@link dev.homing.tracking.EventType}
     */
    public static int typeCode(final byte[] records, final int offset) {
        return (int) (time(records, offset) >>> TimelineRecord.TYPE_SHIFT) & 31;
    }

    /**
     * Device of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return the code of a {@link dev.homing.tracking.Device}, 0 when not known
     */
    public static int deviceCode(final byte[] records, final int offset) {
        return (int) (time(records, offset) >>> TimelineRecord.DEVICE_SHIFT) & 7;
    }

    /**
     * Channel of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return the code of a {@link dev.homing.tracking.Channel}, 0 when not known
     */
    public static int channelCode(final byte[] records, final int offset) {
        return (int) (time(records, offset) >>> TimelineRecord.CHANNEL_SHIFT) & 7;
    }

    /**
     * Type of a record's property.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return the code of a {@link dev.homing.tracking.PropertyType}, 0 when not known
     */
    public static int propertyTypeCode(final byte[] records, final int offset) {
        return (int) (time(records, offset) >>> TimelineRecord.PROPERTY_TYPE_SHIFT) & 15;
    }

    /**
     * Local time of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return minutes east of UTC, -2048 to 2047
     */
    public static int utcOffsetMinutes(final byte[] records, final int offset) {
        return (int) (sequence(records, offset) >>> 12 & 0xFFF) - TimelineRecord.UTC_OFFSET_BIAS;
    }

    /**
     * Flags of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return a sum of the {@code _FLAG} constants of {@link TimelineRecord}
     */
    public static int flags(final byte[] records, final int offset) {
        return (int) sequence(records, offset) & 0xFFF;
    }

    /**
     * Price of a record's property at the event's time.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return in its currency, NaN when not known
     */
    public static double price(final byte[] records, final int offset) {
        return Double.longBitsToDouble(word(records, offset + TimelineRecord.PRICE_FIELD_OFFSET));
    }

    /**
     * Amenities of a record's property at the event's time.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return one bit for each of the tenant's tags
     */
    public static long amenities(final byte[] records, final int offset) {
        return word(records, offset + TimelineRecord.AMENITIES_FIELD_OFFSET);
    }

    /**
     * Session of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return 48 bits of a hash of the client's session id, 0 when none
     */
    public static long sessionHash(final byte[] records, final int offset) {
        return word(records, offset + TimelineRecord.SESSION_FIELD_OFFSET) >>> TimelineRecord.SESSION_SHIFT;
    }

    /**
     * Bedrooms of a record's property.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return 0 to 254, {@link TimelineRecord#UNKNOWN_ROOMS} when not known
     */
    public static int bedrooms(final byte[] records, final int offset) {
        return (int) word(records, offset + TimelineRecord.SESSION_FIELD_OFFSET) >>> 8 & 0xFF;
    }

    /**
     * Bathrooms of a record's property, in quarters.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return 0 to 254, {@link TimelineRecord#UNKNOWN_ROOMS} when not known
     */
    public static int bathroomQuarters(final byte[] records, final int offset) {
        return (int) word(records, offset + TimelineRecord.SESSION_FIELD_OFFSET) & 0xFF;
    }

    /**
     * Property of a record.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return its ordinal within the tenant, {@link TimelineRecord#NONE} when none
     */
    public static int propertyOrdinal(final byte[] records, final int offset) {
        return halfWord(records, offset + TimelineRecord.PROPERTY_FIELD_OFFSET);
    }

    /**
     * Area of a record's property.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return its ordinal within the tenant, {@link TimelineRecord#NONE} when not known
     */
    public static int areaOrdinal(final byte[] records, final int offset) {
        return (int) (word(records, offset + TimelineRecord.PROPERTY_FIELD_OFFSET) >>> 32);
    }

    /**
     * Latitude of a record's property.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return in 1e-7 degrees, {@link TimelineRecord#UNKNOWN_COORDINATE} when not known
     */
    public static int latitude(final byte[] records, final int offset) {
        return (int) word(records, offset + TimelineRecord.LATITUDE_FIELD_OFFSET);
    }

    /**
     * Longitude of a record's property.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return in 1e-7 degrees, {@link TimelineRecord#UNKNOWN_COORDINATE} when not known
     */
    public static int longitude(final byte[] records, final int offset) {
        return (int) (word(records, offset + TimelineRecord.LATITUDE_FIELD_OFFSET) >>> 32);
    }

    /**
     * Living area of a record's property.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return in square feet, NaN when not known
     */
    public static float size(final byte[] records, final int offset) {
        return Float.intBitsToFloat((int) word(records, offset + TimelineRecord.SIZE_FIELD_OFFSET));
    }

    /**
     * Viewing time of a record, capped at {@link TimelineRecord#MAX_VIEW_SECONDS}.
     *
     * @param records with the record
     * @param offset  of its first byte
     * @return in seconds, rounded up to a float32; NaN when not known
     */
    public static float viewSeconds(final byte[] records, final int offset) {
        return Float.intBitsToFloat(halfWord(records, offset + TimelineRecord.VIEW_FIELD_OFFSET));
    }
}
