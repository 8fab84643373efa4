package dev.homing.tracking.store;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes that reach the disk together or not at all. Belongs to the committer thread; keys and values are copied in, so that
 * their buffers are free again when {@link #put} returns.
 */
public final class Batch implements AutoCloseable {
    /** Longest value. */
    public static final int MAX_VALUE_LENGTH = 128 * 1024;

    private final Store store;
    private final WriteBatch batch = new WriteBatch();
    private final ByteBuffer keyBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final ByteBuffer valueBytes = ByteBuffer.allocateDirect(MAX_VALUE_LENGTH);
    private final UnsafeBuffer key = new UnsafeBuffer(keyBytes);
    private final UnsafeBuffer value = new UnsafeBuffer(valueBytes);

    Batch(final Store store) {
        this.store = store;
    }

    /**
     * Where the caller writes the key before each {@link #put}.
     *
     * @return always the same buffer
     */
    public MutableDirectBuffer key() {
        return key;
    }

    /**
     * Adds a write.
     *
     * @param family    where
     * @param keyLength bytes of {@link #key()} that are the key
     * @param source    with the value
     * @param offset    of the value
     * @param length    of the value, at most {@link #MAX_VALUE_LENGTH}
     */
    public void put(final Family family, final int keyLength, final DirectBuffer source, final int offset, final int length) {
        value.putBytes(0, source, offset, length);
        keyBytes.clear().limit(keyLength);
        valueBytes.clear().limit(length);
        try {
            batch.put(store.handle(family), keyBytes, valueBytes);
        } catch (final RocksDBException e) {
            throw store.failure("write to", e);
        }
    }

    /**
     * Adds the removal of a value.
     *
     * @param family    where
     * @param keyLength bytes of {@link #key()} that are the key
     */
    public void delete(final Family family, final int keyLength) {
        keyBytes.clear().limit(keyLength);
        try {
            batch.delete(store.handle(family), keyBytes);
        } catch (final RocksDBException e) {
            throw store.failure("write to", e);
        }
    }

    /** Marks the point that {@link #rollback} goes back to. */
    void mark() {
        batch.setSavePoint();
    }

    void release() {
        try {
            batch.popSavePoint();
        } catch (final RocksDBException e) {
            throw store.failure("write to", e);
        }
    }

    void rollback() {
        try {
            batch.rollbackToSavePoint();
        } catch (final RocksDBException e) {
            throw store.failure("write to", e);
        }
    }

    void clear() {
        batch.clear();
    }

    boolean isEmpty() {
        return batch.count() == 0;
    }

    WriteBatch writes() {
        return batch;
    }

    @Override
    public void close() {
        batch.close();
        BufferUtil.free(keyBytes);
        BufferUtil.free(valueBytes);
    }
}
