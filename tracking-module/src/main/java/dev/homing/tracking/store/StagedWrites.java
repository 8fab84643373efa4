package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The writes of a batch to one family, which leave in order of key:
 *
 * <pre>
 *  key's length int32 | value's length int32, {@link #REMOVAL} for a removal | key | value
 * </pre>
 *
 * <p>Allocates nothing once it has grown to the size of the batches.
 */
final class StagedWrites {
    /** Length of the value that a removal has. */
    static final int REMOVAL = -1;

    private static final int VALUE_LENGTH_OFFSET = Integer.BYTES;
    private static final int KEY_OFFSET = VALUE_LENGTH_OFFSET + Integer.BYTES;
    private static final int INITIAL_LENGTH = 8 * 1024;
    private static final int INITIAL_COUNT = 64;

    private final ExpandableDirectByteBuffer log = new ExpandableDirectByteBuffer(INITIAL_LENGTH);
    /** Two views of the log for RocksDB's binding, until the log grows. */
    private ByteBuffer key = log.byteBuffer().duplicate();
    private ByteBuffer value = log.byteBuffer().duplicate();
    private int[] starts = new int[INITIAL_COUNT];
    private int[] sorted = new int[INITIAL_COUNT];
    private int[] spare = new int[INITIAL_COUNT];
    private int limit;
    private int count;
    private int markedLimit;
    private int markedCount;

    void add(final DirectBuffer keySource, final int keyLength, final DirectBuffer source, final int offset, final int length) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            sorted = new int[2 * count];
            spare = new int[2 * count];
        }
        log.putInt(limit, keyLength);
        log.putInt(limit + VALUE_LENGTH_OFFSET, length);
        log.putBytes(limit + KEY_OFFSET, keySource, 0, keyLength);
        final int end = limit + KEY_OFFSET + keyLength;
        if (length > 0) {
            log.putBytes(end, source, offset, length);
        }
        starts[count++] = limit;
        limit = end + Math.max(0, length);
    }

    void mark() {
        markedLimit = limit;
        markedCount = count;
    }

    void rollback() {
        limit = markedLimit;
        count = markedCount;
    }

    void clear() {
        limit = 0;
        count = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void addTo(final WriteBatch batch, final ColumnFamilyHandle family) throws RocksDBException {
        if (key.capacity() != log.capacity()) {
            key = log.byteBuffer().duplicate();
            value = log.byteBuffer().duplicate();
        }
        sort();
        for (int i = 0; i < count; i++) {
            final int start = sorted[i];
            final int keyEnd = start + KEY_OFFSET + log.getInt(start);
            final int length = log.getInt(start + VALUE_LENGTH_OFFSET);
            key.clear().limit(keyEnd).position(start + KEY_OFFSET);
            if (length == REMOVAL) {
                batch.delete(family, key);
            } else {
                value.clear().limit(keyEnd + length).position(keyEnd);
                batch.put(family, key, value);
            }
        }
    }

    /** Merges ever longer runs, those that are in order already without a look at each: keys of the journal always are. */
    private void sort() {
        System.arraycopy(starts, 0, sorted, 0, count);
        for (int run = 1; run < count; run *= 2) {
            for (int from = 0; from < count; from += 2 * run) {
                merge(from, Math.min(from + run, count), Math.min(from + 2 * run, count));
            }
            final int[] merged = spare;
            spare = sorted;
            sorted = merged;
        }
    }

    private void merge(final int from, final int middle, final int to) {
        if (middle == to || compare(sorted[middle - 1], sorted[middle]) <= 0) {
            System.arraycopy(sorted, from, spare, from, to - from);
            return;
        }
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            // The earlier of two with the same key stays the earlier.
            final boolean isLeft = right == to || (left < middle && compare(sorted[left], sorted[right]) <= 0);
            spare[i] = sorted[isLeft ? left++ : right++];
        }
    }

    private int compare(final int a, final int b) {
        final int aLength = log.getInt(a);
        final int bLength = log.getInt(b);
        final int common = Math.min(aLength, bLength);
        int i = KEY_OFFSET;
        for (; i <= KEY_OFFSET + common - Long.BYTES; i += Long.BYTES) {
            final long aBytes = log.getLong(a + i, BIG_ENDIAN);
            final long bBytes = log.getLong(b + i, BIG_ENDIAN);
            if (aBytes != bBytes) {
                return Long.compareUnsigned(aBytes, bBytes);
            }
        }
        for (; i < KEY_OFFSET + common; i++) {
            final int difference = (log.getByte(a + i) & 0xFF) - (log.getByte(b + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return aLength - bLength;
    }

    void free() {
        BufferUtil.free(log.byteBuffer());
    }
}
