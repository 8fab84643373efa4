package dev.homing.tracking.store;

/**
 * What became of a message, as one number: a code in the low 8 bits and a value (a sequence, an ordinal) above. A number and
 * not an object, because millions of them cross threads.
 */
public final class Outcome {
    /** In the ring, and nobody waits to hear more. Given by whoever put it there; never by the committer. */
    public static final int QUEUED = 0;
    /** Applied, something new. The value is the event's sequence. */
    public static final int RECORDED = 1;
    /** Applied before; nothing changed. The value is the sequence of the first. */
    public static final int DUPLICATE = 2;
    /** Applied to something that was there. */
    public static final int UPDATED = 3;
    /** What it names is not there. */
    public static final int NOT_FOUND = 4;
    /** A tenant's limit is reached. The value is the limit. */
    public static final int LIMIT_REACHED = 5;
    /** Could not be applied for a reason that is ours; nothing changed. */
    public static final int FAILED = 6;
    /**
     * Not written for now, so that it may or may not be recorded; the same id again is not recorded twice. The value is the
     * ordinal of a {@link CommitterState.Kind}, that of {@code RUNNING} when the process ends.
     */
    public static final int UNAVAILABLE = 7;
    /** It is of a lead that was erased later than it happened; nothing changed. */
    public static final int LEAD_ERASED = 8;
    /** The leads are not as a merge or its undoing needs them; nothing changed. The value is a {@link MergeRefusal}'s ordinal. */
    public static final int MERGE_REFUSED = 9;

    private static final int CODE_BITS = 8;

    private Outcome() {
    }

    /**
     * Makes an outcome.
     *
     * @param code  one of the constants
     * @param value 0 or more
     * @return the outcome
     */
    public static long of(final int code, final long value) {
        return value << CODE_BITS | code;
    }

    /**
     * The code of an outcome.
     *
     * @param outcome from {@link #of}
     * @return one of the constants
     */
    public static int code(final long outcome) {
        return (int) outcome & 0xFF;
    }

    /**
     * The value of an outcome.
     *
     * @param outcome from {@link #of}
     * @return 0 or more
     */
    public static long value(final long outcome) {
        return outcome >>> CODE_BITS;
    }
}
