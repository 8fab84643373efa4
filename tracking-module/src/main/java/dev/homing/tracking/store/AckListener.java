package dev.homing.tracking.store;

/** Hears what became of each message. Called by the committer thread; must not block. */
@FunctionalInterface
public interface AckListener {
    /**
     * Hears of one message.
     *
     * @param correlation what its sender put in front of it
     * @param outcome     an {@link Outcome}; everything but UNAVAILABLE and FAILED is on disk
     */
    void onAck(long correlation, long outcome);
}
