package dev.homing.tracking.store;

/** Brings batches to the disk. The {@link Store} is the real one; tests put a disk that fails or is slow in its place. */
@FunctionalInterface
public interface BatchWriter {
    /**
     * Writes a batch and waits until the disk has it. Called by the committer thread alone, and again with the same batch after a
     * failure.
     *
     * @param batch    to write; unchanged after a failure
     * @param sequence of the newest event once the batch is written
     * @throws StoreException {@code FULL} or {@code IO} when the disk does not take it now and may take it later
     */
    void write(Batch batch, long sequence);
}
