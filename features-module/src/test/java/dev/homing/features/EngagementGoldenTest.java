package dev.homing.features;

import static dev.homing.features.GoldenLead.AS_OF;
import static dev.homing.features.GoldenLead.DAY_MS;
import static dev.homing.features.GoldenLead.HOUR_MS;
import static dev.homing.features.GoldenLead.MINUTE_MS;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import org.junit.jupiter.api.Test;

/** Features 47 to 64 by hand: weights, viewing times, likes, and what becomes of views and searches. */
class EngagementGoldenTest {
    private static LeadEvent event(final EventType type, final long age, final int property) {
        return LeadEvent.of(type, AS_OF - age, property);
    }

    private static void assertWeight(final double expected, final LeadEvent event) {
        GoldenLead.of(event).has("engagement_max", expected).has("engagement_mean", expected)
                .has("high_intent_ratio", expected >= 3 ? 1 : 0);
    }

    @Test
    void shouldWeighAViewByItsTime() {
        assertWeight(1, event(EventType.PROPERTY_VIEW, 0, 1));
        assertWeight(1, event(EventType.PROPERTY_VIEW, 0, 1).viewed(30));
        assertWeight(1.2, event(EventType.PROPERTY_VIEW, 0, 1).viewed(30.000001));
        assertWeight(1.2, event(EventType.PROPERTY_VIEW, 0, 1).viewed(60));
        assertWeight(1.5, event(EventType.PROPERTY_VIEW, 0, 1).viewed(60.000001));
        assertWeight(1.5, event(EventType.PROPERTY_VIEW, 0, 1).viewed(5_000));
    }

    @Test
    void shouldWeighEachEventAsTheCatalogueSays() {
        assertWeight(2, event(EventType.PROPERTY_LIKE, 0, 1));
        assertWeight(2, event(EventType.PROPERTY_SWIPE, 0, 1).flag(TimelineRecord.SWIPE_RIGHT_FLAG));
        assertWeight(-1, event(EventType.PROPERTY_SWIPE, 0, 1).flag(TimelineRecord.SWIPE_LEFT_FLAG));
        assertWeight(-1, event(EventType.PROPERTY_DISLIKE, 0, 1));
        assertWeight(3, event(EventType.PROPERTY_SAVE, 0, 1));
        assertWeight(-1.5, event(EventType.PROPERTY_UNSAVE, 0, 1));
        assertWeight(2.5, event(EventType.PROPERTY_SHARE, 0, 1));
        assertWeight(5, event(EventType.BOOKING_REQUEST, 0, 1));
        assertWeight(6.5, event(EventType.BOOKING_REQUEST, 0, 1).flag(TimelineRecord.URGENCY_HIGH_FLAG));
        assertWeight(4, event(EventType.BOOKING_REQUEST, 0, 1).flag(TimelineRecord.URGENCY_LOW_FLAG));
        assertWeight(7, event(EventType.BOOKING_COMPLETED, 0, 1));
        assertWeight(-2, event(EventType.BOOKING_COMPLETED, 0, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG));
        assertWeight(-2, event(EventType.BOOKING_CANCELLED, 0, 1));
        assertWeight(4, event(EventType.TOUR_SCHEDULED, 0, 1));
        assertWeight(6, event(EventType.TOUR_COMPLETED, 0, 1));
        assertWeight(-1, event(EventType.TOUR_COMPLETED, 0, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG));
        assertWeight(4, LeadEvent.of(EventType.FORM_SUBMISSION, AS_OF));
        assertWeight(1.5, LeadEvent.of(EventType.SEARCH_QUERY, AS_OF));
        assertWeight(1.2, LeadEvent.of(EventType.FILTER_APPLIED, AS_OF));
        assertWeight(1, LeadEvent.of(EventType.EMAIL_CLICKED, AS_OF));
        assertWeight(0.5, LeadEvent.of(EventType.EMAIL_OPENED, AS_OF));
        assertWeight(0.5, LeadEvent.of(EventType.PAGE_VIEW, AS_OF));
        assertWeight(1, LeadEvent.of(EventType.LEAD_INTERACTION, AS_OF));
        assertWeight(0, LeadEvent.of(EventType.SESSION_START, AS_OF));
        assertWeight(0, LeadEvent.of(EventType.SESSION_END, AS_OF));
    }

    @Test
    void shouldHalveAWeightInFourteenDays() {
        GoldenLead.of(event(EventType.PROPERTY_SAVE, 14 * DAY_MS, 1), event(EventType.PROPERTY_LIKE, 0, 1))
                .has("engagement_score", 3.5);
        GoldenLead.of(event(EventType.PROPERTY_DISLIKE, 7 * DAY_MS, 1)).has("engagement_score", -0.7071067812);
    }

    @Test
    void shouldSpreadTheWeights() {
        GoldenLead.of(event(EventType.PROPERTY_DISLIKE, 3, 1), event(EventType.PROPERTY_LIKE, 2, 1),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF))
                .has("engagement_mean", 0.5).has("engagement_std", 1.2247448714).has("engagement_max", 2)
                .has("high_intent_ratio", 0);
    }

    @Test
    void shouldSumOnlyTheTimesOfViewsAndCapThem() {
        GoldenLead.of(
                event(EventType.PROPERTY_VIEW, 5, 1).viewed(10), event(EventType.PROPERTY_VIEW, 4, 1).viewed(700),
                event(EventType.PROPERTY_VIEW, 3, 1).viewed(0), event(EventType.PROPERTY_VIEW, 2, 1),
                event(EventType.PROPERTY_LIKE, 1, 1).viewed(50))
                .has("view_seconds_mean", 305).has("view_seconds_max", 600).has("view_seconds_total", 610);
    }

    @Test
    void shouldHaveATotalButNoMeanWithoutAViewingTime() {
        GoldenLead.of(event(EventType.PROPERTY_VIEW, 5, 1).viewed(0), event(EventType.PROPERTY_VIEW, 4, 1))
                .has("view_seconds_total", 0).lacks("view_seconds_mean", "view_seconds_max");
        GoldenLead.of(LeadEvent.of(EventType.PAGE_VIEW, AS_OF)).has("view_seconds_total", 0).lacks("view_seconds_mean");
    }

    @Test
    void shouldCountSwipesAsLikesAndDislikes() {
        GoldenLead.of(
                event(EventType.PROPERTY_LIKE, 5, 1), event(EventType.PROPERTY_LIKE, 4, 1),
                event(EventType.PROPERTY_SWIPE, 3, 2).flag(TimelineRecord.SWIPE_RIGHT_FLAG),
                event(EventType.PROPERTY_SWIPE, 2, 3).flag(TimelineRecord.SWIPE_LEFT_FLAG),
                event(EventType.PROPERTY_DISLIKE, 1, 4))
                .has("like_ratio", 4 / 7.0).has("decision_confidence", 1 / 7.0);
        GoldenLead.of(event(EventType.PROPERTY_DISLIKE, 2, 1), event(EventType.PROPERTY_DISLIKE, 1, 1))
                .has("like_ratio", 0.25).has("decision_confidence", 0.5);
    }

    /** Viewed 1 (in two sessions), 2 (twice in one), 3 and 4; liked 1 and 2, saved 1 and 5, scheduled or requested 2, 5 and 7. */
    @Test
    void shouldFollowPropertiesFromViewToTour() {
        final long first = 5 * HOUR_MS;
        final long second = HOUR_MS;
        GoldenLead.of(
                event(EventType.PROPERTY_VIEW, first, 1), event(EventType.PROPERTY_LIKE, first - 1, 1),
                event(EventType.PROPERTY_SAVE, first - 2, 1), event(EventType.PROPERTY_UNSAVE, first - 3, 1),
                event(EventType.PROPERTY_VIEW, first - 4, 2), event(EventType.PROPERTY_VIEW, first - 5, 2),
                event(EventType.PROPERTY_SWIPE, first - 6, 2).flag(TimelineRecord.SWIPE_RIGHT_FLAG),
                event(EventType.TOUR_SCHEDULED, first - 7, 2),
                event(EventType.PROPERTY_VIEW, second, 1), event(EventType.PROPERTY_VIEW, second - 1, 3),
                event(EventType.PROPERTY_SWIPE, second - 2, 3).flag(TimelineRecord.SWIPE_LEFT_FLAG),
                event(EventType.PROPERTY_VIEW, second - 3, 4), event(EventType.TOUR_COMPLETED, second - 4, 4),
                event(EventType.PROPERTY_SAVE, second - 5, 5), event(EventType.BOOKING_REQUEST, second - 6, 5),
                event(EventType.PROPERTY_LIKE, second - 7, 6), event(EventType.TOUR_COMPLETED, second - 8, 3),
                event(EventType.TOUR_SCHEDULED, second - 9, 7))
                .has("view_to_like_rate", 0.5).has("view_to_save_rate", 0.25).has("view_to_tour_rate", 0.25)
                .has("save_to_tour_rate", 0.5).has("exploration_ratio", 4 / 6.0).has("revisit_rate", 0.25);
    }

    @Test
    void shouldNotAskWhatBecameOfNothing() {
        GoldenLead.of(event(EventType.PROPERTY_LIKE, 1, 1), event(EventType.FILTER_APPLIED, 0, TimelineRecord.NONE))
                .lacks("view_to_like_rate", "view_to_save_rate", "view_to_tour_rate", "save_to_tour_rate",
                        "booking_follow_through", "exploration_ratio", "revisit_rate", "search_refinement_rate");
    }

    @Test
    void shouldRevisitOnlyInAnotherSession() {
        GoldenLead.of(event(EventType.PROPERTY_VIEW, 30 * MINUTE_MS, 1).session(1), event(EventType.PROPERTY_VIEW, 0, 1)
                .session(1)).has("revisit_rate", 0);
        GoldenLead.of(event(EventType.PROPERTY_VIEW, 2, 1).session(1), event(EventType.PROPERTY_LIKE, 1, 1).session(2))
                .has("revisit_rate", 0);
        GoldenLead.of(event(EventType.PROPERTY_VIEW, 2, 1).session(1), event(EventType.PROPERTY_VIEW, 1, 1).session(2))
                .has("revisit_rate", 1);
    }

    @Test
    void shouldFollowBookingsThroughAndNotCountWhatDidNotTakePlace() {
        final LeadEvent request = event(EventType.BOOKING_REQUEST, 9, 1);
        final LeadEvent completed = event(EventType.BOOKING_COMPLETED, 5, 1);
        final LeadEvent missed = event(EventType.BOOKING_COMPLETED, 4, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG);
        GoldenLead.of(request, event(EventType.BOOKING_REQUEST, 8, 2), completed, missed).has("booking_follow_through", 0.5);
        GoldenLead.of(request, missed).has("booking_follow_through", 0);
        GoldenLead.of(request, completed, event(EventType.BOOKING_COMPLETED, 3, 3)).has("booking_follow_through", 1);
        GoldenLead.of(completed).lacks("booking_follow_through");
    }

    @Test
    void shouldRefineASearchMoreThanOnce() {
        GoldenLead.of(LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - 5), LeadEvent.of(EventType.FILTER_APPLIED, AS_OF - 4),
                LeadEvent.of(EventType.FILTER_APPLIED, AS_OF - 3), LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - 2),
                LeadEvent.of(EventType.FILTER_APPLIED, AS_OF - 1)).has("search_refinement_rate", 1.5);
    }
}
