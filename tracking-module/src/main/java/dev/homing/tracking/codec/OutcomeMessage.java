package dev.homing.tracking.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over "this is how an event turned out" on its way through the ring.
 *
 * <pre>
 *  +-------------------------------+-------------------------------+ 0
 *  |   tenant, int32               | kind  |  reserved, 0          |
 *  +-------------------------------+-------------------------------+ 8
 *  |   received at, int64                                          |
 *  +---------------------------------------------------------------+ 16
 *  |   occurred at, int64                                          |
 *  +---------------------------------------------------------------+ 24
 *  |   value, float64                                              |
 *  +---------------------------------------------------------------+ 32
 *  |   event id, UTF-8, to the end
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>One instance belongs to one thread and allocates nothing.
 */
public final class OutcomeMessage {
    /** Type of the message in the ring. */
    public static final int TEMPLATE_ID = 5;
    /** Bytes before the event id. */
    public static final int FIXED_LENGTH = 32;
    /** An {@link #occurredAt()} that was not given. */
    public static final long NOT_GIVEN = Long.MIN_VALUE;

    private static final int KIND_OFFSET = 4;
    private static final int RECEIVED_AT_OFFSET = 8;
    private static final int OCCURRED_AT_OFFSET = 16;
    private static final int VALUE_OFFSET = 24;

    private DirectBuffer buffer;
    private int offset;
    private int length;

    /** Creates a flyweight; wrap it before use. */
    public OutcomeMessage() {
    }

    /**
     * Writes a message.
     *
     * @param target       to write to
     * @param offset       of the first byte
     * @param tenant       whose
     * @param kind         how the event turned out, 1 to 127
     * @param receivedAtMs when it was received
     * @param occurredAtMs when it turned out so; {@link #NOT_GIVEN}
     * @param value        what it was worth; NaN when not said
     * @param eventId      UTF-8
     */
    public static void put(
            final MutableDirectBuffer target,
            final int offset,
            final int tenant,
            final int kind,
            final long receivedAtMs,
            final long occurredAtMs,
            final double value,
            final byte[] eventId) {
        target.putInt(offset, tenant, LITTLE_ENDIAN);
        target.putInt(offset + KIND_OFFSET, kind, LITTLE_ENDIAN);
        target.putLong(offset + RECEIVED_AT_OFFSET, receivedAtMs, LITTLE_ENDIAN);
        target.putLong(offset + OCCURRED_AT_OFFSET, occurredAtMs, LITTLE_ENDIAN);
        target.putDouble(offset + VALUE_OFFSET, value, LITTLE_ENDIAN);
        target.putBytes(offset + FIXED_LENGTH, eventId);
    }

    /**
     * Points this flyweight at a message to read.
     *
     * @param buffer with the message
     * @param offset of its first byte
     * @param length of it, {@link #FIXED_LENGTH} or more
     * @return this
     */
    public OutcomeMessage wrap(final DirectBuffer buffer, final int offset, final int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return this;
    }

    /**
     * The tenant.
     *
     * @return its number
     */
    public int tenant() {
        return buffer.getInt(offset, LITTLE_ENDIAN);
    }

    /**
     * How the event turned out.
     *
     * @return a number of the protocol
     */
    public byte kind() {
        return buffer.getByte(offset + KIND_OFFSET);
    }

    /**
     * When it was received.
     *
     * @return milliseconds since 1970
     */
    public long receivedAt() {
        return buffer.getLong(offset + RECEIVED_AT_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * When it turned out so.
     *
     * @return milliseconds since 1970, {@link #NOT_GIVEN}
     */
    public long occurredAt() {
        return buffer.getLong(offset + OCCURRED_AT_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * What it was worth.
     *
     * @return NaN when not said
     */
    public double value() {
        return buffer.getDouble(offset + VALUE_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Where the event id begins.
     *
     * @return offset of its first byte
     */
    public int eventIdOffset() {
        return offset + FIXED_LENGTH;
    }

    /**
     * How long the event id is.
     *
     * @return its bytes
     */
    public int eventIdLength() {
        return length - FIXED_LENGTH;
    }
}
