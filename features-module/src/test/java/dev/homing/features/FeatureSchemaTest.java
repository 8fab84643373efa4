package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FeatureSchemaTest {
    @Test
    void shouldDefineWhatTheCatalogueDefinesInItsOrder() {
        assertEquals(LeadFeatureNames.ALL, names(FeatureSchema.LEAD.numerical()));
        assertEquals(List.of("primary_event_type", "preferred_device", "preferred_property_type", "preferred_area",
                "preferred_time_period", "preferred_channel"), names(FeatureSchema.LEAD.categorical()));
        assertEquals(LeadFeatureSchema.LENGTH, FeatureSchema.LEAD.numerical().size());
        assertEquals(LeadFeatureSchema.CATEGORICAL_LENGTH, FeatureSchema.LEAD.categorical().size());
        assertEquals(List.of("view_count", "distinct_leads", "like_count", "dislike_count", "save_count", "share_count",
                "tour_count", "save_rate", "like_ratio", "view_seconds_mean", "return_viewer_share", "popularity",
                "popularity_trend", "days_on_market", "price_change_ratio", "price_to_area_median"),
                names(FeatureSchema.PROPERTY.numerical()));
        assertEquals(List.of("lead_count", "interaction_count", "response_minutes_median", "response_within_hour_share",
                "tour_scheduled_count", "tour_completed_count", "tour_show_rate", "tour_interest_mean",
                "booking_request_count", "booking_completed_count", "contact_to_tour_rate", "tour_to_booking_rate",
                "booking_rating_mean", "leads_silent_7d"), names(FeatureSchema.AGENT.numerical()));
    }

    @Test
    void shouldSayOfEachFeatureWhatItIs() {
        for (final FeatureSchema schema : FeatureSchema.all()) {
            for (int i = 0; i < schema.numerical().size(); i++) {
                final FeatureDefinition definition = schema.numerical().get(i);
                assertEquals(i, definition.index());
                assertEquals(FeatureDefinition.Kind.NUMERICAL, definition.kind());
                assertFalse(definition.unit().isBlank(), definition.name());
                assertFalse(definition.description().isBlank(), definition.name());
            }
            assertEquals(schema.numerical().size() + schema.categorical().size(),
                    new HashSet<>(names(schema.numerical())).size() + new HashSet<>(names(schema.categorical())).size());
        }
    }

    /** A consumer of the original asks for two names and finds the successors. */
    @Test
    void shouldKnowWhatFeaturesWereCalledInTheOriginal() {
        assertEquals(List.of("price_mean"), successors("avg_price_viewed"));
        assertEquals(List.of("hour_sin", "hour_cos"), successors("peak_activity_hour"));
        assertTrue(FeatureSchema.LEAD.numerical().get(LeadFeatureSchema.PRICE_TREND).originalNames().isEmpty());
    }

    private static List<String> successors(final String original) {
        return names(FeatureSchema.LEAD.numerical().stream()
                .filter(definition -> definition.originalNames().contains(original)).collect(Collectors.toList()));
    }

    /** Models carry the hash and are refused by another: whoever changes a definition changes this line, and means it. */
    @Test
    void shouldKeepItsHashUntilADefinitionChanges() {
        assertEquals("84e9318064bfdd6e61bf619a9d0d7038", FeatureSchema.LEAD.hash());
        assertEquals("74b59872d8359c17758a4540e88672e1", FeatureSchema.PROPERTY.hash());
        assertEquals("827cfc9ce4e9171a839b5de09a89cff1", FeatureSchema.AGENT.hash());
    }

    @Test
    void shouldBeFoundByItsName() {
        assertEquals(Optional.of(FeatureSchema.AGENT), FeatureSchema.of("agent-v1"));
        assertEquals(Optional.empty(), FeatureSchema.of("agent-v2"));
    }

    @Test
    void shouldNotLetACallerChangeTheDefinitions() {
        assertThrows(UnsupportedOperationException.class, FeatureSchema.LEAD.numerical()::clear);
    }

    private static List<String> names(final List<FeatureDefinition> definitions) {
        return definitions.stream().map(FeatureDefinition::name).collect(Collectors.toList());
    }
}
