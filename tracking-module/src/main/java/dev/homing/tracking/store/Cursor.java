package dev.homing.tracking.store;

import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Goes over the keys of one family, as they were when it was opened, and may leap. For walks that look at many places:
 * {@link Store#scan} is for those that look at one. One thread.
 */
final class Cursor implements AutoCloseable {
    private final Store store;
    private final ReadOptions options;
    private final RocksIterator iterator;
    // On the heap: RocksDB's binding asks the JVM twice for the place of a direct buffer, which takes longer than the copy.
    private final byte[] keyBytes = new byte[TimelineKey.MAX_LENGTH];
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private final byte[] recordBytes = new byte[TimelineRecord.LENGTH];
    private final UnsafeBuffer record = new UnsafeBuffer(recordBytes);

    Cursor(final Store store, final Family family) {
        this(store, family, true);
    }

    /**
     * Opens a cursor.
     *
     * @param fillsCache whether what it meets is kept in memory; what is read once only drives out what others read again
     */
    Cursor(final Store store, final Family family, final boolean fillsCache) {
        this.store = store;
        options = new ReadOptions().setFillCache(fillsCache);
        iterator = store.iterator(family, options);
    }

    private Cursor(final Store store, final ReadOptions options, final RocksIterator iterator) {
        this.store = store;
        this.options = options;
        this.iterator = iterator;
    }

    /** Opens cursors over two families as both are at one moment; what they meet is not kept in memory. */
    static Cursor[] pair(final Store store, final Family first, final Family second) {
        // Each cursor closes them, which may be done twice.
        final ReadOptions options = new ReadOptions().setFillCache(false);
        final List<RocksIterator> iterators = store.iterators(first, second, options);
        return new Cursor[] {
            new Cursor(store, options, iterators.get(0)), new Cursor(store, options, iterators.get(1))};
    }

    /** Goes to the first key from here on; false when there is none. */
    boolean seek(final byte[] from) {
        iterator.seek(from);
        return settle();
    }

    /** Goes to the first key from here on, a buffer's bytes from position to limit; false when there is none. */
    boolean seek(final ByteBuffer from) {
        iterator.seek(from);
        return settle();
    }

    /** Goes to the last key up to here; false when there is none. */
    boolean seekBack(final byte[] to) {
        iterator.seekForPrev(to);
        return settle();
    }

    /** Goes to the next key; false when there is none. */
    boolean next() {
        iterator.next();
        return settle();
    }

    private boolean settle() {
        if (!iterator.isValid()) {
            try {
                iterator.status();
            } catch (final RocksDBException e) {
                throw store.failure("read", e);
            }
            return false;
        }
        final int length = iterator.key(keyBytes, 0, keyBytes.length);
        if (length > keyBytes.length) {
            throw new StoreException(
                    StoreException.Reason.CORRUPT, "A key in " + store.folder() + " has " + length + " bytes", null);
        }
        key.wrap(keyBytes, 0, length);
        return true;
    }

    /** The key here; valid until the cursor moves. */
    DirectBuffer key() {
        return key;
    }

    byte[] copyOfKey() {
        final byte[] copy = new byte[key.capacity()];
        key.getBytes(0, copy);
        return copy;
    }

    byte[] value() {
        return iterator.value();
    }

    /** Copies the beginning of the value here, as much as there is room for, and returns how long all of it is. */
    int value(final byte[] into, final int length) {
        return iterator.value(into, 0, length);
    }

    /** How the key here compares with another in the order of the store: negative when it comes before. */
    int compareTo(final byte[] other, final int length) {
        return Arrays.compareUnsigned(keyBytes, 0, key.capacity(), other, 0, length);
    }

    /** The timeline record here; valid until the cursor moves. */
    DirectBuffer record() {
        final int length = iterator.value(recordBytes, 0, recordBytes.length);
        if (!TimelineKey.isWellFormed(key, length)) {
            throw wrongLength();
        }
        return record;
    }

    private StoreException wrongLength() {
        return new StoreException(StoreException.Reason.CORRUPT,
                "A timeline key or record in " + store.folder() + " has a wrong length", null);
    }

    /** Whether the key here is that of a timeline record with a prefix that ends with the lead. */
    boolean isAtRecord(final DirectBuffer lead, final int length) {
        if (!isAt(lead, length)) {
            return false;
        }
        if (key.capacity() != length + 1 + TimelineKey.ORDER_LENGTH) {
            throw wrongLength();
        }
        final byte kind = key.getByte(length);
        if (kind != TimelineKey.LEAD_EVENT && kind != TimelineKey.AGENT_EVENT) {
            throw new StoreException(
                    StoreException.Reason.CORRUPT, "A timeline key in " + store.folder() + " has the kind " + kind, null);
        }
        return true;
    }

    boolean isAt(final DirectBuffer prefix, final int length) {
        if (key.capacity() < length) {
            return false;
        }
        // From the end, where neighbours differ.
        int i = length;
        while (i >= Long.BYTES) {
            i -= Long.BYTES;
            if (key.getLong(i) != prefix.getLong(i)) {
                return false;
            }
        }
        while (i > 0) {
            i--;
            if (key.getByte(i) != prefix.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    boolean isAt(final byte[] prefix) {
        if (key.capacity() < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (key.getByte(i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the key here comes after another. */
    boolean isBehind(final byte[] other) {
        return Arrays.compareUnsigned(copyOfKey(), other) > 0;
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
    }
}
