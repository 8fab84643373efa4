package dev.homing.features;

/** How recent the activity is. */
final class RecencyFeatures {
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;

    private int count;
    private int lastDay;
    private int lastWeek;
    private long newestAgeMs;
    private long oldestAgeMs;

    void clear() {
        count = 0;
        lastDay = 0;
        lastWeek = 0;
    }

    /** Events come oldest first. */
    void add(final long ageMs) {
        if (count++ == 0) {
            oldestAgeMs = ageMs;
        }
        newestAgeMs = ageMs;
        lastDay += ageMs < DAY_MS ? 1 : 0;
        lastWeek += ageMs < 7 * DAY_MS ? 1 : 0;
    }

    void put(final float[] features) {
        features[LeadFeatureSchema.RECENT_24H_COUNT] = lastDay;
        if (count == 0) {
            return;
        }
        features[LeadFeatureSchema.HOURS_SINCE_LAST_ACTIVITY] = (float) ((double) newestAgeMs / HOUR_MS);
        features[LeadFeatureSchema.ACTIVITY_SPAN_HOURS] = (float) ((double) (oldestAgeMs - newestAgeMs) / HOUR_MS);
        features[LeadFeatureSchema.RECENT_24H_RATIO] = (float) ((double) lastDay / count);
        features[LeadFeatureSchema.RECENT_7D_RATIO] = (float) ((double) lastWeek / count);
    }
}
