package dev.homing.features;

import dev.homing.tracking.EventType;

/**
 * Sessions: a new one starts with the first event, when two neighbours carry different session ids, and after more than half an
 * hour of silence.
 */
final class SessionFeatures {
    private static final long SESSION_GAP_MS = 30 * 60_000;
    private static final long BURST_GAP_MS = 30_000;
    private static final int MIN_GAPS = 2;
    private static final double SECOND_MS = 1_000;
    private static final double MINUTE_MS = 60_000;

    private final LeadEvents events;
    private int sessions;
    private int largest;
    private long squaredSizes;
    private long totalMs;
    private long longestMs;
    private long squaredGaps;
    private int bursts;

    SessionFeatures(final LeadEvents events) {
        this.events = events;
    }

    /** Says of each event which session it is in. */
    void walk() {
        sessions = 0;
        largest = 0;
        squaredSizes = 0;
        totalMs = 0;
        longestMs = 0;
        int begin = 0;
        int quick = 0;
        long squares = 0;
        int number = 0;
        if (events.count() > 0) {
            number = 1;
            events.session(0, number);
        }
        for (int i = 1; i < events.count(); i++) {
            final long gapMs = events.ageMs(i - 1) - events.ageMs(i);
            final long session = events.sessionHash(i);
            final long previous = events.sessionHash(i - 1);
            if (gapMs > SESSION_GAP_MS || (session != previous && session != 0 && previous != 0)) {
                end(begin, i);
                begin = i;
                number++;
            } else {
                squares += gapMs * gapMs;
                quick += gapMs < BURST_GAP_MS ? 1 : 0;
            }
            events.session(i, number);
        }
        if (events.count() > 0) {
            end(begin, events.count());
        }
        squaredGaps = squares;
        bursts = quick;
    }

    private void end(final int begin, final int end) {
        final long durationMs = events.ageMs(begin) - events.ageMs(end - 1);
        sessions++;
        squaredSizes += (long) (end - begin) * (end - begin);
        largest = Math.max(largest, end - begin);
        totalMs += durationMs;
        longestMs = Math.max(longestMs, durationMs);
    }

    /** Also without any events. */
    void putCount(final float[] numerical) {
        numerical[LeadFeatureSchema.SESSION_COUNT] = sessions;
    }

    /** Writes the features; a property counts once for each session that it was met in. */
    void put(final int propertiesMet, final float[] numerical) {
        final double all = sessions;
        numerical[LeadFeatureSchema.SESSION_EVENTS_MEAN] = (float) (events.count() / all);
        numerical[LeadFeatureSchema.SESSION_EVENTS_MAX] = largest;
        final double count = events.count();
        numerical[LeadFeatureSchema.SESSION_EVENTS_STD] = (float) (Math.sqrt(squaredSizes * all - count * count) / all);
        numerical[LeadFeatureSchema.SESSION_SECONDS_MEAN] = (float) (totalMs / SECOND_MS / all);
        numerical[LeadFeatureSchema.SESSION_SECONDS_MAX] = (float) (longestMs / SECOND_MS);
        numerical[LeadFeatureSchema.SESSION_PROPERTIES_MEAN] = (float) (propertiesMet / all);
        numerical[LeadFeatureSchema.SESSION_SEARCHES_MEAN] = (float) (events.count(EventType.SEARCH_QUERY) / all);
        numerical[LeadFeatureSchema.EVENTS_PER_ACTIVE_MINUTE] = (float) (events.count() / Math.max(totalMs / MINUTE_MS, 1));
        final int gaps = events.count() - sessions;
        if (gaps > 0) {
            numerical[LeadFeatureSchema.BURST_RATIO] = (float) ((double) bursts / gaps);
        }
        if (gaps >= MIN_GAPS) {
            numerical[LeadFeatureSchema.GAP_CONSISTENCY] = (float) gapConsistency(gaps);
        }
    }

    /** The gaps within sessions add up to the sessions' durations. */
    private double gapConsistency(final int gaps) {
        if (totalMs == 0) {
            return 1;
        }
        final double mean = (double) totalMs / gaps;
        final double variance = (double) squaredGaps / gaps - mean * mean;
        // Rounding makes of an even pace a coefficient of variation of 1e-8 at most, which a float32 does not see.
        return 1 / (1 + Math.sqrt(Math.max(0, variance)) / mean);
    }
}
