package dev.homing.serving.recommend;

import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.EngagementWeights;
import dev.homing.features.HotTimelines;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.catalog.Catalog;
import dev.homing.serving.TestServer;
import dev.homing.serving.latency.LatencyRecorder;
import dev.homing.serving.lead.StatedPreferences;
import dev.homing.serving.lead.Timelines;
import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.ModelException;
import dev.homing.serving.model.Models;
import dev.homing.serving.model.TestBundle;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecentLeadsTest {
    @TempDir
    private Path folder;
    private Store store;
    private Models models;
    private RecentLeads recent;
    private LatencyRecorder latency;

    @BeforeEach
    void open() {
        try (TestServer server = TestServer.open(folder)) {
            server.upsert(property("p1"));
        }
        store = Store.open(folder, false);
        final LeadFeatureOptions features = LeadFeatureOptions.load(folder);
        final EngagementWeights weights = features.weights();
        final Catalog catalog = new Catalog(weights).load(store);
        latency = new LatencyRecorder();
        models = new Models(folder, store, catalog, features.hash(), weights, SystemEpochClock.INSTANCE);
        final HotTimelines hot = new HotTimelines(1 << 20, Timeline.DEFAULT_MAX_LEAD_EVENTS, Timeline.DEFAULT_MAX_AGENT_EVENTS);
        recent = new RecentLeads(
                new QueryReader(catalog, new TenantRules(folder, Map.of()), new StatedPreferences(store),
                        SystemEpochClock.INSTANCE),
                new Timelines(store, hot),
                new Recommender(catalog, models, latency, weights, SystemEpochClock.INSTANCE, task -> { }), latency);
        List.of("m1", "m2").forEach(version -> new TestBundle(version).listing("p1", 1, 1, 0).write(folder));
    }

    @AfterEach
    void close() {
        models.close();
        store.close();
    }

    @Test
    void shouldKeepTheNewestLeadsOfEachTenant() {
        for (int i = 0; i < RecentLeads.KEPT + 10; i++) {
            recent.note(7, bytes("lead-" + i));
        }
        recent.note(8, bytes("ann"));
        recent.note(Store.NO_TENANT, bytes("nobody"));
        recent.note(Store.MAX_TENANTS, bytes("nobody"));
        final Set<String> expected = new TreeSet<>();
        for (int i = 10; i < RecentLeads.KEPT + 10; i++) {
            expected.add("lead-" + i);
        }
        assertEquals(expected, leads(7));
        assertEquals(new TreeSet<>(List.of("ann")), leads(8));
        assertEquals(new TreeSet<>(), leads(9));
    }

    @Test
    void shouldAskAModelOfEachOfThemBeforeItServes() throws ModelException {
        models.rehearseWith(recent);
        models.activate("default", "m1");
        assertEquals(0, latency.summaries().size(), "nobody has asked yet");
        final int tenant = store.tenant("default");
        List.of("ann", "bob", "cid").forEach(lead -> recent.note(tenant, bytes(lead)));
        final List<String> serving = new ArrayList<>();
        models.rehearseWith((number, model) -> {
            recent.run(number, model);
            serving.add(models.activeVersion("default") + " while " + model.manifest().version() + " is asked");
        });
        models.activate("default", "m2");
        assertEquals(List.of("m1 while m2 is asked"), serving);
        assertEquals("stage/rehearsal 3",
                latency.summaries().get(0).getName() + " " + latency.summaries().get(0).getCount());
        assertEquals(1, latency.summaries().size(), "the stages of Recommend are of requests alone");
    }

    @Test
    void shouldNotServeAModelThatCannotAnswer() throws Exception {
        models.activate("default", "m1");
        final List<CandidateModel> asked = new ArrayList<>();
        models.rehearseWith((tenant, model) -> {
            asked.add(model);
            throw TestBundle.unusable("it is out of order");
        });
        final ModelException refusal = assertThrows(
                ModelException.class, () -> models.activate("default", "m2"));
        assertEquals("model m2 cannot answer what was asked lately: it is out of order", refusal.getMessage());
        assertFalse(refusal.isMissing());
        Files.writeString(TestBundle.models(folder).resolve("ACTIVE"), "m2\n");
        models.poll();
        assertEquals("m1", models.activeVersion("default"), "nor where training made it active");
        assertEquals(2, asked.size());
        assertTrue(asked.stream().noneMatch(CandidateModel::tryRetain), "it is freed");
    }

    private Set<String> leads(final int tenant) {
        final Set<String> leads = new TreeSet<>();
        recent.of(tenant).forEach(lead -> leads.add(new String(lead, StandardCharsets.UTF_8)));
        return leads;
    }

    private static byte[] bytes(final String lead) {
        return lead.getBytes(StandardCharsets.UTF_8);
    }
}
