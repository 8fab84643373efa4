package dev.homing.tracking.store;

/** Why two leads cannot be merged, or a merge cannot be taken back. */
public enum MergeRefusal {
    /** They are one already, the other way round. */
    MERGED_OTHER_WAY_ROUND,
    /** The first one goes by another id already. */
    MERGED_ELSEWHERE,
    /** One of them has more events than can move at once. */
    TOO_MANY_EVENTS,
    /** There is no such merge. */
    NOT_MERGED,
    /** The merge was too long ago. */
    UNDO_EXPIRED;

    private static final MergeRefusal[] ALL = values();

    /**
     * The refusal of an outcome.
     *
     * @param outcome with {@link Outcome#MERGE_REFUSED}
     * @return what it says
     */
    public static MergeRefusal of(final long outcome) {
        return ALL[(int) Outcome.value(outcome)];
    }

    long outcome() {
        return Outcome.of(Outcome.MERGE_REFUSED, ordinal());
    }
}
