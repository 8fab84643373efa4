package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the extractor takes, fills and refuses. What it computes is in the golden tests and {@link LeadFeatureAgreementTest}. */
class LeadFeatureExtractorTest {
    private static final long DAY_MS = 86_400_000;
    private static final long AS_OF = 1_790_000_000_000L;

    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final float[] features = new float[LeadFeatureSchema.LENGTH + 1];
    private final int[] categories = new int[LeadFeatureSchema.CATEGORICAL_LENGTH + 1];

    @Test
    void shouldTakeTheTenantsEdgesAndWindow() {
        final LeadFeatureExtractor other = new LeadFeatureExtractor(
                new LeadFeatureOptions(1, 512, 10, 20, 30, EngagementWeights.defaults()));
        other.extract(LeadEvent.timeline(
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - DAY_MS, 1).price(5),
                LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - 1, 2).price(20)), AS_OF, features, categories);
        assertEquals(1, features[LeadFeatureNames.index("event_count")]);
        final float[] bands = {0, 0, 1, 0};
        for (int band = 0; band < bands.length; band++) {
            assertEquals(bands[band], features[LeadFeatureNames.index("price_band_" + band + "_share")], "band " + band);
        }
    }

    @Test
    void shouldSayThatEventsOfTheWindowWereCut() {
        final Timeline small = new Timeline(2, 0);
        final List<LeadEvent> events = new ArrayList<>(List.of(
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 30 * DAY_MS),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 2),
                LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 1)));
        extractor.extract(LeadEvent.timeline(events, small), AS_OF, features, categories);
        assertFalse(extractor.truncated(), "what was cut does not lie in the window");
        events.set(0, LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 30 * DAY_MS + 1));
        extractor.extract(LeadEvent.timeline(events, small), AS_OF, features, categories);
        assertTrue(extractor.truncated());
        assertEquals(2, features[LeadFeatureNames.index("event_count")]);
        extractor.extract(LeadEvent.timeline(), AS_OF, features, categories);
        assertFalse(extractor.truncated());
    }

    @Test
    void shouldFillEverySlotAndWriteNoFurther() {
        for (final LeadEvent[] events : new LeadEvent[][] {{}, {LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF, 4).price(9)}}) {
            Arrays.fill(features, 12_345);
            Arrays.fill(categories, 12_345);
            extractor.extract(LeadEvent.timeline(events), AS_OF, features, categories);
            for (int i = 0; i < features.length; i++) {
                assertEquals(i == LeadFeatureSchema.LENGTH, features[i] == 12_345, "slot " + i);
            }
            for (int i = 0; i < categories.length; i++) {
                assertEquals(i == LeadFeatureSchema.CATEGORICAL_LENGTH, categories[i] == 12_345, "category " + i);
            }
        }
    }

    @Test
    void shouldRefuseAVectorThatIsTooShort() {
        final Timeline three = LeadEvent.timeline(
                LeadEvent.of(EventType.PAGE_VIEW, 1), LeadEvent.of(EventType.PAGE_VIEW, 2), LeadEvent.of(EventType.PAGE_VIEW, 3));
        final float[] tooShort = new float[LeadFeatureSchema.LENGTH - 1];
        assertThrows(IllegalArgumentException.class, () -> extractor.extract(three, AS_OF, tooShort, categories));
        final int[] tooFew = new int[LeadFeatureSchema.CATEGORICAL_LENGTH - 1];
        assertThrows(IllegalArgumentException.class, () -> extractor.extract(three, AS_OF, features, tooFew));
    }

    @Test
    void shouldLetOnlyTheNewestCountThatTheOptionsAllow() {
        final LeadFeatureExtractor two =
                new LeadFeatureExtractor(new LeadFeatureOptions(30, 2, 1, 2, 3, EngagementWeights.defaults()));
        final Timeline three = LeadEvent.timeline(LeadEvent.of(EventType.PAGE_VIEW, AS_OF - 2),
                LeadEvent.of(EventType.SEARCH_QUERY, AS_OF - 1), LeadEvent.of(EventType.SEARCH_QUERY, AS_OF));
        two.extract(three, AS_OF, features, categories);
        assertTrue(two.truncated());
        assertEquals(2, features[LeadFeatureSchema.EVENT_COUNT]);
        assertEquals(EventType.SEARCH_QUERY.code(), categories[LeadFeatureSchema.PRIMARY_EVENT_TYPE]);
        two.extract(three, AS_OF - 1, features, categories);
        assertFalse(two.truncated());
        assertEquals(2, features[LeadFeatureSchema.EVENT_COUNT]);
    }
}
