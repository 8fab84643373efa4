package dev.homing.features;

import static dev.homing.features.GoldenLead.AS_OF;
import static dev.homing.features.GoldenLead.DAY_MS;
import static dev.homing.features.GoldenLead.MINUTE_MS;
import static dev.homing.features.GoldenLead.SECOND_MS;

import dev.homing.tracking.EventType;
import org.junit.jupiter.api.Test;

/** Features 65 to 74 by hand: where sessions begin, how long they are, and the gaps within them. */
class SessionGoldenTest {
    private static final long AT = AS_OF - DAY_MS;

    private static LeadEvent page(final long after) {
        return LeadEvent.of(EventType.PAGE_VIEW, AT + after);
    }

    @Test
    void shouldBeginASessionAfterMoreThanThirtyMinutes() {
        GoldenLead.of(page(0), page(30 * MINUTE_MS)).has("session_count", 1).has("session_seconds_max", 1_800);
        GoldenLead.of(page(0), page(30 * MINUTE_MS + 1)).has("session_count", 2).has("session_seconds_max", 0);
        GoldenLead.of(page(0).session(1), page(31 * MINUTE_MS).session(1)).has("session_count", 2);
    }

    @Test
    void shouldBeginASessionWhereTheIdChangesBetweenTwoEventsThatHaveOne() {
        GoldenLead.of(page(0).session(1), page(1).session(1), page(2).session(2)).has("session_count", 2);
        GoldenLead.of(page(0).session(1), page(1), page(2).session(2)).has("session_count", 1);
        GoldenLead.of(page(0).session(1), LeadEvent.of(EventType.AGENT_ACTION, AT + 1), page(2).session(2))
                .has("session_count", 2);
        GoldenLead.of(page(0).session(1), page(1).session(2), page(2).session(1)).has("session_count", 3);
    }

    /** Three sessions: 3 events of 2 properties in 90 s, 1 event, 2 events of 1 property in 30 s. */
    @Test
    void shouldMeasureSessions() {
        final GoldenLead lead = GoldenLead.of(
                LeadEvent.of(EventType.PROPERTY_VIEW, AT, 1), LeadEvent.of(EventType.SEARCH_QUERY, AT + 40 * SECOND_MS),
                LeadEvent.of(EventType.EMAIL_CLICKED, AT + 90 * SECOND_MS, 2),
                LeadEvent.of(EventType.SEARCH_QUERY, AT + 2 * 60 * MINUTE_MS),
                LeadEvent.of(EventType.PROPERTY_VIEW, AT + 4 * 60 * MINUTE_MS, 1),
                LeadEvent.of(EventType.PROPERTY_LIKE, AT + 4 * 60 * MINUTE_MS + 30 * SECOND_MS, 1));
        lead.has("session_count", 3).has("session_events_mean", 2).has("session_events_max", 3);
        lead.has("session_events_std", 0.8164965809).has("session_seconds_mean", 40).has("session_seconds_max", 90);
        lead.has("session_properties_mean", 1).has("session_searches_mean", 2 / 3.0).has("events_per_active_minute", 3);
        // The gaps are 40, 50 and 30 s.
        lead.has("burst_ratio", 0).has("gap_consistency", 1 / (1 + 0.8164965809 / 4));
    }

    @Test
    void shouldCountAMinuteAtLeastAsActive() {
        GoldenLead.of(page(0), page(1), page(2), page(30 * SECOND_MS)).has("events_per_active_minute", 4);
        GoldenLead.of(page(0), page(1), page(2), page(60 * SECOND_MS)).has("events_per_active_minute", 4);
        GoldenLead.of(page(0), page(1), page(2), page(120 * SECOND_MS)).has("events_per_active_minute", 2);
    }

    @Test
    void shouldCallAGapUnderThirtySecondsABurst() {
        GoldenLead.of(page(0), page(29_999), page(59_999)).has("burst_ratio", 0.5);
        GoldenLead.of(page(0), page(30_000)).has("burst_ratio", 0);
    }

    @Test
    void shouldSeeNoGapBetweenSessions() {
        GoldenLead.of(page(0), page(31 * MINUTE_MS)).lacks("burst_ratio", "gap_consistency");
        GoldenLead.of(page(0).session(1), page(1).session(2)).lacks("burst_ratio", "gap_consistency");
        GoldenLead.of(page(0), page(10 * SECOND_MS), page(31 * MINUTE_MS), page(31 * MINUTE_MS + 30 * SECOND_MS))
                .has("burst_ratio", 0.5).has("gap_consistency", 1 / 1.5);
    }

    @Test
    void shouldAskForTwoGapsBeforeItSpeaksOfConsistency() {
        GoldenLead.of(page(0), page(10 * SECOND_MS)).has("burst_ratio", 1).lacks("gap_consistency");
        GoldenLead.of(page(0), page(10 * SECOND_MS), page(40 * SECOND_MS)).has("gap_consistency", 1 / 1.5);
        GoldenLead.of(page(0), page(10 * SECOND_MS), page(20 * SECOND_MS)).has("gap_consistency", 1);
        GoldenLead.of(page(0), page(0), page(0)).has("gap_consistency", 1).has("burst_ratio", 1);
        GoldenLead.of(page(0), page(0), page(10 * SECOND_MS)).has("gap_consistency", 0.5);
    }
}
