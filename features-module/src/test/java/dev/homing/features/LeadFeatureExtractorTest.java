package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Expected values are worked out by hand from the feature catalogue, or by {@link SlowLeadFeatures}. */
class LeadFeatureExtractorTest {
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final long AS_OF = 1_790_000_000_000L;

    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final float[] features = new float[LeadFeatureSchema.LENGTH + 1];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];

    @Test
    void shouldCountZeroAndSayNothingElseWithoutEvents() {
        extract();
        for (final int i : LeadFeatureNames.computed()) {
            final String name = LeadFeatureNames.ALL.get(i);
            if (i <= 25 || name.equals("recent_24h_count")) {
                assertEquals(0, features[i], name);
            } else {
                assertTrue(Float.isNaN(features[i]), name);
            }
        }
        assertFalse(extractor.truncated());
    }

    @Test
    void shouldComputeOneViewByHand() {
        extract(LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 2 * HOUR_MS, 4).price(450_000).viewed(36));
        assertFeature("event_count", 1);
        assertFeature("session_count", 1);
        assertFeature("distinct_properties", 1);
        assertFeature("property_view_count", 1);
        assertFeature("price_mean", 450_000);
        assertFeature("price_min", 450_000);
        assertFeature("price_max", 450_000);
        assertFeature("price_cv", 0);
        assertFeature("price_log_range", 0);
        assertBands(0, 1, 0, 0);
        assertFeature("engagement_score", 1.19505914);
        assertFeature("engagement_mean", 1.2);
        assertFeature("engagement_std", 0);
        assertFeature("engagement_max", 1.2);
        assertFeature("high_intent_ratio", 0);
        assertFeature("hours_since_last_activity", 2);
        assertFeature("activity_span_hours", 0);
        assertFeature("recent_24h_count", 1);
        assertFeature("recent_24h_ratio", 1);
        assertFeature("recent_7d_ratio", 1);
    }

    /** Weights 1, 2, 3, -1, 1.5, 6.5, 0: their sum is 13, the sum of their squares 59.5. */
    @Test
    void shouldComputeSeveralVisitsByHand() {
        extract(
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 10 * DAY_MS, 1).price(200_000).viewed(10),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 10 * DAY_MS + 5 * MINUTE_MS, 1).price(200_000),
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF - 9 * DAY_MS, 2).price(700_000),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 9 * DAY_MS + 10 * MINUTE_MS, 3).price(1_200_000),
                LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - DAY_MS),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 3 * HOUR_MS),
                LeadEvent.of(EventType.BOOKING_REQUEST, AS_OF - HOUR_MS, 2).price(650_000)
                        .flag(TimelineRecord.URGENCY_HIGH_FLAG),
                LeadEvent.of(EventType.SESSION_END, AS_OF - 50 * MINUTE_MS));
        assertFeature("event_count", 7);
        assertFeature("session_count", 4);
        assertFeature("distinct_properties", 3);
        for (final String once : List.of("property_view", "property_like", "property_save", "property_dislike", "search_query",
                "booking_request", "session_end", "agent_action")) {
            assertFeature(once + "_count", 1);
        }
        assertFeature("page_view_count", 0);
        // Listing 1 weighs 2, listing 2 weighs 6.5 and has the price of the newest event, listing 3 is not preferred.
        assertFeature("price_mean", 4_625_000 / 8.5);
        assertFeature("price_min", 200_000);
        assertFeature("price_max", 650_000);
        assertFeature("price_cv", 0.35081039);
        assertFeature("price_log_range", 1.178654996);
        assertBands(2 / 8.5, 0, 6.5 / 8.5, 0);
        assertFeature("engagement_score", 1 * halved(10) + 2 * halved(10 - 5 / 1_440.0) + 3 * halved(9)
                - halved(9 - 10 / 1_440.0) + 1.5 * halved(1) + 6.5 * halved(1 / 24.0));
        assertFeature("engagement_mean", 13 / 7.0);
        assertFeature("engagement_std", 2.24744753);
        assertFeature("engagement_max", 6.5);
        assertFeature("high_intent_ratio", 2 / 7.0);
        assertFeature("hours_since_last_activity", 50 / 60.0);
        assertFeature("activity_span_hours", 240 - 50 / 60.0);
        assertFeature("recent_24h_count", 2);
        assertFeature("recent_24h_ratio", 2 / 7.0);
        assertFeature("recent_7d_ratio", 3 / 7.0);
    }

    private static double halved(final double days) {
        return Math.pow(2, -days / 14);
    }

    @Test
    void shouldComputeEventsOfOneInstant() {
        extract(
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF, 1).price(400_000),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF, 1).price(500_000),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF, 2).price(500_000));
        assertFeature("session_count", 1);
        assertFeature("hours_since_last_activity", 0);
        assertFeature("activity_span_hours", 0);
        assertFeature("engagement_score", 4);
        assertFeature("price_mean", 500_000);
        assertFeature("price_cv", 0);
        assertFeature("recent_24h_ratio", 1);
    }

    @Test
    void shouldEndTheWindowAtTheInstantAndBeginItAfterThirtyDays() {
        extract(
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 30 * DAY_MS),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 30 * DAY_MS),
                LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - 30 * DAY_MS + 1),
                LeadEvent.of(EventType.AGENT_INTERACTION, AS_OF - 30 * DAY_MS + 1),
                LeadEvent.of(EventType.FILTER_APPLIED, AS_OF),
                LeadEvent.of(EventType.AGENT_INTERACTION, AS_OF),
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF + 1, 1).price(1),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF + 1));
        assertFeature("event_count", 2);
        assertFeature("search_query_count", 1);
        assertFeature("filter_applied_count", 1);
        assertFeature("page_view_count", 0);
        assertFeature("property_save_count", 0);
        assertFeature("agent_interaction_count", 2);
        assertFeature("agent_action_count", 0);
        assertFeature("distinct_properties", 0);
        assertFeature("price_mean", Double.NaN);
        assertFeature("engagement_max", 1.5);
        assertFeature("hours_since_last_activity", 0);
        assertFeature("activity_span_hours", (30 * DAY_MS - 1) / (double) HOUR_MS);
    }

    @Test
    void shouldSayTheSameForAnInstantWhateverHappensLater() {
        final LeadEvent[] events = {
            LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 5 * DAY_MS, 1).price(100).session(1),
            LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - HOUR_MS, 2).price(300).session(2),
            LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF + 1, 1).price(900).session(3),
            LeadEvent.of(EventType.BOOKING_REQUEST, AS_OF + DAY_MS, 3).price(500).session(3)};
        extract(events);
        final float[] withFuture = features.clone();
        extract(Arrays.copyOf(events, 2));
        assertArrayEquals(features, withFuture);
    }

    @Test
    void shouldLeaveTheLastDayAndTheLastWeekOpenAtTheirBeginning() {
        extract(
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 7 * DAY_MS),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 7 * DAY_MS + 1),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - DAY_MS),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - DAY_MS + 1));
        assertFeature("recent_24h_count", 1);
        assertFeature("recent_24h_ratio", 0.25);
        assertFeature("recent_7d_ratio", 0.75);
    }

    @Test
    void shouldBeginASessionAfterMoreThanThirtyMinutes() {
        final long at = AS_OF - DAY_MS;
        extract(LeadEvent.of(EventType.PAGE_VIEW, at), LeadEvent.of(EventType.PAGE_VIEW, at + 30 * MINUTE_MS));
        assertFeature("session_count", 1);
        extract(LeadEvent.of(EventType.PAGE_VIEW, at), LeadEvent.of(EventType.PAGE_VIEW, at + 30 * MINUTE_MS + 1));
        assertFeature("session_count", 2);
        extract(
                LeadEvent.of(EventType.PAGE_VIEW, at).session(1),
                LeadEvent.of(EventType.PAGE_VIEW, at + 31 * MINUTE_MS).session(1));
        assertFeature("session_count", 2);
    }

    @Test
    void shouldBeginASessionWhereTheIdChangesBetweenTwoEventsThatHaveOne() {
        final long at = AS_OF - DAY_MS;
        extract(
                LeadEvent.of(EventType.PAGE_VIEW, at).session(1),
                LeadEvent.of(EventType.PAGE_VIEW, at + 1).session(1),
                LeadEvent.of(EventType.PAGE_VIEW, at + 2).session(2));
        assertFeature("session_count", 2);
        extract(
                LeadEvent.of(EventType.PAGE_VIEW, at).session(1),
                LeadEvent.of(EventType.PAGE_VIEW, at + 1),
                LeadEvent.of(EventType.PAGE_VIEW, at + 2).session(2));
        assertFeature("session_count", 1);
        extract(
                LeadEvent.of(EventType.PAGE_VIEW, at).session(1),
                LeadEvent.of(EventType.AGENT_ACTION, at + 1),
                LeadEvent.of(EventType.PAGE_VIEW, at + 2).session(2));
        assertFeature("session_count", 2);
    }

    @Test
    void shouldCountOnlyBookingsAndToursThatTookPlace() {
        extract(
                LeadEvent.of(EventType.BOOKING_COMPLETED, AS_OF - 4, 1),
                LeadEvent.of(EventType.BOOKING_COMPLETED, AS_OF - 3, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG),
                LeadEvent.of(EventType.TOUR_COMPLETED, AS_OF - 2, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG),
                LeadEvent.of(EventType.TOUR_COMPLETED, AS_OF - 1, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG));
        assertFeature("booking_completed_count", 1);
        assertFeature("tour_completed_count", 0);
        assertFeature("event_count", 4);
        assertFeature("engagement_mean", (7 - 2 - 1 - 1) / 4.0);
    }

    @Test
    void shouldPutAPriceOnAnEdgeIntoTheBandAboveIt() {
        extract(
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 6, 1).price(299_999.99),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 5, 2).price(300_000),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 4, 3).price(599_999.99),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 3, 4).price(600_000),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 2, 5).price(999_999.99),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 1, 6).price(1_000_000),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF, 7).price(1e9));
        assertBands(1 / 7.0, 2 / 7.0, 2 / 7.0, 2 / 7.0);
    }

    @Test
    void shouldTakeTheTenantsEdgesAndWindow() {
        final LeadFeatureExtractor other = new LeadFeatureExtractor(
                new LeadFeatureOptions(1, 10, 20, 30, EngagementWeights.defaults()), Timeline.DEFAULT_MAX_LEAD_EVENTS);
        other.extract(LeadEvent.timeline(
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - DAY_MS, 1).price(5),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 1, 2).price(20)), AS_OF, features, categorical);
        assertFeature("event_count", 1);
        assertBands(0, 0, 1, 0);
    }

    @Test
    void shouldPreferNothingWhenThereAreDislikesAlone() {
        extract(
                LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 3, 1).price(500_000),
                LeadEvent.of(EventType.PROPERTY_SWIPE, AS_OF - 2, 2).price(600_000).flag(TimelineRecord.SWIPE_LEFT_FLAG),
                LeadEvent.of(EventType.BOOKING_CANCELLED, AS_OF - 1, 3).price(700_000));
        assertFeature("distinct_properties", 3);
        assertFeature("engagement_max", -1);
        assertFeature("price_mean", Double.NaN);
        assertFeature("price_log_range", Double.NaN);
        assertBands(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    @Test
    void shouldTakeAttributesFromTheNewestPositiveEventAndTheWeightFromTheLargest() {
        extract(
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF - 9, 1).price(100_000),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 8, 1).price(200_000),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 7, 1).price(900_000),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 6, 2).price(600_000));
        assertFeature("price_mean", (3 * 200_000 + 600_000) / 4.0);
        assertBands(0.75, 0, 0.25, 0);
    }

    @Test
    void shouldSpeakOnlyOfPreferredListingsThatHaveAPrice() {
        extract(
                LeadEvent.of(EventType.BOOKING_REQUEST, AS_OF - 9, 1),
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF - 8, 2).price(Double.NaN),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 7, 3).price(500_000));
        assertFeature("distinct_properties", 3);
        assertFeature("price_mean", 500_000);
        assertFeature("price_cv", 0);
        assertBands(0, 1, 0, 0);
    }

    @Test
    void shouldCountAgentEventsInTheirOwnCountsAlone() {
        extract(
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 3, 1).price(500_000).session(1),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 2, 2).session(2),
                LeadEvent.of(EventType.AGENT_INTERACTION, AS_OF - 1, 3).session(3));
        assertFeature("agent_action_count", 2);
        assertFeature("agent_interaction_count", 1);
        assertFeature("event_count", 0);
        assertFeature("session_count", 0);
        assertFeature("distinct_properties", 0);
        assertFeature("price_mean", Double.NaN);
        assertFeature("engagement_score", Double.NaN);
        assertFeature("hours_since_last_activity", Double.NaN);
        assertFeature("recent_24h_count", 0);
    }

    @Test
    void shouldSayThatEventsOfTheWindowWereCut() {
        final Timeline small = new Timeline(2, 0);
        final List<LeadEvent> events = new ArrayList<>(List.of(
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 30 * DAY_MS),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 2),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 1)));
        extractor.extract(LeadEvent.timeline(events, small), AS_OF, features, categorical);
        assertFalse(extractor.truncated(), "what was cut does not lie in the window");
        events.set(0, LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 30 * DAY_MS + 1));
        extractor.extract(LeadEvent.timeline(events, small), AS_OF, features, categorical);
        assertTrue(extractor.truncated());
        assertFeature("event_count", 2);
        extract();
        assertFalse(extractor.truncated());
    }

    @Test
    void shouldFillSlotsThatAreNotComputedWithNaNAndWriteNoFurther() {
        Arrays.fill(features, 5);
        extract(LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 2 * HOUR_MS, 4).price(450_000).viewed(36));
        for (int i = 0; i < LeadFeatureSchema.LENGTH; i++) {
            assertEquals(!LeadFeatureNames.computed().contains(i), Float.isNaN(features[i]), LeadFeatureNames.ALL.get(i));
        }
        assertEquals(5, features[LeadFeatureSchema.LENGTH]);
    }

    @Test
    void shouldRefuseAVectorThatIsTooShortAndATimelineThatIsTooLong() {
        final Timeline three = LeadEvent.timeline(
                LeadEvent.of(EventType.PAGE_VIEW, 1), LeadEvent.of(EventType.PAGE_VIEW, 2), LeadEvent.of(EventType.PAGE_VIEW, 3));
        final float[] tooShort = new float[LeadFeatureSchema.LENGTH - 1];
        assertThrows(IllegalArgumentException.class, () -> extractor.extract(three, AS_OF, tooShort, categorical));
        final LeadFeatureExtractor small = new LeadFeatureExtractor(LeadFeatureOptions.DEFAULTS, 2);
        assertThrows(IllegalArgumentException.class, () -> small.extract(three, AS_OF, features, categorical));
    }

    @Test
    void shouldAgreeWithTheSlowCatalogueWhateverHappens() {
        final SplittableRandom random = new SplittableRandom(21);
        final int maxEvents = 60;
        final LeadFeatureExtractor reused = new LeadFeatureExtractor(LeadFeatureOptions.DEFAULTS, maxEvents);
        final Timeline timeline = new Timeline(maxEvents, 64);
        int truncated = 0;
        for (int round = 0; round < 5_000; round++) {
            final boolean isLong = round % 4 == 0;
            // A timeline with the newest of too many is read up to the instant, so what is cut is never cut by the future.
            final List<LeadEvent> events = randomEvents(random, isLong ? 120 : 30, isLong ? 0 : DAY_MS);
            reused.extract(LeadEvent.timeline(events, timeline), AS_OF, features, categorical);
            final SlowLeadFeatures slow = new SlowLeadFeatures(events, maxEvents, AS_OF);
            for (int i = 0; i < LeadFeatureSchema.LENGTH; i++) {
                final double expected = slow.value(i);
                final String message = "round=" + round + ", " + LeadFeatureNames.ALL.get(i);
                assertClose(expected, features[i], 1e-6 * Math.max(0.1, Math.abs(expected)), message);
            }
            assertEquals(slow.truncated(), reused.truncated(), "round=" + round);
            truncated += slow.truncated() ? 1 : 0;
        }
        assertTrue(truncated > 100, "truncated=" + truncated);
    }

    private static List<LeadEvent> randomEvents(final SplittableRandom random, final int most, final long future) {
        final long[] edges = {0, DAY_MS, 7 * DAY_MS, 30 * DAY_MS};
        final double[] prices = {250_000, 299_999, 300_000, 450_000.5, 600_000, 999_999, 1_000_000, 3e6};
        final double[] seconds = {Double.NaN, 0, 29.99, 30, 30.01, 60, 60.01, 700};
        final int properties = 1 + random.nextInt(12);
        final List<LeadEvent> events = new ArrayList<>();
        long at = AS_OF - 31 * DAY_MS;
        final int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(4)) {
                case 0 -> at = AS_OF - edges[random.nextInt(edges.length)] + random.nextInt(-1, 2);
                case 1 -> at += 15 * MINUTE_MS * random.nextInt(4) + random.nextInt(2);
                case 2 -> at = AS_OF - random.nextLong(-DAY_MS, 32 * DAY_MS);
                default -> at += random.nextInt(1_000);
            }
            if (at > AS_OF + future) {
                at = AS_OF - random.nextLong(30 * DAY_MS);
            }
            final EventType type = EventType.ofCode(1 + random.nextInt(EventType.COUNT));
            final LeadEvent event = LeadEvent.of(type, at)
                    .session(random.nextInt(3)).flag(random.nextInt(1 << 5)).viewed(seconds[random.nextInt(seconds.length)]);
            if (type.requiresProperty() || random.nextInt(4) == 0) {
                event.property(random.nextInt(properties) * 1_000);
                if (random.nextInt(6) > 0) {
                    event.price(random.nextInt(6) == 0 ? Double.NaN : prices[random.nextInt(prices.length)]);
                }
            }
            events.add(event);
        }
        return events;
    }

    private void extract(final LeadEvent... events) {
        extractor.extract(LeadEvent.timeline(events), AS_OF, features, categorical);
    }

    private void assertBands(final double... shares) {
        for (int band = 0; band < 4; band++) {
            assertFeature("price_band_" + band + "_share", shares[band]);
        }
    }

    private void assertFeature(final String name, final double expected) {
        assertClose(expected, features[LeadFeatureNames.index(name)], 1e-7 * Math.max(1, Math.abs(expected)), name);
    }

    private static void assertClose(final double expected, final float value, final double tolerance, final String message) {
        if (Double.isNaN(expected)) {
            assertTrue(Float.isNaN(value), message + " is " + value + " instead of NaN");
        } else {
            assertEquals(expected, value, tolerance, message);
        }
    }
}
