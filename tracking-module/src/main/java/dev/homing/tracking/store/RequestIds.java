package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.Hash64;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The answers given to ids before, on disk and in the batch that is being made: what makes a retry harmless. Committer thread
 * only.
 *
 * <p>Ids of the unwritten batch are kept in an open-addressed table over their bytes, which is emptied with each batch. Allocates
 * nothing once the table has grown to the size of the batches.
 */
public final class RequestIds {
    /** Answer for an id that was never seen. */
    public static final long UNSEEN = -1;

    private static final int KEY_HEADER_LENGTH = Integer.BYTES + 1;
    private static final int MIN_SLOTS = 1_024;

    private final Store store;
    private final byte kind;
    private final ByteBuffer keyBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer key = new UnsafeBuffer(keyBytes);
    private final ByteBuffer valueBytes = ByteBuffer.allocateDirect(Long.BYTES);
    private final UnsafeBuffer value = new UnsafeBuffer(valueBytes);

    private final ExpandableArrayBuffer pendingKeys = new ExpandableArrayBuffer(64 * 1024);
    private int pendingLimit;
    private int pendingCount;
    private int[] slots = new int[MIN_SLOTS];
    private int[] starts = new int[MIN_SLOTS / 2];
    private int[] lengths = new int[MIN_SLOTS / 2];
    private long[] answers = new long[MIN_SLOTS / 2];

    /**
     * Creates the view of one kind of ids.
     *
     * @param store to look in
     * @param kind  keeps ids of different requests apart
     */
    public RequestIds(final Store store, final byte kind) {
        this.store = store;
        this.kind = kind;
    }

    /**
     * Finds the answer that an id got.
     *
     * @param tenant whose
     * @param id     with the id
     * @param offset of it
     * @param length of it
     * @return the answer, {@link #UNSEEN} when there is none
     */
    public long find(final int tenant, final DirectBuffer id, final int offset, final int length) {
        final int keyLength = encodeKey(tenant, id, offset, length);
        final int pending = slots[slot(keyLength)];
        if (pending != 0) {
            return answers[pending - 1];
        }
        keyBytes.clear().limit(keyLength);
        if (!store.mayHave(Family.REQUEST_IDS, keyBytes)) {
            return UNSEEN;
        }
        keyBytes.clear().limit(keyLength);
        valueBytes.clear();
        return store.get(Family.REQUEST_IDS, keyBytes, valueBytes) == Long.BYTES ? value.getLong(0, BIG_ENDIAN) : UNSEEN;
    }

    /**
     * Remembers the answer of an id, for good once the batch is written.
     *
     * @param tenant whose
     * @param id     with the id
     * @param offset of it
     * @param length of it
     * @param answer 0 or more
     * @param batch  to write with
     */
    public void stage(
            final int tenant, final DirectBuffer id, final int offset, final int length, final long answer, final Batch batch) {
        final int keyLength = encodeKey(tenant, id, offset, length);
        batch.key().putBytes(0, key, 0, keyLength);
        value.putLong(0, answer, BIG_ENDIAN);
        batch.put(Family.REQUEST_IDS, keyLength, value, 0, Long.BYTES);
        if (pendingCount == starts.length) {
            grow();
        }
        pendingKeys.putBytes(pendingLimit, key, 0, keyLength);
        starts[pendingCount] = pendingLimit;
        lengths[pendingCount] = keyLength;
        answers[pendingCount] = answer;
        pendingLimit += keyLength;
        slots[slot(keyLength)] = ++pendingCount;
    }

    /** Forgets the ids of the batch: it is on disk. */
    public void committed() {
        if (pendingCount > 0) {
            Arrays.fill(slots, 0);
            pendingCount = 0;
            pendingLimit = 0;
        }
    }

    private int encodeKey(final int tenant, final DirectBuffer id, final int offset, final int length) {
        return putKey(key, tenant, kind, id, offset, length);
    }

    static int putKey(
            final MutableDirectBuffer key,
            final int tenant,
            final byte kind,
            final DirectBuffer id,
            final int offset,
            final int length) {
        key.putInt(0, tenant, BIG_ENDIAN);
        key.putByte(Integer.BYTES, kind);
        key.putBytes(KEY_HEADER_LENGTH, id, offset, length);
        return KEY_HEADER_LENGTH + length;
    }

    /** The slot that holds the key just encoded, or the empty one where it belongs. */
    private int slot(final int keyLength) {
        int slot = (int) Hash64.hash(0, key, 0, keyLength) & slots.length - 1;
        while (slots[slot] != 0 && !isKey(slots[slot] - 1, keyLength)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean isKey(final int pending, final int keyLength) {
        if (lengths[pending] != keyLength) {
            return false;
        }
        for (int i = 0; i < keyLength; i++) {
            if (pendingKeys.getByte(starts[pending] + i) != key.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        starts = Arrays.copyOf(starts, starts.length * 2);
        lengths = Arrays.copyOf(lengths, lengths.length * 2);
        answers = Arrays.copyOf(answers, answers.length * 2);
        slots = new int[slots.length * 2];
        for (int i = 0; i < pendingCount; i++) {
            int slot = (int) Hash64.hash(0, pendingKeys, starts[i], lengths[i]) & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = i + 1;
        }
    }
}
