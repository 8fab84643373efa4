package dev.homing.features;

/**
 * Popularity that fades without being touched: the sum of the positive weights of all events on a listing, each halved for every
 * {@link #HALF_LIFE_DAYS} days of its age, kept as log2(Σ weight · 2^(time / half-life)).
 *
 * <p>All listings fade at the same rate, so that this one number orders them whatever the time, and an event changes the number
 * of its own listing alone.
 */
public final class LogPopularity {
    /** Days in which popularity halves. */
    public static final int HALF_LIFE_DAYS = 7;
    /** Of a listing without events of positive weight. */
    public static final double NONE = Double.NEGATIVE_INFINITY;

    private static final double HALF_LIFE_MS = HALF_LIFE_DAYS * 86_400_000.0;
    private static final double LN_2 = Math.log(2);

    private LogPopularity() {
    }

    /**
     * Counts an event.
     *
     * @param before       what was counted before, {@link #NONE} at first
     * @param weight       of the event, more than 0
     * @param occurredAtMs when it happened, milliseconds since 1970
     * @return the new number
     */
    public static double add(final double before, final double weight, final long occurredAtMs) {
        final double more = Math.log(weight) / LN_2 + occurredAtMs / HALF_LIFE_MS;
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
    public static double value(final double log, final long atMs) {
        return Math.exp((log - atMs / HALF_LIFE_MS) * LN_2);
    }

    /**
     * What popularity counts beside the taste of a lead: log2(1 + value), so that the first viewers matter as much as a doubling
     * does later, and a listing that nobody looked at has none.
     *
     * @param log  from {@link #add}
     * @param atMs when, milliseconds since 1970
     * @return 0 or more
     */
    public static double gain(final double log, final long atMs) {
        return gain(value(log, atMs));
    }

    /**
     * What a popularity counts beside the taste of a lead.
     *
     * @param value 0 or more, in units of event weight
     * @return as {@link #gain(double, long)}
     */
    public static double gain(final double value) {
        return Math.log1p(value) / LN_2;
    }
}
