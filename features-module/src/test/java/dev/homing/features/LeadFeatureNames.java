package dev.homing.features;

import java.util.List;

/** The names of {@code lead-v1} as the feature catalogue lists them, apart from the code that computes them. */
final class LeadFeatureNames {
    static final List<String> ALL = List.of(
            "event_count", "session_count", "distinct_properties", "property_view_count", "property_swipe_count",
            "property_like_count", "property_dislike_count", "property_share_count", "property_save_count",
            "property_unsave_count", "booking_request_count", "booking_completed_count", "booking_cancelled_count",
            "agent_interaction_count", "agent_action_count", "lead_interaction_count", "search_query_count",
            "filter_applied_count", "tour_scheduled_count", "tour_completed_count", "form_submission_count",
            "email_opened_count", "email_clicked_count", "page_view_count", "session_start_count", "session_end_count",
            "price_mean", "price_min", "price_max", "price_cv", "price_log_range", "price_band_0_share",
            "price_band_1_share", "price_band_2_share", "price_band_3_share", "price_trend", "size_mean", "size_cv",
            "bedrooms_mean", "bedrooms_std", "bathrooms_mean", "type_entropy", "top_type_share", "area_diversity",
            "top_area_share", "geo_radius_km", "amenity_focus", "engagement_score", "engagement_mean", "engagement_std",
            "engagement_max", "high_intent_ratio", "view_seconds_mean", "view_seconds_max", "view_seconds_total", "like_ratio",
            "decision_confidence", "view_to_like_rate", "view_to_save_rate", "view_to_tour_rate", "save_to_tour_rate",
            "booking_follow_through", "exploration_ratio", "revisit_rate", "search_refinement_rate", "session_events_mean",
            "session_events_max", "session_events_std", "session_seconds_mean", "session_seconds_max",
            "session_properties_mean", "session_searches_mean", "events_per_active_minute", "burst_ratio",
            "gap_consistency", "active_days", "active_day_events_mean", "active_day_events_max", "active_day_gap_mean",
            "active_day_regularity", "weekday_entropy", "hour_entropy", "weekend_share", "hour_sin", "hour_cos",
            "hour_concentration", "activity_trend", "hours_since_last_activity", "activity_span_hours", "recent_24h_count",
            "recent_24h_ratio", "recent_7d_ratio");

    private LeadFeatureNames() {
    }

    static int index(final String name) {
        final int index = ALL.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("name=" + name + ": there is no such feature");
        }
        return index;
    }
}
