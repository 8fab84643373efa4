package dev.homing.features;

import static dev.homing.features.EntityStore.AS_OF;
import static dev.homing.features.EntityStore.DAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Activity;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.ActivityScan;
import dev.homing.tracking.store.EventScan.By;
import dev.homing.tracking.store.LeadRoots;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extraction alone: reading makes an iterator, which RocksDB's binding allocates. */
class EntityFeaturesAllocationTest {
    @TempDir
    Path folder;

    private final Activity activity = new Activity();
    private final PropertyFeatureExtractor properties = new PropertyFeatureExtractor(EngagementWeights.defaults());
    private final AgentFeatureExtractor agents = new AgentFeatureExtractor();
    private final float[] features = new float[PropertyFeatureSchema.LENGTH];
    private EntityStore market;
    private TenantCatalog catalog;
    private LeadRoots roots;
    private float[] seen;

    @BeforeEach
    void fill() {
        market = new EntityStore(folder);
        for (int i = 0; i < 8; i++) {
            market.offer(Offer.of(i == 0 ? "p" : "p" + i, AS_OF - 10 * DAY).price(100 + i));
        }
        for (int i = 0; i < 46; i++) {
            market.record(Happening.of(EventType.ofCode(1 + i % EventType.COUNT), AS_OF - i * DAY / 4, "lead" + i % 9).agent("a")
                    .seconds(i).mark(1 + i % 10).flags(i % 4 == 1 ? TimelineRecord.SWIPE_RIGHT_FLAG : 0));
        }
        market.merge("lead1", "lead2");
        catalog = market.catalog.tenant(market.tenant);
        roots = market.store.leads().roots(market.tenant);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void shouldExtractAPropertyWithoutAllocating() {
        read(By.PROPERTY, "p");
        assertEquals(0, AllocationProbe.leastBytes(() -> properties.extract(activity, roots, catalog, 0, AS_OF, features)));
        assertEquals(8, features[PropertyFeatureSchema.DISTINCT_LEADS], "nothing was extracted");
        assertEquals(100 / 103.5f, features[PropertyFeatureSchema.PRICE_TO_AREA_MEDIAN], "nothing was compared");
    }

    @Test
    void shouldExtractAnAgentWithoutAllocating() {
        read(By.AGENT, "a");
        assertEquals(0, AllocationProbe.leastBytes(() -> agents.extract(activity, roots, AS_OF, features)));
        assertEquals(8, features[AgentFeatureSchema.LEAD_COUNT], "nothing was extracted");
    }

    @Test
    void shouldSeeTheAllocationOfAVectorForEachCall() {
        read(By.PROPERTY, "p");
        final long bytes = AllocationProbe.leastBytes(() -> {
            seen = new float[PropertyFeatureSchema.LENGTH];
            properties.extract(activity, roots, catalog, 0, AS_OF, seen);
        });
        assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen.length);
    }

    private void read(final By by, final String id) {
        new ActivityScan(market.store).read(market.tenant, by, EntityStore.utf8(id), -1, AS_OF, activity);
        assertEquals(46, activity.count());
    }
}
