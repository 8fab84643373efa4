package dev.homing.features;

/** How recent the activity is, and whether it grows. */
final class RecencyFeatures {
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final int MIN_TREND_EVENTS = 7;

    private final int windowDays;
    private int lastDay;
    private int lastWeek;
    private long daysBack;
    private long newestAgeMs;
    private long oldestAgeMs;

    RecencyFeatures(final int windowDays) {
        this.windowDays = windowDays;
    }

    void clear() {
        lastDay = 0;
        lastWeek = 0;
        daysBack = 0;
        oldestAgeMs = -1;
    }

    void add(final PassedEvent event) {
        final long ageMs = event.ageMs();
        if (oldestAgeMs < 0) {
            oldestAgeMs = ageMs;
        }
        newestAgeMs = ageMs;
        lastDay += ageMs < DAY_MS ? 1 : 0;
        lastWeek += ageMs < 7 * DAY_MS ? 1 : 0;
        daysBack += ageMs / DAY_MS;
    }

    /** Also without any events. */
    void putCount(final float[] numerical) {
        numerical[LeadFeatureSchema.RECENT_24H_COUNT] = lastDay;
    }

    void put(final int events, final float[] numerical) {
        numerical[LeadFeatureSchema.HOURS_SINCE_LAST_ACTIVITY] = (float) ((double) newestAgeMs / HOUR_MS);
        numerical[LeadFeatureSchema.ACTIVITY_SPAN_HOURS] = (float) ((double) (oldestAgeMs - newestAgeMs) / HOUR_MS);
        numerical[LeadFeatureSchema.RECENT_24H_RATIO] = (float) ((double) lastDay / events);
        numerical[LeadFeatureSchema.RECENT_7D_RATIO] = (float) ((double) lastWeek / events);
        if (events >= MIN_TREND_EVENTS && windowDays > 1) {
            numerical[LeadFeatureSchema.ACTIVITY_TREND] = (float) trend(events);
        }
    }

    /**
     * The least-squares slope of the daily counts over their mean. With days x = 0 … d-1 it is the sum over the events of
     * x - (d-1)/2, over the sum of (x - (d-1)/2)², which is d(d²-1)/12.
     */
    private double trend(final int events) {
        final double days = windowDays;
        final double middle = (days - 1) / 2;
        final double fromMiddle = events * middle - daysBack;
        return fromMiddle / (days * (days * days - 1) / 12) / (events / days);
    }
}
