package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The id that a lead goes by, and when it was erased: the answer of {@link LeadDirectory#resolve}, which fills
 * it again and again. One instance belongs to one thread.
 */
public final class LeadIdentity {
    /** When a lead was erased that never was. */
    public static final long NEVER = Long.MIN_VALUE;

    private final ByteBuffer keyBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer key = new UnsafeBuffer(keyBytes);
    private final ByteBuffer valueBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer value = new UnsafeBuffer(valueBytes);
    private DirectBuffer buffer = key;
    private int offset;
    private int length;
    private long erasedAt;
    private long closedUntil;

    /** Creates an identity of nobody. */
    public LeadIdentity() {
    }

    /** Makes this the identity of a lead that goes by its own id. */
    void isItself(final DirectBuffer id, final int idOffset, final int idLength) {
        buffer = id;
        offset = idOffset;
        length = idLength;
        erasedAt = NEVER;
        closedUntil = NEVER;
    }

    /** Follows the merges of the lead that this is, to their end. */
    void follow(final Store store, final int tenant) {
        do {
            length = LeadKey.put(key, tenant, LeadKey.TOMBSTONE, buffer, offset, length) - LeadKey.ID_OFFSET;
            buffer = key;
            offset = LeadKey.ID_OFFSET;
            erasedAt = read(store) >= Long.BYTES ? value.getLong(0, BIG_ENDIAN) : NEVER;
            closedUntil = Math.max(closedUntil, erasedAt);
            key.putByte(LeadKey.ID_OFFSET - 1, LeadKey.MERGE);
        } while (isMerged(read(store)));
    }

    private boolean isMerged(final int valueLength) {
        if (valueLength <= Long.BYTES) {
            return false;
        }
        buffer = value;
        offset = Long.BYTES;
        length = valueLength - Long.BYTES;
        return true;
    }

    private int read(final Store store) {
        keyBytes.clear().limit(LeadKey.ID_OFFSET + length);
        valueBytes.clear();
        return store.get(Family.LEADS, keyBytes, valueBytes);
    }

    /**
     * Where the id is.
     *
     * @return valid until the next resolving, and as long as the id that was asked for
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where the id begins.
     *
     * @return in {@link #buffer()}
     */
    public int offset() {
        return offset;
    }

    /**
     * How long the id is.
     *
     * @return in bytes
     */
    public int length() {
        return length;
    }

    /**
     * When the id that the lead goes by was erased. Events up to this instant do not exist for readers, also while they are still
     * being removed.
     *
     * @return milliseconds since 1970; {@link #NEVER} when it was not
     */
    public long erasedAt() {
        return erasedAt;
    }

    /**
     * When the lead was erased under any of the ids between the one that was asked for and the one that it goes by. Events up to
     * this instant are not taken in.
     *
     * @return milliseconds since 1970; {@link #NEVER} when none of them was
     */
    public long closedUntil() {
        return closedUntil;
    }
}
