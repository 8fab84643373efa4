package dev.homing.features;

import static dev.homing.features.GoldenLead.AS_OF;
import static dev.homing.features.GoldenLead.DAY_MS;
import static dev.homing.features.GoldenLead.HOUR_MS;
import static dev.homing.features.GoldenLead.MINUTE_MS;

import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole vectors worked out by hand: nothing, one event, several visits, one instant. The day is a Monday, 14:13:20. */
class LeadGoldenTest {
    @Test
    void shouldCountZeroAndSayNothingElseWithoutEvents() {
        final GoldenLead nobody = GoldenLead.of();
        for (int i = 0; i < LeadFeatureNames.ALL.size(); i++) {
            final String name = LeadFeatureNames.ALL.get(i);
            if (i <= 25 || name.equals("recent_24h_count") || name.equals("decision_confidence")) {
                nobody.has(name, 0);
            } else if (name.equals("like_ratio")) {
                nobody.has(name, 0.5);
            } else {
                nobody.lacks(name);
            }
        }
        for (final String category : CategoryOracle.NAMES) {
            nobody.prefers(category, 0);
        }
        nobody.isTruncated(false);
    }

    @Test
    void shouldComputeOneViewByHand() {
        final GoldenLead lead = GoldenLead.of(LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 2 * HOUR_MS, 4).viewed(36)
                .device(Device.MOBILE).channel(Channel.WEB).price(450_000).propertyType(PropertyType.CONDO).area(6)
                .position(40.7, -74).size(1_500).rooms(3, 2.5).amenities(0, 5));
        final List<String> ones = List.of("event_count", "session_count", "distinct_properties", "property_view_count",
                "price_band_1_share", "top_type_share", "top_area_share", "amenity_focus", "exploration_ratio",
                "session_events_mean", "session_events_max", "session_properties_mean", "events_per_active_minute",
                "active_days", "active_day_events_mean", "active_day_events_max", "hour_concentration", "recent_24h_count",
                "recent_24h_ratio", "recent_7d_ratio");
        final List<String> missing = List.of("price_trend", "save_to_tour_rate", "booking_follow_through",
                "search_refinement_rate", "burst_ratio", "gap_consistency", "active_day_gap_mean", "active_day_regularity",
                "activity_trend");
        lead.has("price_mean", 450_000).has("price_min", 450_000).has("price_max", 450_000);
        lead.has("size_mean", 1_500).has("bedrooms_mean", 3).has("bathrooms_mean", 2.5);
        lead.has("engagement_score", 1.1950591484).has("engagement_mean", 1.2).has("engagement_max", 1.2);
        lead.has("view_seconds_mean", 36).has("view_seconds_max", 36).has("view_seconds_total", 36).has("like_ratio", 0.5);
        lead.has("hour_sin", -0.0581448289).has("hour_cos", -0.9983081583).has("hours_since_last_activity", 2);
        final List<String> others = List.of("price_mean", "price_min", "price_max", "size_mean", "bedrooms_mean",
                "bathrooms_mean", "engagement_score", "engagement_mean", "engagement_max", "view_seconds_mean",
                "view_seconds_max", "view_seconds_total", "like_ratio", "hour_sin", "hour_cos", "hours_since_last_activity");
        for (final String name : LeadFeatureNames.ALL) {
            if (ones.contains(name)) {
                lead.has(name, 1);
            } else if (missing.contains(name)) {
                lead.lacks(name);
            } else if (!others.contains(name)) {
                lead.has(name, 0);
            }
        }
        lead.prefers("primary_event_type", 1).prefers("preferred_device", 2).prefers("preferred_property_type", 2)
                .prefers("preferred_area", 7).prefers("preferred_time_period", 2).prefers("preferred_channel", 1);
    }

    /** Weights 1, 2, 3, -1, 1.5, 6.5, 0: their sum is 13, the sum of their squares 59.5. */
    private static GoldenLead severalVisits() {
        return GoldenLead.of(
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 10 * DAY_MS, 1).price(200_000).viewed(10),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 10 * DAY_MS + 5 * MINUTE_MS, 1).price(200_000),
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF - 9 * DAY_MS, 2).price(700_000),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 9 * DAY_MS + 10 * MINUTE_MS, 3).price(1_200_000),
                LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - DAY_MS),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 3 * HOUR_MS),
                LeadEvent.of(EventType.BOOKING_REQUEST, AS_OF - HOUR_MS, 2).price(650_000)
                        .flag(TimelineRecord.URGENCY_HIGH_FLAG),
                LeadEvent.of(EventType.SESSION_END, AS_OF - 50 * MINUTE_MS));
    }

    @Test
    void shouldComputeWhatSeveralVisitsWereAboutByHand() {
        final GoldenLead lead = severalVisits();
        lead.has("event_count", 7).has("session_count", 4).has("distinct_properties", 3);
        for (final String once : List.of("property_view", "property_like", "property_save", "property_dislike", "search_query",
                "booking_request", "session_end", "agent_action")) {
            lead.has(once + "_count", 1);
        }
        lead.has("page_view_count", 0);
        // Listing 1 weighs 2, listing 2 weighs 6.5 and has the price of the newest event, listing 3 is not preferred.
        lead.has("price_mean", 4_625_000 / 8.5).has("price_min", 200_000).has("price_max", 650_000);
        lead.has("price_cv", 0.35081039).has("price_log_range", 1.178654996).has("price_trend", 2.7066259327);
        lead.has("price_band_0_share", 2 / 8.5).has("price_band_1_share", 0);
        lead.has("price_band_2_share", 6.5 / 8.5).has("price_band_3_share", 0);
        lead.has("engagement_score", 1 * halved(10) + 2 * halved(10 - 5 / 1_440.0) + 3 * halved(9)
                - halved(9 - 10 / 1_440.0) + 1.5 * halved(1) + 6.5 * halved(1 / 24.0));
        lead.has("engagement_mean", 13 / 7.0).has("engagement_std", 2.24744753).has("engagement_max", 6.5);
        lead.has("high_intent_ratio", 2 / 7.0).has("view_seconds_total", 10);
        lead.has("like_ratio", 0.5).has("decision_confidence", 0);
        lead.has("view_to_like_rate", 1).has("view_to_save_rate", 0).has("view_to_tour_rate", 0).has("save_to_tour_rate", 1);
        lead.has("booking_follow_through", 0).has("exploration_ratio", 1).has("revisit_rate", 0);
        lead.has("search_refinement_rate", 0);
    }

    private static double halved(final double days) {
        return Math.pow(2, -days / 14);
    }

    /** Sessions of 300, 600, 0 and 600 s on a Friday, a Saturday, a Sunday and this Monday. */
    @Test
    void shouldComputeWhenSeveralVisitsWereByHand() {
        final GoldenLead lead = severalVisits();
        lead.has("session_events_mean", 1.75).has("session_events_max", 2).has("session_events_std", 0.4330127019);
        lead.has("session_seconds_mean", 375).has("session_seconds_max", 600).has("session_properties_mean", 1);
        lead.has("session_searches_mean", 0.25).has("events_per_active_minute", 0.28);
        lead.has("burst_ratio", 0).has("gap_consistency", 0.7795187908);
        lead.has("active_days", 4).has("active_day_events_mean", 1.75).has("active_day_events_max", 2);
        lead.has("active_day_gap_mean", 10 / 3.0).has("active_day_regularity", 0.5025253169);
        lead.has("weekday_entropy", 0.6946795539).has("hour_entropy", 0.1882503005).has("weekend_share", 3 / 7.0);
        lead.has("hour_sin", -0.4959651666).has("hour_cos", -0.8606214119).has("hour_concentration", 0.9933029050);
        lead.has("activity_trend", 0.1229938026);
        lead.has("hours_since_last_activity", 50 / 60.0).has("activity_span_hours", 240 - 50 / 60.0);
        lead.has("recent_24h_count", 2).has("recent_24h_ratio", 2 / 7.0).has("recent_7d_ratio", 3 / 7.0);
    }

    @Test
    void shouldComputeEventsOfOneInstant() {
        final GoldenLead lead = GoldenLead.of(
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF, 1).price(400_000),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF, 1).price(500_000),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF, 2).price(500_000));
        lead.has("session_count", 1).has("session_seconds_max", 0).has("events_per_active_minute", 3);
        lead.has("burst_ratio", 1).has("gap_consistency", 1);
        lead.has("hours_since_last_activity", 0).has("activity_span_hours", 0).has("engagement_score", 4);
        lead.has("price_mean", 500_000).has("price_cv", 0).lacks("price_trend", "active_day_gap_mean");
        lead.has("recent_24h_ratio", 1).has("active_days", 1).has("hour_concentration", 1);
    }
}
