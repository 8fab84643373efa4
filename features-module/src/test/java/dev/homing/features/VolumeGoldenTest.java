package dev.homing.features;

import static dev.homing.features.GoldenLead.AS_OF;
import static dev.homing.features.GoldenLead.DAY_MS;
import static dev.homing.features.GoldenLead.HOUR_MS;
import static dev.homing.features.GoldenLead.MINUTE_MS;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Features 0 to 25 by hand: which events count at all, and as what. */
class VolumeGoldenTest {
    @Test
    void shouldEndTheWindowAtTheInstantAndBeginItAfterThirtyDays() {
        GoldenLead.of(
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 30 * DAY_MS),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 30 * DAY_MS),
                LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - 30 * DAY_MS + 1),
                LeadEvent.of(EventType.AGENT_INTERACTION, AS_OF - 30 * DAY_MS + 1),
                LeadEvent.of(EventType.FILTER_APPLIED, AS_OF),
                LeadEvent.of(EventType.AGENT_INTERACTION, AS_OF),
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF + 1, 1).price(1),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF + 1))
                .has("event_count", 2).has("search_query_count", 1).has("filter_applied_count", 1).has("page_view_count", 0)
                .has("property_save_count", 0).has("agent_interaction_count", 2).has("agent_action_count", 0)
                .has("distinct_properties", 0).lacks("price_mean").has("engagement_max", 1.5)
                .has("hours_since_last_activity", 0).has("activity_span_hours", (30 * DAY_MS - 1) / (double) HOUR_MS);
    }

    @Test
    void shouldCountEachTypeInItsOwnCount() {
        for (final EventType type : EventType.values()) {
            final GoldenLead lead = GoldenLead.of(LeadEvent.of(type, AS_OF - 1, 3), LeadEvent.of(type, AS_OF, 3));
            for (final EventType other : EventType.values()) {
                lead.has(other.lowerCaseName() + "_count", other == type ? 2 : 0);
            }
            lead.has("event_count", type.isLeadEvent() ? 2 : 0).has("distinct_properties", type.isLeadEvent() ? 1 : 0);
        }
    }

    @Test
    void shouldCountOnlyBookingsAndToursThatTookPlace() {
        GoldenLead.of(
                LeadEvent.of(EventType.BOOKING_COMPLETED, AS_OF - 4, 1),
                LeadEvent.of(EventType.BOOKING_COMPLETED, AS_OF - 3, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG),
                LeadEvent.of(EventType.TOUR_COMPLETED, AS_OF - 2, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG),
                LeadEvent.of(EventType.TOUR_COMPLETED, AS_OF - 1, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG))
                .has("booking_completed_count", 1).has("tour_completed_count", 0).has("event_count", 4)
                .has("engagement_mean", (7 - 2 - 1 - 1) / 4.0);
    }

    @Test
    void shouldCountSwipesOfBothDirections() {
        GoldenLead.of(
                LeadEvent.of(EventType.PROPERTY_SWIPE, AS_OF - 2, 1).flag(TimelineRecord.SWIPE_LEFT_FLAG),
                LeadEvent.of(EventType.PROPERTY_SWIPE, AS_OF - 1, 2).flag(TimelineRecord.SWIPE_RIGHT_FLAG))
                .has("property_swipe_count", 2).has("property_like_count", 0).has("property_dislike_count", 0);
    }

    @Test
    void shouldCountAgentEventsInTheirOwnCountsAlone() {
        GoldenLead.of(
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 3, 1).price(500_000).session(1),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 2, 2).session(2),
                LeadEvent.of(EventType.AGENT_INTERACTION, AS_OF - 1, 3).session(3))
                .has("agent_action_count", 2).has("agent_interaction_count", 1).has("event_count", 0).has("session_count", 0)
                .has("distinct_properties", 0).has("recent_24h_count", 0).has("like_ratio", 0.5)
                .lacks("price_mean", "engagement_score", "hours_since_last_activity", "active_days", "view_seconds_total")
                .prefers("primary_event_type", 0);
    }

    @Test
    void shouldCountAPropertyThatOnlyAnotherTypeOfEventNames() {
        GoldenLead.of(
                LeadEvent.of(EventType.EMAIL_CLICKED, AS_OF - 3, Integer.MAX_VALUE),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 2),
                LeadEvent.of(EventType.PROPERTY_UNSAVE, AS_OF - 1, 0))
                .has("distinct_properties", 2).has("event_count", 3);
    }

    /** 600 a minute apart, of which the oldest 88 do not count. */
    @Test
    void shouldCountTheNewest512AndSaySo() {
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            final boolean isCut = i < 88;
            events.add(LeadEvent.of(isCut ? EventType.PROPERTY_SAVE : EventType.PROPERTY_VIEW, AS_OF - (599 - i) * MINUTE_MS, i)
                    .price(isCut ? 100 : 500_000).viewed(1));
        }
        GoldenLead.at(AS_OF, events).isTruncated(true).has("event_count", 512).has("property_view_count", 512)
                .has("property_save_count", 0).has("distinct_properties", 512).has("price_min", 500_000)
                .has("price_cv", 0).has("price_trend", 0).has("engagement_mean", 1).has("view_seconds_total", 512)
                .has("session_count", 1).has("session_seconds_max", 511 * 60).has("events_per_active_minute", 512 / 511.0)
                .has("gap_consistency", 1).has("burst_ratio", 0).has("activity_span_hours", 511 / 60.0)
                .has("recent_24h_count", 512);
        GoldenLead.at(AS_OF, events.subList(88, 600)).isTruncated(false).has("event_count", 512);
        GoldenLead.at(AS_OF, events.subList(87, 600)).isTruncated(true).has("event_count", 512);
    }

    @Test
    void shouldCountTheNewest64AgentEvents() {
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            events.add(LeadEvent.of(i < 10 ? EventType.AGENT_ACTION : EventType.AGENT_INTERACTION, AS_OF - 70 + i));
        }
        GoldenLead.at(AS_OF, events).isTruncated(false).has("agent_action_count", 4).has("agent_interaction_count", 60);
    }
}
