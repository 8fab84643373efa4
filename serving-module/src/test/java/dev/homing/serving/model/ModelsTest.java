package dev.homing.serving.model;

import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.homing.features.EngagementWeights;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.catalog.Catalog;
import dev.homing.serving.TestServer;
import dev.homing.tracking.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the memory of a model goes. */
@Timeout(60)
class ModelsTest {
    @TempDir
    private Path folder;
    private Store store;
    private Models models;

    @BeforeEach
    void open() {
        try (TestServer server = TestServer.open(folder)) {
            server.upsert(property("p1"));
        }
        store = Store.open(folder, false);
        final LeadFeatureOptions features = LeadFeatureOptions.load(folder);
        final EngagementWeights weights = features.weights();
        models = new Models(
                folder, store, new Catalog(weights).load(store), features.hash(), weights, SystemEpochClock.INSTANCE);
        List.of("m1", "m2").forEach(version -> new TestBundle(version).listing("p1", 1, 1, 0).write(folder));
    }

    @AfterEach
    void close() {
        models.close();
        store.close();
    }

    private CandidateModel active(final String version) throws ModelException {
        models.activate("default", version);
        return models.acquire("default").orElseThrow();
    }

    private static int score(final Scorer scorer, final CandidateModel model) throws ModelException {
        return scorer.factors().score(new float[model.manifest().dimensions()], 1, null);
    }

    @Test
    void shouldFreeAModelOnlyWhenNobodyUsesItAnyMore() throws ModelException {
        final CandidateModel used = active("m1");
        final Scorer scorer = used.takeScorer();
        final CandidateModel next = active("m2");
        models.poll();
        assertEquals(1, score(scorer, used), "a request that began with it ends with it");
        used.giveBack(scorer);
        used.release();
        assertEquals(1, score(scorer, used), "no request has to free it");
        models.poll();
        assertFalse(used.tryRetain());
        assertThrows(IllegalStateException.class, () -> score(scorer, used));
        next.release();
    }

    @Test
    void shouldFreeWhatServedBeforeWithTheNextSwap() throws ModelException {
        final CandidateModel used = active("m1");
        final Scorer scorer = used.takeScorer();
        active("m2").release();
        used.giveBack(scorer);
        used.release();
        active("m1").release();
        assertThrows(IllegalStateException.class, () -> score(scorer, used));
    }

    @Test
    void shouldFreeAllWhenClosed() throws ModelException {
        final CandidateModel used = active("m1");
        final Scorer scorer = used.takeScorer();
        used.giveBack(scorer);
        used.release();
        models.close();
        assertThrows(IllegalStateException.class, () -> score(scorer, used));
    }
}
