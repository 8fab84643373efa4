package dev.homing.serving.recommend;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.homing.features.EngagementWeights;
import dev.homing.features.HotTimelines;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.catalog.Catalog;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.serving.TestServer;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.lead.StatedPreferences;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.TestBundle;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Store;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one list costs in memory: the answer, and what ONNX Runtime and protobuf allocate for themselves. */
@Timeout(60)
class RecommenderAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LISTINGS = 400;
    private static final int EVENTS = 20;
    private static final int WARM_UP_CALLS = 2_000;
    private static final int WINDOWS = 5;
    private static final int WINDOW_CALLS = 200;
    /** Of a list of 20; twice what was measured. */
    private static final long MOST_BYTES = 12 << 10;
    private static final int[] NOTHING_ELSE = {};
    private static final byte[] ANN = "ann".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;
    private Store store;
    private Models models;
    private Recommender recommender;
    private QueryReader reader;
    private final Timeline timeline = new Timeline();
    private RecommendResponse last;
    private Object seen;

    @BeforeEach
    void open() throws ModelException {
        final TestBundle bundle = new TestBundle("m1");
        try (TestServer server = TestServer.open(folder)) {
            for (int i = 0; i < LISTINGS; i++) {
                server.upsert(property("p" + i));
                bundle.listing("p" + i, i, (float) Math.cos(i * 0.01), (float) Math.sin(i * 0.01));
            }
            for (int i = 0; i < EVENTS; i++) {
                server.track(like("ann", "p" + i).setEventId("e" + i).setOccurredAt(seconds(1_700_000_000 + i)));
            }
        }
        bundle.write(folder);
        store = Store.open(folder, false);
        final LeadFeatureOptions features = LeadFeatureOptions.load(folder);
        final EngagementWeights weights = features.weights();
        final Catalog catalog = new Catalog(weights).load(store);
        models = new Models(folder, store, catalog, features.hash(), weights, SystemEpochClock.INSTANCE);
        models.activate("default", "m1");
        recommender = new Recommender(
                catalog, models, new LatencyRecorder(), weights, SystemEpochClock.INSTANCE, task -> { });
        reader = new QueryReader(
                catalog, new TenantRules(folder, Map.of()), new StatedPreferences(store), SystemEpochClock.INSTANCE);
        new Timelines(store, new HotTimelines(
                1 << 20, Timeline.DEFAULT_MAX_LEAD_EVENTS, Timeline.DEFAULT_MAX_AGENT_EVENTS))
                .read(store.tenant("default"), new UnsafeBuffer(ANN), timeline);
        assertEquals(EVENTS, timeline.leadCount());
    }

    @AfterEach
    void close() {
        models.close();
        store.close();
    }

    @Test
    void shouldAllocateAFewKilobytesForAList() throws ModelException {
        final long bytes = leastBytes(0);
        assertEquals(RecommendationSource.MODEL, last.getSource());
        assertEquals(20, last.getRecommendationsCount());
        assertTrue(bytes <= MOST_BYTES, "bytes=" + bytes);
    }

    @Test
    void shouldSeeWhatIsAllocatedBesideTheAnswer() throws ModelException {
        final int more = 8 << 10;
        final long without = leastBytes(0);
        final long with = leastBytes(more);
        assertTrue(with - without >= more / 2, "with=" + with + ", without=" + without + ", last=" + seen);
    }

    /** Bytes a call of the thriftiest of several windows: a compiler may add to one, and never takes from one. */
    private long leastBytes(final int more) throws ModelException {
        final RecommendRequest request = RecommendRequest.newBuilder().setLeadId("ann").setLimit(20).build();
        final int tenant = store.tenant("default");
        long least = Long.MAX_VALUE;
        for (int window = -1; window < WINDOWS; window++) {
            final int calls = window < 0 ? WARM_UP_CALLS : WINDOW_CALLS;
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                last = recommender.recommend(reader.read(tenant, request, ANN, System.nanoTime()), timeline, NOTHING_ELSE);
                if (more > 0) {
                    seen = new byte[more];
                }
            }
            least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / calls);
        }
        return least;
    }
}
