package dev.homing.tracking.store;

import org.agrona.MutableDirectBuffer;

/**
 * Applies one kind of message to the store. Called by the committer thread alone, in rounds: {@link #stage} for each message of
 * a batch, {@link #prepare} once, then {@link #committed} after the disk has the batch. A batch that the disk refuses is kept
 * until the disk takes it, and nothing is staged meanwhile, so that an applier never has to undo what it holds in memory.
 */
public interface Applier {
    /**
     * The kind of message.
     *
     * @return its type in the ring, 1 or more
     */
    int messageType();

    /**
     * Whether each message is a batch of its own, for an applier that looks in the store at what its own messages changed.
     *
     * @return false for one that knows what it has staged
     */
    default boolean isAlone() {
        return false;
    }

    /**
     * Adds what a message changes to the batch.
     *
     * @param message with the message, which may be written to
     * @param offset  of its first byte
     * @param length  of it
     * @param batch   to add to
     * @return an {@link Outcome}
     */
    long stage(MutableDirectBuffer message, int offset, int length, Batch batch);

    /**
     * Adds what changes once for the whole batch.
     *
     * @param batch to add to
     */
    void prepare(Batch batch);

    /** Makes the batch visible to readers: the disk has it. */
    void committed();
}
