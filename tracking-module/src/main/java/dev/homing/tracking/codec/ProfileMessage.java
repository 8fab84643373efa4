package dev.homing.tracking.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over the profile of a lead on its way through the ring. What is in the profile is the business of whoever sends it.
 *
 * <pre>
 *  +-------------------------------+-------------------------------+ 0
 *  |   tenant, int32               | is complete, int32, 0 or 1    |
 *  +---------------+---------------+-------------------------------+ 8
 *  | lead's length | request's     |
 *  +---------------+---------------+-------------------------------+ 12
 *  |   lead id, UTF-8, then request id, UTF-8, then the profile to the end
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>One instance belongs to one thread and allocates nothing but the id and the profile it is asked for.
 */
public final class ProfileMessage {
    /** Type of the message in the ring. */
    public static final int TEMPLATE_ID = 6;
    /** Bytes before the lead id. */
    public static final int FIXED_LENGTH = 12;

    private static final int IS_COMPLETE_OFFSET = 4;
    private static final int LEAD_LENGTH_OFFSET = 8;
    private static final int REQUEST_LENGTH_OFFSET = 10;

    private DirectBuffer buffer;
    private int offset;
    private int length;

    /** Creates a flyweight; wrap it before use. */
    public ProfileMessage() {
    }

    /**
     * Writes a message.
     *
     * @param target     to write to
     * @param offset     of the first byte
     * @param tenant     whose
     * @param isComplete whether the profile says everything; otherwise an earlier one completes it
     * @param leadId     UTF-8
     * @param requestId  UTF-8, may be empty
     * @param profile    any bytes
     */
    public static void put(
            final MutableDirectBuffer target,
            final int offset,
            final int tenant,
            final boolean isComplete,
            final byte[] leadId,
            final byte[] requestId,
            final byte[] profile) {
        target.putInt(offset, tenant, LITTLE_ENDIAN);
        target.putInt(offset + IS_COMPLETE_OFFSET, isComplete ? 1 : 0, LITTLE_ENDIAN);
        target.putShort(offset + LEAD_LENGTH_OFFSET, (short) leadId.length, LITTLE_ENDIAN);
        target.putShort(offset + REQUEST_LENGTH_OFFSET, (short) requestId.length, LITTLE_ENDIAN);
        target.putBytes(offset + FIXED_LENGTH, leadId);
        target.putBytes(offset + FIXED_LENGTH + leadId.length, requestId);
        target.putBytes(offset + FIXED_LENGTH + leadId.length + requestId.length, profile);
    }

    /**
     * Points this flyweight at a message to read.
     *
     * @param buffer with the message
     * @param offset of its first byte
     * @param length of it
     * @return this
     */
    public ProfileMessage wrap(final DirectBuffer buffer, final int offset, final int length) {
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
     * Whether the profile says everything.
     *
     * @return false when an earlier one completes it
     */
    public boolean isComplete() {
        return buffer.getInt(offset + IS_COMPLETE_OFFSET, LITTLE_ENDIAN) != 0;
    }

    /**
     * The lead.
     *
     * @return its id
     */
    public String leadId() {
        return buffer.getStringWithoutLengthUtf8(offset + FIXED_LENGTH, leadLength());
    }

    /**
     * Where the request id begins.
     *
     * @return offset of its first byte
     */
    public int requestIdOffset() {
        return offset + FIXED_LENGTH + leadLength();
    }

    /**
     * How long the request id is.
     *
     * @return its bytes, 0 for none
     */
    public int requestIdLength() {
        return buffer.getShort(offset + REQUEST_LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * The profile.
     *
     * @return a copy of its bytes
     */
    public byte[] profile() {
        final int from = requestIdOffset() + requestIdLength();
        return copy(from, offset + length - from);
    }

    private int leadLength() {
        return buffer.getShort(offset + LEAD_LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    private byte[] copy(final int from, final int count) {
        final byte[] bytes = new byte[count];
        buffer.getBytes(from, bytes);
        return bytes;
    }
}
