package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a timeline to a lead's vector: what a request does between reading and scoring. */
class FoldInAllocationTest {
    private static final int DIMENSIONS = 16;
    private static final int LISTINGS = 100;

    private final EngagementWeights weights = EngagementWeights.defaults();
    private final Timeline timeline = new Timeline();
    private final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    private final float[] x = new float[DIMENSIONS];
    private Object seen;

    @Test
    void shouldCollectAndSolveWithoutAllocating() {
        final FloatBuffer vectors = ByteBuffer.allocateDirect(LISTINGS * DIMENSIONS * Float.BYTES)
                .order(ByteOrder.nativeOrder()).asFloatBuffer();
        for (int i = 0; i < vectors.capacity(); i++) {
            vectors.put(i, (float) Math.sin(i));
        }
        final FoldIn.Solver solver =
                new FoldIn(new FoldInParameters(0.1f, 0.1f, 1, 30), vectors, LISTINGS, DIMENSIONS).solver();
        fillTimeline();
        assertEquals(0, AllocationProbe.leastBytes(() -> {
            interactions.collect(timeline, weights, 30);
            solver.solve(interactions, x);
        }));
        assertTrue(x[0] != 0, "nothing was solved");
    }

    @Test
    void shouldSeeTheAllocationOfACollectionThatAllocates() {
        fillTimeline();
        final long bytes = AllocationProbe.leastBytes(() ->
                seen = new Interactions(8).collect(timeline, weights, 30));
        assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
    }

    private void fillTimeline() {
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(LeadEvent.of(EventType.PROPERTY_VIEW, i * 1_000_000L, i * 13));
        }
        LeadEvent.timeline(events, timeline);
    }
}
