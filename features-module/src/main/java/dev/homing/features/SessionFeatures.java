package dev.homing.features;

import dev.homing.tracking.EventType;

/** Sessions, whose begins {@link LeadEvents} knows: how many, how large, how long, how even. */
final class SessionFeatures {
    private static final int MIN_GAPS = 2;
    private static final double SECOND_MS = 1_000;
    private static final double MINUTE_MS = 60_000;

    private final LeadEvents events;
    private int largest;
    private long squaredSizes;
    private long totalMs;
    private long longestMs;

    SessionFeatures(final LeadEvents events) {
        this.events = events;
    }

    /** Also without any events. */
    void putCount(final float[] numerical) {
        numerical[LeadFeatureSchema.SESSION_COUNT] = events.sessionCount();
    }

    /** Writes the features; a property counts once for each session that it was met in. */
    void put(final int propertiesMet, final float[] numerical) {
        sumUp();
        final double all = events.sessionCount();
        final double count = events.count();
        numerical[LeadFeatureSchema.SESSION_EVENTS_MEAN] = (float) (count / all);
        numerical[LeadFeatureSchema.SESSION_EVENTS_MAX] = largest;
        numerical[LeadFeatureSchema.SESSION_EVENTS_STD] = (float) (Math.sqrt(squaredSizes * all - count * count) / all);
        numerical[LeadFeatureSchema.SESSION_SECONDS_MEAN] = (float) (totalMs / SECOND_MS / all);
        numerical[LeadFeatureSchema.SESSION_SECONDS_MAX] = (float) (longestMs / SECOND_MS);
        numerical[LeadFeatureSchema.SESSION_PROPERTIES_MEAN] = (float) (propertiesMet / all);
        numerical[LeadFeatureSchema.SESSION_SEARCHES_MEAN] = (float) (events.count(EventType.SEARCH_QUERY) / all);
        numerical[LeadFeatureSchema.EVENTS_PER_ACTIVE_MINUTE] = (float) (events.count() / Math.max(totalMs / MINUTE_MS, 1));
        final int gaps = events.count() - events.sessionCount();
        if (gaps > 0) {
            numerical[LeadFeatureSchema.BURST_RATIO] = (float) ((double) events.bursts() / gaps);
        }
        if (gaps >= MIN_GAPS) {
            numerical[LeadFeatureSchema.GAP_CONSISTENCY] = (float) gapConsistency(gaps);
        }
    }

    private void sumUp() {
        int most = 0;
        long squares = 0;
        long all = 0;
        long longest = 0;
        for (int session = 0; session < events.sessionCount(); session++) {
            final int begin = events.sessionBegin(session);
            final int end = events.sessionBegin(session + 1);
            final long durationMs = events.ageMs(begin) - events.ageMs(end - 1);
            most = Math.max(most, end - begin);
            squares += (long) (end - begin) * (end - begin);
            all += durationMs;
            longest = Math.max(longest, durationMs);
        }
        largest = most;
        squaredSizes = squares;
        totalMs = all;
        longestMs = longest;
    }

    /** The gaps within sessions add up to the sessions' durations. */
    private double gapConsistency(final int gaps) {
        if (totalMs == 0) {
            return 1;
        }
        final double mean = (double) totalMs / gaps;
        final double variance = (double) events.squaredGapsMs() / gaps - mean * mean;
        // Rounding makes of an even pace a coefficient of variation of 1e-8 at most, which a float32 does not see.
        return 1 / (1 + Math.sqrt(Math.max(0, variance)) / mean);
    }
}
