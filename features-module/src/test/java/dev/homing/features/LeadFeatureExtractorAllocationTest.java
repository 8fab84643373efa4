package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeadFeatureExtractorAllocationTest {
    private static final long AS_OF = 1_790_000_000_000L;

    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final Timeline timeline = new Timeline();
    private final float[] features = new float[LeadFeatureSchema.LENGTH];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
    private float[] seen;

    @Test
    void shouldExtractWithoutAllocating() {
        fillTimeline();
        assertEquals(0, AllocationProbe.leastBytes(() -> extractor.extract(timeline, AS_OF, features, categorical)));
        assertEquals(46, features[LeadFeatureSchema.EVENT_COUNT], "nothing was extracted");
    }

    /** With every attribute, ties and more events than count. */
    @Test
    void shouldExtractWithoutAllocatingWhateverTheLeadDid() {
        final SplittableRandom random = new SplittableRandom(3);
        for (final List<LeadEvent> events : List.of(RandomLeads.large(random, AS_OF), RandomLeads.small(random, AS_OF))) {
            LeadEvent.timeline(events, timeline);
            assertEquals(0, AllocationProbe.leastBytes(() -> extractor.extract(timeline, AS_OF, features, categorical)));
        }
    }

    @Test
    void shouldSeeTheAllocationOfAVectorForEachCall() {
        fillTimeline();
        final long bytes = AllocationProbe.leastBytes(() -> {
            seen = new float[LeadFeatureSchema.LENGTH];
            extractor.extract(timeline, AS_OF, seen, categorical);
        });
        assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen.length);
    }

    /** Each type twice or more, four of them agent events, so that every branch runs. */
    private void fillTimeline() {
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            final EventType type = EventType.ofCode(1 + i % EventType.COUNT);
            events.add(LeadEvent.of(type, AS_OF - i * 10_000_000L, i % 9).price(100_000 + i * 30_000).session(i / 5).flag(i % 32)
                    .viewed(i * 3));
        }
        LeadEvent.timeline(events, timeline);
    }
}
