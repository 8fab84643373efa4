package dev.homing.tracking.store;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Values of one family, on disk and in the batch that is being made: for appliers that may change the same value more than once
 * in a batch. Committer thread only. Allocates, so it is not for events.
 */
final class StagedValues {
    private final Store store;
    private final Family family;
    private final Map<ByteBuffer, byte[]> pending = new HashMap<>();

    StagedValues(final Store store, final Family family) {
        this.store = store;
        this.family = family;
    }

    /** The value as it will be after the batch; null when there is none. */
    byte[] find(final byte[] key) {
        final byte[] staged = pending.get(ByteBuffer.wrap(key));
        return staged != null ? staged : store.get(family, key);
    }

    /** Adds a write to the batch. */
    void stage(final byte[] key, final byte[] value, final Batch batch) {
        batch.key().putBytes(0, key);
        batch.put(family, key.length, new UnsafeBuffer(value), 0, value.length);
        pending.put(ByteBuffer.wrap(key), value);
    }

    /** Forgets the batch: it is on disk. */
    void committed() {
        pending.clear();
    }
}
