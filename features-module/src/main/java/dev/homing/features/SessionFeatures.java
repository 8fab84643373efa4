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

    private final Spread sizes = new Spread();
    private final Spread gaps = new Spread();
    private int sessions;
    private int events;
    private int largest;
    private long startedAt;
    private long totalMs;
    private long longestMs;
    private int gapCount;
    private int bursts;
    private int properties;
    private long previousAt;
    private long previousSession;

    void clear() {
        sizes.clear();
        gaps.clear();
        sessions = 0;
        events = 0;
        largest = 0;
        totalMs = 0;
        longestMs = 0;
        gapCount = 0;
        bursts = 0;
        properties = 0;
        previousSession = 0;
    }

    /** Takes an event in, before anybody else: says which session it is in, from 0 on. */
    int enter(final long occurredAt, final long session) {
        final boolean isOther = session != 0 && previousSession != 0 && session != previousSession;
        final long gapMs = occurredAt - previousAt;
        if (sessions == 0 || isOther || gapMs > SESSION_GAP_MS) {
            end();
            sessions++;
            startedAt = occurredAt;
        } else {
            gaps.add((double) gapMs);
            gapCount++;
            bursts += gapMs < BURST_GAP_MS ? 1 : 0;
        }
        events++;
        previousAt = occurredAt;
        previousSession = session;
        return sessions - 1;
    }

    /** Notes a property for the first time in the session. */
    void addProperty() {
        properties++;
    }

    private void end() {
        if (events > 0) {
            final long durationMs = previousAt - startedAt;
            sizes.add(events);
            largest = Math.max(largest, events);
            totalMs += durationMs;
            longestMs = Math.max(longestMs, durationMs);
            events = 0;
        }
    }

    /** Also without any events. */
    void putCount(final float[] numerical) {
        numerical[LeadFeatureSchema.SESSION_COUNT] = sessions;
    }

    void put(final EventCounts counts, final float[] numerical) {
        end();
        final double all = sessions;
        numerical[LeadFeatureSchema.SESSION_EVENTS_MEAN] = (float) (counts.events() / all);
        numerical[LeadFeatureSchema.SESSION_EVENTS_MAX] = largest;
        numerical[LeadFeatureSchema.SESSION_EVENTS_STD] = (float) sizes.std();
        numerical[LeadFeatureSchema.SESSION_SECONDS_MEAN] = (float) (totalMs / SECOND_MS / all);
        numerical[LeadFeatureSchema.SESSION_SECONDS_MAX] = (float) (longestMs / SECOND_MS);
        numerical[LeadFeatureSchema.SESSION_PROPERTIES_MEAN] = (float) (properties / all);
        numerical[LeadFeatureSchema.SESSION_SEARCHES_MEAN] = (float) (counts.of(EventType.SEARCH_QUERY) / all);
        numerical[LeadFeatureSchema.EVENTS_PER_ACTIVE_MINUTE] = (float) (counts.events() / Math.max(totalMs / MINUTE_MS, 1));
        if (gapCount > 0) {
            numerical[LeadFeatureSchema.BURST_RATIO] = (float) ((double) bursts / gapCount);
        }
        if (gapCount >= MIN_GAPS) {
            numerical[LeadFeatureSchema.GAP_CONSISTENCY] = gaps.mean() == 0 ? 1 : (float) (1 / (1 + gaps.cv()));
        }
    }
}
