package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.Listing;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a timeline to the ranker's rows: what a request does between reading and ranking. */
class RankRowsAllocationTest {
    private static final Signal[] SIGNALS = Signal.values();
    private static final PopularityView POPULARITY = (ordinal, horizon) -> ordinal;

    private final EngagementWeights weights = EngagementWeights.defaults();
    private final SignalFixture fixture = new SignalFixture(4);
    private final Timeline timeline = new Timeline();
    private final TenantCatalog catalog = Listing.catalog(SignalFixture.LISTINGS);
    private final FloatBuffer into = ByteBuffer.allocateDirect(4 * RankColumn.COUNT * Float.BYTES)
            .order(ByteOrder.nativeOrder()).asFloatBuffer();
    private Object seen;

    @Test
    void shouldSolveAndFillWithoutAllocating() {
        fillTimeline();
        final LeadSignals signals = new LeadSignals(fixture.model, weights);
        final RankRows rows = new RankRows(weights);
        assertEquals(0, AllocationProbe.leastBytes(() -> work(signals, rows)));
        assertTrue(into.get(RankColumn.PRICE_GAP.ordinal()) != 0, "nothing was filled");
    }

    @Test
    void shouldSeeTheAllocationOfRowsThatAllocate() {
        fillTimeline();
        final LeadSignals signals = new LeadSignals(fixture.model, weights);
        final RankRows rows = new RankRows(weights);
        final long bytes = AllocationProbe.leastBytes(() -> {
            work(signals, rows);
            seen = new float[1];
        });
        assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
    }

    private void work(final LeadSignals signals, final RankRows rows) {
        signals.solve(timeline);
        rows.begin(signals, timeline, POPULARITY, catalog, 1_000_000_000, 1_000_000_000);
        for (final Signal signal : SIGNALS) {
            rows.top(signal, 1);
        }
        rows.top(PopularityHorizon.WEEK, 50);
        for (int i = 0; i < 4; i++) {
            rows.fill(i, into, i * RankColumn.COUNT);
        }
    }

    private void fillTimeline() {
        new Listing().at(0, 0).price(300_000).area(3).position(47, -122).addTo(catalog, 0);
        new Listing().at(1, 0).price(200_000).area(3).position(47, -122).addTo(catalog, 0);
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(LeadEvent.of(EventType.PROPERTY_VIEW, i * 1_000_000L, i * 7)
                    .price(250_000).area(i % 3).position(47, -122));
        }
        LeadEvent.timeline(events, timeline);
    }
}
