package dev.homing.features;

/** How recent the activity is, and whether it grows. */
final class RecencyFeatures {
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final int MIN_TREND_EVENTS = 7;

    private final LeadEvents events;
    private final int windowDays;
    private int lastDay;

    RecencyFeatures(final LeadEvents events, final int windowDays) {
        this.events = events;
        this.windowDays = windowDays;
    }

    /** How many events are younger. */
    private int youngerThan(final long ageMs) {
        int from = 0;
        int to = events.count();
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (events.ageMs(middle) < ageMs) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return events.count() - from;
    }

    /** Also without any events, and before all else of this group. */
    void putCount(final float[] numerical) {
        lastDay = youngerThan(DAY_MS);
        numerical[LeadFeatureSchema.RECENT_24H_COUNT] = lastDay;
    }

    void put(final float[] numerical) {
        final int count = events.count();
        final long newestAgeMs = events.ageMs(count - 1);
        numerical[LeadFeatureSchema.HOURS_SINCE_LAST_ACTIVITY] = (float) ((double) newestAgeMs / HOUR_MS);
        numerical[LeadFeatureSchema.ACTIVITY_SPAN_HOURS] = (float) ((double) (events.ageMs(0) - newestAgeMs) / HOUR_MS);
        numerical[LeadFeatureSchema.RECENT_24H_RATIO] = (float) ((double) lastDay / count);
        numerical[LeadFeatureSchema.RECENT_7D_RATIO] = (float) ((double) youngerThan(7 * DAY_MS) / count);
        if (count >= MIN_TREND_EVENTS && windowDays > 1) {
            numerical[LeadFeatureSchema.ACTIVITY_TREND] = (float) trend();
        }
    }

    /**
     * The least-squares slope of the daily counts over their mean. With days x = 0 … d-1 it is the sum over the events of
     * x - (d-1)/2, over the sum over the days of (x - (d-1)/2)², which is d(d²-1)/12.
     */
    private double trend() {
        // Most events are as many days old as the one before.
        long daysBack = 0;
        long age = 0;
        long beginMs = Long.MAX_VALUE;
        for (int i = 0; i < events.count(); i++) {
            final long ageMs = events.ageMs(i);
            if (ageMs < beginMs) {
                age = ageMs / DAY_MS;
                beginMs = age * DAY_MS;
            }
            daysBack += age;
        }
        final double days = windowDays;
        final double fromMiddle = events.count() * (days - 1) / 2 - daysBack;
        return fromMiddle / (days * (days * days - 1) / 12) / (events.count() / days);
    }
}
