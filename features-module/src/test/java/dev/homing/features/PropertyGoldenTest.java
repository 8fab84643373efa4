package dev.homing.features;

import static dev.homing.features.GoldenLead.AS_OF;
import static dev.homing.features.GoldenLead.DAY_MS;

import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Features 26 to 46 by hand: what the preferred properties have in common. */
class PropertyGoldenTest {
    private static final List<String> ALL = LeadFeatureNames.ALL.subList(26, 47);

    private static LeadEvent like(final int age, final int property) {
        return LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - age, property);
    }

    private static LeadEvent save(final int age, final int property) {
        return LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF - age, property);
    }

    private static LeadEvent view(final int age, final int property) {
        return LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - age, property);
    }

    private static GoldenLead withBands(
            final GoldenLead lead, final double first, final double second, final double third, final double fourth) {
        return lead.has("price_band_0_share", first).has("price_band_1_share", second)
                .has("price_band_2_share", third).has("price_band_3_share", fourth);
    }

    /** A studio of weight 3 and a house of weight 1. */
    @Test
    void shouldWeighEachAttributeByEngagement() {
        final GoldenLead lead = GoldenLead.of(
                save(9, 1).price(200_000).size(1_000).rooms(0, 1).propertyType(PropertyType.APARTMENT).area(0).amenities(1, 2)
                        .position(0, 0),
                view(8, 2).price(600_000).size(2_000).rooms(4, 2.5).propertyType(PropertyType.HOUSE).area(9).amenities(63)
                        .position(0, 1));
        lead.has("price_mean", 300_000).has("price_min", 200_000).has("price_max", 600_000);
        lead.has("price_cv", 0.5773502692).has("price_log_range", 1.0986122887).lacks("price_trend");
        withBands(lead, 0.75, 0, 0.25, 0);
        lead.has("size_mean", 1_250).has("size_cv", 0.3464101615).has("bathrooms_mean", 1.375);
        lead.has("bedrooms_mean", 1).has("bedrooms_std", 1.7320508076);
        lead.has("type_entropy", 0.2704260415).has("top_type_share", 0.75);
        lead.has("area_diversity", 0.375).has("top_area_share", 0.75).has("amenity_focus", 0.75);
        lead.has("geo_radius_km", 48.1488821290);
    }

    @Test
    void shouldKnowAStudioFromWhatHasNoCountOfBedrooms() {
        GoldenLead.of(like(2, 1).rooms(0, 1)).has("bedrooms_mean", 0).has("bedrooms_std", 0).has("bathrooms_mean", 1);
        GoldenLead.of(like(2, 1).rooms(Double.NaN, 1)).lacks("bedrooms_mean", "bedrooms_std").has("bathrooms_mean", 1);
        GoldenLead.of(like(2, 1).rooms(0, 1), like(1, 2).rooms(Double.NaN, Double.NaN))
                .has("bedrooms_mean", 0).has("bathrooms_mean", 1);
    }

    @Test
    void shouldPutAPriceOnAnEdgeIntoTheBandAboveIt() {
        withBands(GoldenLead.of(
                like(6, 1).price(299_999.99), like(5, 2).price(300_000), like(4, 3).price(599_999.99), like(3, 4).price(600_000),
                like(2, 5).price(999_999.99), like(1, 6).price(1_000_000), like(0, 7).price(1e9)),
                1 / 7.0, 2 / 7.0, 2 / 7.0, 2 / 7.0);
    }

    @Test
    void shouldPreferNothingWhereEverythingWasDisliked() {
        GoldenLead.of(
                LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 3, 1).price(500_000).area(1).amenities(1),
                LeadEvent.of(EventType.PROPERTY_SWIPE, AS_OF - 2, 2).price(600_000).flag(TimelineRecord.SWIPE_LEFT_FLAG),
                LeadEvent.of(EventType.BOOKING_CANCELLED, AS_OF - 1, 3).price(700_000),
                LeadEvent.of(EventType.BOOKING_COMPLETED, AS_OF - 1, 4).price(800_000)
                        .flag(TimelineRecord.NOT_COMPLETED_FLAG),
                LeadEvent.of(EventType.SESSION_END, AS_OF, 5).price(900_000))
                .has("distinct_properties", 5).has("engagement_max", 0).has("like_ratio", 0.25)
                .lacks(ALL.toArray(String[]::new)).prefers("preferred_property_type", 0).prefers("preferred_area", 0);
    }

    @Test
    void shouldPreferNothingWithoutAProperty() {
        GoldenLead.of(LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - 2), LeadEvent.of(EventType.FORM_SUBMISSION, AS_OF))
                .has("distinct_properties", 0).lacks(ALL.toArray(String[]::new));
    }

    @Test
    void shouldTakeAttributesFromTheNewestPositiveEventAndTheWeightFromTheLargest() {
        final GoldenLead lead = GoldenLead.of(
                save(9, 1).price(100_000), view(8, 1).price(200_000),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 7, 1).price(900_000), view(6, 2).price(600_000));
        withBands(lead.has("price_mean", (3 * 200_000 + 600_000) / 4.0), 0.75, 0, 0.25, 0);
    }

    /** A page view that names a property is one of the lead's events on it. */
    @Test
    void shouldTakeAnyEventOfPositiveWeightOnAProperty() {
        GoldenLead.of(LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 1, 1).price(100), like(0, 2).price(600))
                .has("price_mean", (0.5 * 100 + 2 * 600) / 2.5);
    }

    @Test
    void shouldSpeakOnlyOfPreferredPropertiesThatHaveTheAttribute() {
        final GoldenLead lead = GoldenLead.of(
                LeadEvent.of(EventType.BOOKING_REQUEST, AS_OF - 9, 1), save(8, 2).size(700),
                view(7, 3).price(500_000).amenities(4));
        lead.has("distinct_properties", 3).has("price_mean", 500_000).has("price_cv", 0).has("size_mean", 700);
        withBands(lead, 0, 1, 0, 0);
        lead.lacks("bedrooms_mean", "bathrooms_mean", "type_entropy", "top_type_share", "area_diversity", "top_area_share",
                "geo_radius_km");
        // Of all, also of the unknown one, which weighs 5.
        lead.has("amenity_focus", 1 / 9.0);
    }

    @Test
    void shouldForgetTheAttributesWhereTheNewestPositiveEventHasNone() {
        GoldenLead.of(save(9, 1).price(500_000).area(3).amenities(1), view(8, 1))
                .lacks("price_mean", "top_area_share").has("amenity_focus", 0).prefers("preferred_area", 0);
    }

    @Test
    void shouldFocusOnTheAmenityThatMostShare() {
        GoldenLead.of(save(3, 1).amenities(1, 2), view(2, 2).amenities(2, 3), view(1, 3).amenities(3))
                .has("amenity_focus", 0.8);
        GoldenLead.of(save(3, 1).known()).has("amenity_focus", 0);
        GoldenLead.of(save(3, 1).amenities(0), view(2, 2).amenities(0, 63)).has("amenity_focus", 1);
        GoldenLead.of(view(3, 1).amenities(0), save(2, 2).amenities(63)).has("amenity_focus", 0.75);
    }

    @Test
    void shouldSpreadOverAllTypesAndAreas() {
        final LeadEvent[] events = new LeadEvent[PropertyType.COUNT];
        for (int i = 0; i < events.length; i++) {
            events[i] = like(i, i).propertyType(PropertyType.ofCode(i + 1)).area(i);
        }
        GoldenLead.of(events).has("type_entropy", 1).has("top_type_share", 0.125)
                .has("area_diversity", 0.875).has("top_area_share", 0.125);
    }

    @Test
    void shouldMeasureFromTheCentroid() {
        GoldenLead.of(save(2, 1).position(60, 10), view(1, 2).position(60, 11)).has("geo_radius_km", 24.0744410645);
        GoldenLead.of(save(2, 1).position(10, 5), view(1, 2).position(11, 5)).has("geo_radius_km", 48.1488821290);
        GoldenLead.of(like(2, 1).position(59, 10), like(1, 2).position(61, 12)).has("geo_radius_km", 124.3198790829);
        GoldenLead.of(like(2, 1).position(48.2, 16.3), like(1, 2).position(48.2, 16.3)).has("geo_radius_km", 0);
    }

    @Test
    void shouldMeasureAcrossTheAntimeridian() {
        GoldenLead.of(like(2, 1).position(0, 179.5), like(1, 2).position(0, -179.5)).has("geo_radius_km", 55.5975401168);
        GoldenLead.of(like(2, 1).position(0, -179.5), like(1, 2).position(0, 179.5)).has("geo_radius_km", 55.5975401168);
        GoldenLead.of(like(2, 1).position(0, 180), like(1, 2).position(0, -180)).has("geo_radius_km", 0);
    }

    /** The price doubles in ten days, so it has three times as many doublings in thirty. */
    @Test
    void shouldFollowThePricesThatTheLeadLooksAt() {
        GoldenLead.of(
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 20 * DAY_MS, 1).price(100_000),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 10 * DAY_MS, 1).price(200_000),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 5 * DAY_MS, 3).price(1),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 2 * DAY_MS, 4),
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF, 2).price(400_000)).has("price_trend", 2.0794415417);
        GoldenLead.of(
                LeadEvent.of(EventType.PROPERTY_SAVE, AS_OF - 3 * DAY_MS, 1).price(100),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 2 * DAY_MS, 2).price(100),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF, 3).price(200)).has("price_trend", 7.4265769346);
    }

    @Test
    void shouldSeeNoTrendInTwoPricesOrInOneInstant() {
        GoldenLead.of(like(9, 1).price(100), like(8, 2).price(200), like(7, 3)).lacks("price_trend");
        GoldenLead.of(like(9, 1).price(100), like(9, 2).price(200), like(9, 3).price(300), like(1, 4)).lacks("price_trend");
        // A millisecond apart is apart: doubled in each, in 30 days as often as they have milliseconds.
        GoldenLead.of(like(1, 1).price(100), like(0, 2).price(200), like(0, 3).price(200))
                .has("price_trend", Math.log(2) * 30 * DAY_MS);
    }
}
