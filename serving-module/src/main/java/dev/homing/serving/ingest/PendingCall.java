package dev.homing.serving.ingest;

/** A call that waits for the outcomes of one or more messages. */
interface PendingCall {
    /**
     * Hears of one of its messages. Called by the committer thread, or by the caller's own when the ring had no room; must not
     * block.
     *
     * @param position of the message in the call
     * @param outcome  a {@link dev.homing.tracking.store.Outcome}
     * @return true when nothing is outstanding any more
     */
    boolean onOutcome(int position, long outcome);

    /** Goes on, once nothing is outstanding any more. On the thread of the last outcome; must not block. */
    void complete();
}
