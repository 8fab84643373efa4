package dev.homing.tracking.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight.Text;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One event as the index by property, agent and session has it: what the features of a property or an agent need, so that they
 * are computed without reading the journal. Its time and sequence are in its key.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+-------------------------------+
 *  | type          | reserved, 0   | flags                         |
 *  +---------------+---------------+-------------------------------+ 4
 *  |         amount, float32, NaN when not known                   |
 *  +---------------------------------------------------------------+ 8
 *  |         hash of the lead's id as it was sent                  |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 16
 *  |         session hash, 0 when none                             |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 24
 * </pre>
 *
 * <p>The amount is how long a view took in seconds, the lead's rating of an appointment, or the lead's interest after a tour,
 * 1 to 10. All numbers are little endian.
 */
public final class ActivityRecord {
    /** Bytes of a record. */
    public static final int LENGTH = 24;
    /** Offset of the type. */
    public static final int TYPE_FIELD_OFFSET = 0;
    /** Offset of the flags. */
    public static final int FLAGS_FIELD_OFFSET = 2;
    /** Offset of the amount. */
    public static final int AMOUNT_FIELD_OFFSET = 4;
    /** Offset of the lead's hash. */
    public static final int LEAD_FIELD_OFFSET = 8;
    /** Offset of the session hash. */
    public static final int SESSION_FIELD_OFFSET = 16;

    private static final long SESSION_MASK = (1L << 48) - 1;
    private static final int VIEW = EventType.PROPERTY_VIEW.code();
    private static final int BOOKING_COMPLETED = EventType.BOOKING_COMPLETED.code();
    private static final int TOUR_COMPLETED = EventType.TOUR_COMPLETED.code();

    private ActivityRecord() {
    }

    /**
     * Writes a record; allocates nothing.
     *
     * @param target to write to
     * @param index  of the first of {@link #LENGTH} bytes
     * @param event  that it is about
     */
    public static void put(final MutableDirectBuffer target, final int index, final EventFlyweight event) {
        target.putByte(index + TYPE_FIELD_OFFSET, (byte) event.typeCode());
        target.putByte(index + TYPE_FIELD_OFFSET + 1, (byte) 0);
        target.putShort(index + FLAGS_FIELD_OFFSET, (short) event.flags(), LITTLE_ENDIAN);
        target.putFloat(index + AMOUNT_FIELD_OFFSET, amount(event), LITTLE_ENDIAN);
        target.putLong(index + LEAD_FIELD_OFFSET,
                leadHash(event.buffer(), event.textOffset(Text.LEAD_ID), event.textLength(Text.LEAD_ID)), LITTLE_ENDIAN);
        target.putLong(index + SESSION_FIELD_OFFSET, sessionHash(event), LITTLE_ENDIAN);
    }

    /**
     * What stands for a lead in the records.
     *
     * @param id     with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     * @return any value
     */
    public static long leadHash(final DirectBuffer id, final int offset, final int length) {
        return Hash64.hash(0, id, offset, length);
    }

    /**
     * What stands for an event's session in records.
     *
     * @param event of the session
     * @return 48 bits, 0 when it has none
     */
    public static long sessionHash(final EventFlyweight event) {
        final int length = event.textLength(Text.SESSION_ID);
        if (length == 0) {
            return 0;
        }
        // 0 means "no session", so the one session in 2^48 that hashes to it shares its hash with another.
        return Math.max(1, Hash64.hash(0, event.buffer(), event.textOffset(Text.SESSION_ID), length) & SESSION_MASK);
    }

    private static float amount(final EventFlyweight event) {
        final int type = event.typeCode();
        if (type == VIEW) {
            return TimelineRecord.storedSeconds(event.viewSeconds());
        }
        if (type != BOOKING_COMPLETED && type != TOUR_COMPLETED) {
            return Float.NaN;
        }
        final int wanted = (type == BOOKING_COMPLETED ? DetailField.RATING : DetailField.INTEREST).code();
        int cursor = event.firstDetail();
        for (int i = 0; i < event.detailCount(); i++) {
            if (event.detailCode(cursor) == wanted) {
                return (float) event.detailNumber(cursor);
            }
            cursor = event.nextDetail(cursor);
        }
        return Float.NaN;
    }

    /**
     * Type of a record's event.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return the code of an {@link EventType}
     */
    public static int typeCode(final DirectBuffer buffer, final int offset) {
        return buffer.getByte(offset + TYPE_FIELD_OFFSET);
    }

    /**
     * Flags of a record's event.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return a sum of the {@code _FLAG} constants of {@link TimelineRecord}
     */
    public static int flags(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + FLAGS_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Amount of a record's event.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return seconds of a view, rating of an appointment, interest after a tour; NaN when not known
     */
    public static float amount(final DirectBuffer buffer, final int offset) {
        return buffer.getFloat(offset + AMOUNT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Lead of a record's event.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return {@link #leadHash(DirectBuffer, int, int)} of the id that was sent
     */
    public static long leadHash(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + LEAD_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Session of a record's event.
     *
     * @param buffer with the record
     * @param offset of its first byte
     * @return 48 bits of a hash of its id, 0 when none
     */
    public static long sessionHash(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + SESSION_FIELD_OFFSET, LITTLE_ENDIAN);
    }
}
