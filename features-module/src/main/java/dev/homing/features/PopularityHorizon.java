package dev.homing.features;

/**
 * How far back popularity looks: the sum of the positive weights of all events on a listing, each halved for every half-life of
 * its age, kept as log2(Σ weight · 2^(time / half-life)).
 *
 * <p>All listings fade at the same rate, so that this one number orders them whatever the time, and an event changes the number
 * of its own listing alone. What is right for a market, hours or years, is for a model to learn; so all are kept.
 */
public enum PopularityHorizon {
    /** The rush of the moment. */
    HOURS(0.125),
    /** What is looked at today. */
    DAY(1),
    /** What is looked at these days. */
    WEEK(7),
    /** What is looked at in this season. */
    MONTH(30),
    /** All there ever was. */
    EVER(Double.POSITIVE_INFINITY);

    /** How many there are. */
    public static final int COUNT = values().length;
    /** How many of the most popular listings are put forward to be ranked, for each horizon. */
    public static final int CANDIDATES = 20;
    /** As many where more than the ranker chooses among them, as {@link Signal#moreCandidates} has it. */
    public static final int MORE_CANDIDATES = 2 * CANDIDATES;
    /** Of a listing without events of positive weight. */
    public static final double NONE = Double.NEGATIVE_INFINITY;

    private static final double LN_2 = Math.log(2);
    /** What adds nothing to 1 in double precision, and a logarithm to base 2 of less. */
    private static final double SMALLEST = 0x1p-53;
    private static final double NOTHING = -54;
    private static final double DAY_MS = 86_400_000;

    private final double halfLifeDays;
    private final double halfLifeMs;

    PopularityHorizon(final double halfLifeDays) {
        this.halfLifeDays = halfLifeDays;
        halfLifeMs = halfLifeDays * DAY_MS;
    }

    /**
     * In how many days popularity halves.
     *
     * @return more than 0, infinite for {@link #EVER}
     */
    public double halfLifeDays() {
        return halfLifeDays;
    }

    /**
     * How many half-lives an instant is after 1970: what is taken from the kept number for the logarithm of the popularity then.
     *
     * @param atMs when, milliseconds since 1970
     * @return 0 for {@link #EVER}
     */
    public double periods(final long atMs) {
        return atMs / halfLifeMs;
    }

    /**
     * Counts an event.
     *
     * @param before       what was counted before, {@link #NONE} at first
     * @param weight       of the event, more than 0
     * @param occurredAtMs when it happened, milliseconds since 1970
     * @return the new number
     */
    public double add(final double before, final double weight, final long occurredAtMs) {
        final double more = Math.log(weight) / LN_2 + occurredAtMs / halfLifeMs;
        if (before == NONE) {
            return more;
        }
        final double larger = Math.max(before, more);
        return larger + Math.log1p(Math.exp((Math.min(before, more) - larger) * LN_2)) / LN_2;
    }

    /**
     * What popularity amounts to at an instant.
     *
     * @param log  from {@link #add}
     * @param atMs when, milliseconds since 1970
     * @return 0 or more, in units of event weight
     */
    public double value(final double log, final long atMs) {
        return PowerOfTwo.of(log - atMs / halfLifeMs);
    }

    /**
     * What popularity counts beside the taste of a lead: log2(1 + value), so that the first viewers matter as much as a doubling
     * does later, and a listing that nobody looked at has none.
     *
     * @param log  from {@link #add}
     * @param atMs when, milliseconds since 1970
     * @return 0 or more
     */
    public double gain(final double log, final long atMs) {
        // Over hours and days this is all there is of most listings.
        return log - atMs / halfLifeMs < NOTHING ? 0 : gain(value(log, atMs));
    }

    /**
     * What popularities amount to beside the taste of a lead.
     *
     * @param logs  from {@link #add}, replaced by what {@link #gain(double, long)} makes of them
     * @param count how many of them
     * @param atMs  when, milliseconds since 1970
     */
    void gains(final double[] logs, final int count, final long atMs) {
        final double periods = periods(atMs);
        for (int i = 0; i < count; i++) {
            logs[i] = logs[i] - periods < NOTHING ? 0 : gain(PowerOfTwo.of(logs[i] - periods));
        }
    }

    /**
     * What a popularity counts beside the taste of a lead.
     *
     * @param value 0 or more, in units of event weight
     * @return as {@link #gain(double, long)}
     */
    public static double gain(final double value) {
        // Not log1p, which is slow: what it has more to say of tiny values is lost where gains are added to others.
        return value < SMALLEST ? 0 : Logarithm.ofAny(1 + value) / LN_2;
    }
}
