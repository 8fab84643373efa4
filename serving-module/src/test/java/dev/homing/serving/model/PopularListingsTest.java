package dev.homing.serving.model;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.EngagementWeights;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.PopularityNow;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.tracking.codec.Timeline;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PopularListingsTest {
    private static final int COUNT = PopularityHorizon.MORE_CANDIDATES + Timeline.DEFAULT_MAX_LEAD_EVENTS + 50;

    @TempDir
    private Path folder;
    private TestServer server;
    private TenantCatalog properties;

    @BeforeEach
    void fill() {
        server = TestServer.open(folder);
        for (int from = 0; from < COUNT; from += 500) {
            final BatchUpsertPropertiesRequest.Builder listings = BatchUpsertPropertiesRequest.newBuilder();
            IntStream.range(from, Math.min(COUNT, from + 500)).forEach(i -> listings.addRequests(
                    UpsertPropertyRequest.newBuilder().setEffectiveAt(seconds(1_600_000_000))
                            .setProperty(property("p" + i).setListedAt(seconds(1_600_000_000)))));
            server.catalog().batchUpsertProperties(listings.build());
        }
        properties = new Catalog(EngagementWeights.defaults()).load(server.engine().store())
                .tenant(server.engine().store().tenant("default"));
        assertEquals(COUNT, properties.propertyCount());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldKeepTheMostPopularOfEachHorizonApart() {
        final PopularListings popular = new PopularListings(properties, (ordinal, horizon) ->
                ordinal % PopularityHorizon.COUNT == horizon.ordinal() && ordinal < 15 ? 1 + ordinal : 0, ordinal -> true);
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            final int first = horizon.ordinal();
            assertArrayEquals(new int[] {first + 10, first + 5, first}, popular.by(horizon), horizon.name());
        }
    }

    @Test
    void shouldHaveNoneThatNobodyLookedAtOrThatAreHidden() {
        final PopularListings popular = new PopularListings(properties, (ordinal, horizon) -> ordinal < 4 ? ordinal : 0,
                ordinal -> ordinal != 2);
        assertArrayEquals(new int[] {3, 1}, popular.by(PopularityHorizon.WEEK));
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            assertEquals(0, new PopularListings(properties, (ordinal, any) -> 0, ordinal -> true).by(horizon).length);
        }
    }

    @Test
    void shouldOrderThemByLogarithmsAsByValues() {
        final long nowMs = 1_700_000_000_000L;
        for (int i = 0; i < 30; i++) {
            // Some of long ago have faded to nothing, others are just as popular as each other.
            server.track(event(EventType.PROPERTY_LIKE, "ann", "p" + 11 * i).setOccurredAt(seconds(
                    1_700_000_000 - (i % 3 == 0 ? 80_000_000L : 40_000L * (i % 10)))));
        }
        final TenantCatalog now = new Catalog(EngagementWeights.defaults()).load(server.engine().store())
                .tenant(server.engine().store().tenant("default"));
        final PopularityNow view = new PopularityNow(now, nowMs);
        final PopularListings byLogarithm = new PopularListings(now, view, ordinal -> ordinal % 2 == 0);
        final PopularListings byValue = new PopularListings(
                now, (ordinal, horizon) -> view.value(ordinal, horizon), ordinal -> ordinal % 2 == 0);
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            assertArrayEquals(byValue.by(horizon), byLogarithm.by(horizon), horizon.name());
        }
        assertEquals(10, byLogarithm.by(PopularityHorizon.HOURS).length, "those that have not faded");
        assertEquals(15, byLogarithm.by(PopularityHorizon.EVER).length);
    }

    @Test
    void shouldKeepEnoughForALeadWhoHasSeenThemAll() {
        final PopularListings popular = new PopularListings(properties, (ordinal, horizon) -> 1 + ordinal, ordinal -> true);
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            final int[] kept = popular.by(horizon);
            assertTrue(kept.length >= PopularityHorizon.MORE_CANDIDATES + Timeline.DEFAULT_MAX_LEAD_EVENTS, horizon.name());
            assertEquals(COUNT - 1, kept[0]);
            assertEquals(kept.length, Arrays.stream(kept).distinct().count());
        }
    }
}
