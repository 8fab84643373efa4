package dev.homing.tracking.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A change in the life of a lead on its way through the ring: a merge and its undoing, an erasure, the removal of old events,
 * and the sealing of histories.
 *
 * <pre>
 *  +-------------------------------+-------------------------------+ 0
 *  |   tenant, int32               | kind  |      reserved, 0      |
 *  +-------------------------------+-------------------------------+ 8
 *  |   received at, int64                                          |
 *  +---------------------------------------------------------------+ 16
 *  |   two texts: length uint16, bytes                             |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>One instance belongs to one thread. Its texts are copies: such changes are rare.
 */
public final class LeadMessage {
    /** Type of the message in the ring. */
    public static final int TEMPLATE_ID = 10;
    /** Kind: the first lead becomes another name of the second. */
    public static final int MERGE = 1;
    /** Kind: the first lead is no longer another name of the second. */
    public static final int UNDO = 2;
    /** Kind: the first lead gets a tombstone, and its events are to be removed. */
    public static final int ERASE = 3;
    /** Kind: the events of a range of timeline records are removed; the texts are its first and last key. */
    public static final int REMOVE = 4;
    /** Kind: histories are sealed; the texts are the leads and until when, as the finder of the leads gives them. */
    public static final int SEAL = 5;
    /** Bytes before the texts. */
    public static final int FIXED_LENGTH = 16;
    /** Bytes in front of each text. */
    public static final int TEXT_HEADER_LENGTH = 2;

    private static final int KIND_OFFSET = 4;
    private static final int RECEIVED_AT_OFFSET = 8;

    private DirectBuffer buffer;
    private int offset;
    private int second;

    /** Creates a flyweight; wrap it before use. */
    public LeadMessage() {
    }

    /**
     * How long a message is.
     *
     * @param first  text
     * @param second text
     * @return in bytes
     */
    public static int lengthOf(final byte[] first, final byte[] second) {
        return FIXED_LENGTH + 2 * TEXT_HEADER_LENGTH + first.length + second.length;
    }

    /**
     * Writes a message.
     *
     * @param target     to write to
     * @param offset     of the first byte
     * @param tenant     whose
     * @param kind       one of the constants
     * @param receivedAt when it was received, milliseconds since 1970
     * @param first      the lead, or the first key, or the leads
     * @param second     the other lead, or the last key, or until when; empty where there is none
     */
    public static void put(
            final MutableDirectBuffer target,
            final int offset,
            final int tenant,
            final int kind,
            final long receivedAt,
            final byte[] first,
            final byte[] second) {
        target.putInt(offset, tenant, LITTLE_ENDIAN);
        target.putInt(offset + KIND_OFFSET, kind, LITTLE_ENDIAN);
        target.putLong(offset + RECEIVED_AT_OFFSET, receivedAt, LITTLE_ENDIAN);
        putText(target, offset + FIXED_LENGTH, first);
        putText(target, offset + FIXED_LENGTH + TEXT_HEADER_LENGTH + first.length, second);
    }

    private static void putText(final MutableDirectBuffer target, final int offset, final byte[] text) {
        target.putShort(offset, (short) text.length, LITTLE_ENDIAN);
        target.putBytes(offset + TEXT_HEADER_LENGTH, text);
    }

    /**
     * Points this flyweight at a message to read.
     *
     * @param buffer with the message
     * @param offset of its first byte
     * @return this
     */
    public LeadMessage wrap(final DirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.offset = offset;
        second = offset + FIXED_LENGTH + TEXT_HEADER_LENGTH + textLength(offset + FIXED_LENGTH);
        return this;
    }

    /**
     * Whose it is.
     *
     * @return 0 or more
     */
    public int tenant() {
        return buffer.getInt(offset, LITTLE_ENDIAN);
    }

    /**
     * What it is.
     *
     * @return one of the constants
     */
    public int kind() {
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
     * The first text.
     *
     * @return a copy
     */
    public byte[] first() {
        return text(offset + FIXED_LENGTH);
    }

    /**
     * The second text.
     *
     * @return a copy
     */
    public byte[] second() {
        return text(second);
    }

    private byte[] text(final int position) {
        final byte[] text = new byte[textLength(position)];
        buffer.getBytes(position + TEXT_HEADER_LENGTH, text);
        return text;
    }

    private int textLength(final int position) {
        return buffer.getShort(position, LITTLE_ENDIAN) & 0xFFFF;
    }
}
