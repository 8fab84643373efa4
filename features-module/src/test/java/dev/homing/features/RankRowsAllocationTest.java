package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.Listing;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a timeline to the ranker's rows: what a request does between reading and ranking. */
class RankRowsAllocationTest {
    private static final Signal[] SIGNALS = Signal.values();
    private static final int[] FIRST_FOUR = {0, 1, 2, 3};
    private static final PopularityView POPULARITY = (ordinal, horizon) -> ordinal;

    private final EngagementWeights weights = EngagementWeights.defaults();
    private final SignalFixture fixture = new SignalFixture(4);
    private final Timeline timeline = new Timeline();
    private final TenantCatalog catalog = Listing.catalog(SignalFixture.LISTINGS);
    private Object seen;

    @Test
    void shouldSolveAndFillWithoutAllocating() {
        fillTimeline();
        final LeadSignals signals = new LeadSignals(fixture.model, weights);
        final RankRows rows = new RankRows(weights, 4);
        assertEquals(0, AllocationProbe.leastBytes(() -> work(signals, rows)));
        assertTrue(rows.columns()[RankColumn.PRICE_GAP.ordinal()][0] != 0, "nothing was filled");
    }

    @Test
    void shouldSeeTheAllocationOfRowsThatAllocate() {
        fillTimeline();
        final LeadSignals signals = new LeadSignals(fixture.model, weights);
        final RankRows rows = new RankRows(weights, 4);
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
        rows.fill(FIRST_FOUR, FIRST_FOUR.length);
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
