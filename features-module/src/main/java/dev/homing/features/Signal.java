package dev.homing.features;

/** What speaks for a listing to a lead, each in its own way; they fail in different places. */
public enum Signal {
    /** Leads who liked the same (factorisation). */
    FACTORS(60),
    /** What goes with what the lead liked, listing by listing (a linear model). */
    ITEMS(60),
    /** What was liked together with what the lead liked. */
    NEIGHBOURS(40),
    /** What the listing is like, and what the lead looks for. */
    CONTENT(60);

    /** How many there are. */
    public static final int COUNT = values().length;

    private final int candidates;

    Signal(final int candidates) {
        this.candidates = candidates;
    }

    /**
     * How many listings it puts forward to be ranked: as many in training as at request time, because the ranker learns from what
     * it will see.
     *
     * @return more than 0
     */
    public int candidates() {
        return candidates;
    }

    /**
     * How many listings it puts forward where more than the ranker chooses among them: caps, boosts, wishes, diversity or a lot,
     * which leave many out.
     *
     * @return more than {@link #candidates}
     */
    public int moreCandidates() {
        return 2 * candidates;
    }
}
