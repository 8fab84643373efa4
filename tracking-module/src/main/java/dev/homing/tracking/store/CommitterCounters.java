package dev.homing.tracking.store;

import java.util.concurrent.atomic.AtomicLongArray;

/** What the committer did since it was made. It alone counts, any thread reads; counting allocates nothing. */
public final class CommitterCounters {
    /** What other threads write must not share a cache line, or the pair that is fetched with it. */
    private static final int PADDING = 128 / Long.BYTES;
    private static final int RECORDED = PADDING;
    private static final int DUPLICATES = PADDING + 1;
    private static final int UNAVAILABLE = PADDING + 2;
    private static final int FAILED_WRITES = PADDING + 3;

    private final AtomicLongArray counts = new AtomicLongArray(FAILED_WRITES + 1 + PADDING);
    private final Distribution batchSizes = new Distribution();
    private final Distribution syncTimes = new Distribution();

    CommitterCounters() {
    }

    void onBatch(final int messages, final int recorded, final int duplicates) {
        batchSizes.record(messages);
        add(RECORDED, recorded);
        add(DUPLICATES, duplicates);
    }

    void onSync(final long durationNs) {
        syncTimes.record(durationNs);
    }

    void onFailedWrite() {
        add(FAILED_WRITES, 1);
    }

    void onUnavailable(final int messages) {
        add(UNAVAILABLE, messages);
    }

    private void add(final int counter, final long more) {
        counts.setOpaque(counter, counts.getPlain(counter) + more);
    }

    /**
     * Messages that changed something.
     *
     * @return events and changes of listings that are on disk
     */
    public long recordedCount() {
        return counts.getOpaque(RECORDED);
    }

    /**
     * Messages that changed nothing because they had come before.
     *
     * @return retries, and listings that were so already
     */
    public long duplicateCount() {
        return counts.getOpaque(DUPLICATES);
    }

    /**
     * Messages that were answered {@link Outcome#UNAVAILABLE}.
     *
     * @return since the start
     */
    public long unavailableCount() {
        return counts.getOpaque(UNAVAILABLE);
    }

    /**
     * Writes that the disk refused, those of one batch each for itself.
     *
     * @return since the start
     */
    public long failedWriteCount() {
        return counts.getOpaque(FAILED_WRITES);
    }

    /**
     * Messages of the batches that are applied, with what changed nothing.
     *
     * @return live
     */
    public Distribution batchSizes() {
        return batchSizes;
    }

    /**
     * Nanoseconds that a batch took to write and sync.
     *
     * @return live; batches that wrote nothing and writes that failed are not in it
     */
    public Distribution syncTimes() {
        return syncTimes;
    }
}
