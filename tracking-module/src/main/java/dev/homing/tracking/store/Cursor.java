package dev.homing.tracking.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BufferUtil;
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
    private final ReadOptions options = new ReadOptions();
    private final RocksIterator iterator;
    private final ByteBuffer keyBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);

    Cursor(final Store store, final Family family) {
        this.store = store;
        iterator = store.iterator(family, options);
    }

    /** Goes to the first key from here on; false when there is none. */
    boolean seek(final byte[] from) {
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
        keyBytes.clear();
        final int length = iterator.key(keyBytes);
        if (length > keyBytes.capacity()) {
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
        BufferUtil.free(keyBytes);
    }
}
