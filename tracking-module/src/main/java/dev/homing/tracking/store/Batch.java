package dev.homing.tracking.store;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes that reach the disk together or not at all. Belongs to the committer thread; keys and values are copied in, so that
 * their buffers are free again when {@link #put} returns.
 *
 * <p>RocksDB gets the writes of each family in order of key, those of the same key in the order in which they came. Most of what
 * a write costs is the way to its place among all that is in memory, and neighbours share most of it.
 */
public final class Batch implements AutoCloseable {
    /** Longest value. */
    public static final int MAX_VALUE_LENGTH = 128 * 1024;

    private static final Family[] FAMILIES = Family.values();

    private final Store store;
    private final WriteBatch batch = new WriteBatch();
    private final ByteBuffer keyBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer key = new UnsafeBuffer(keyBytes);
    private final Map<Family, StagedWrites> staged = new EnumMap<>(Family.class);

    Batch(final Store store) {
        this.store = store;
        for (final Family family : FAMILIES) {
            staged.put(family, new StagedWrites());
        }
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
        if (length > MAX_VALUE_LENGTH) {
            throw new IllegalArgumentException("length=" + length + ": at most " + MAX_VALUE_LENGTH + " is allowed");
        }
        staged.get(family).add(key, keyLength, source, offset, length);
    }

    /**
     * Adds the removal of a value.
     *
     * @param family    where
     * @param keyLength bytes of {@link #key()} that are the key
     */
    public void delete(final Family family, final int keyLength) {
        staged.get(family).add(key, keyLength, key, 0, StagedWrites.REMOVAL);
    }

    /** Marks the point that {@link #rollback} goes back to. */
    void mark() {
        for (final Family family : FAMILIES) {
            staged.get(family).mark();
        }
    }

    void rollback() {
        for (final Family family : FAMILIES) {
            staged.get(family).rollback();
        }
    }

    void clear() {
        for (final Family family : FAMILIES) {
            staged.get(family).clear();
        }
    }

    boolean isEmpty() {
        for (final Family family : FAMILIES) {
            if (!staged.get(family).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The writes as RocksDB wants them; made anew by each call. */
    WriteBatch writes() {
        batch.clear();
        try {
            for (final Family family : FAMILIES) {
                staged.get(family).addTo(batch, store.handle(family));
            }
        } catch (final RocksDBException e) {
            throw store.failure("write to", e);
        }
        return batch;
    }

    @Override
    public void close() {
        batch.close();
        BufferUtil.free(keyBytes);
        staged.values().forEach(StagedWrites::free);
    }
}
