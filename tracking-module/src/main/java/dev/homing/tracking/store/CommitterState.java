package dev.homing.tracking.store;

/**
 * Whether the committer writes, and if not, why.
 *
 * @param kind   of the state
 * @param reason what happened, in words for the log; empty while it runs
 */
public record CommitterState(Kind kind, String reason) {
    static final CommitterState WRITING = new CommitterState(Kind.RUNNING, "");

    /** What kind of state it is. The order is part of {@link Outcome#UNAVAILABLE}: new ones go to the end. */
    public enum Kind {
        /** It writes. */
        RUNNING,
        /** The disk is full; it tries again every second. */
        DISK_FULL,
        /**
         * The disk refuses writes for another reason; it tries again every second. After some errors RocksDB refuses all
         * writes until it is opened again, so a restart is needed when this goes on once the disk is well.
         */
        DISK_FAILED,
        /** It failed in a way that may have left memory and disk different; only a restart helps. */
        FAILED;

        /**
         * Why a message was answered {@link Outcome#UNAVAILABLE}.
         *
         * @param outcome with that code
         * @return {@code RUNNING} when the process was ending
         */
        public static Kind of(final long outcome) {
            return values()[(int) Outcome.value(outcome)];
        }
    }

    /**
     * Whether messages are applied.
     *
     * @return false when all are answered {@link Outcome#UNAVAILABLE}
     */
    public boolean isRunning() {
        return kind == Kind.RUNNING;
    }

    /**
     * Whether a batch waits for the disk, so that service returns by itself.
     *
     * @return false when it runs, and when only a restart helps
     */
    public boolean isSuspended() {
        return kind == Kind.DISK_FULL || kind == Kind.DISK_FAILED;
    }

    /** The answer to every message in this state. */
    long refusal() {
        return Outcome.of(Outcome.UNAVAILABLE, kind.ordinal());
    }
}
