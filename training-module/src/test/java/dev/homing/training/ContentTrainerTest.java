package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.ContentEvidence;
import dev.homing.features.ContentModel;
import dev.homing.features.EngagementWeights;
import dev.homing.features.Interactions;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.codec.Timeline;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leads of two tastes, cheap and small or dear and large, on a real catalogue. */
@Timeout(60)
class ContentTrainerTest {
    private static final ContentEvidence EVIDENCE = new ContentEvidence(8, 1);
    private static final long DAY_MS = 86_400_000;
    private static final int LISTINGS = 60;
    private static final int LEADS = 60;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(23);

    @Test
    void shouldRecoverTheTasteOfWhichALeadIs() {
        try (TestStore made = fill(); RowWorkers workers = new RowWorkers(1); RowWorkers more = new RowWorkers(3)) {
            final int tenant = made.tenant("default");
            final Behaviour behaviour = Behaviour.read(made.store, tenant, Long.MAX_VALUE);
            final TenantCatalog catalog = made.catalog.tenant(tenant);
            final long asOfMs = behaviour.lastAt();
            final ContentModel model =
                    new ContentTrainer(behaviour, catalog, asOfMs, workers).train(behaviour.allEvents(), 180, 20, EVIDENCE);
            assertTrue(model.dimensions() > 1);
            final FloatBuffer vectors = new SignalTrainer(behaviour, catalog, 4, 1, 1, workers).contentVectors(model, asOfMs);
            final Interactions interactions = new Interactions(100);
            final float[] taste = new float[model.dimensions()];
            int right = 0;
            int asked = 0;
            for (int lead = 0; lead < behaviour.leadCount(); lead++) {
                // Three events are known; what the lead likes beyond them is for the model to say.
                behaviour.interactions(lead, 3, 180, new Timeline(), interactions);
                model.solver().solve(interactions, vectors, taste);
                final boolean isDear = isDear(behaviour, behaviour.listing(lead, 0));
                for (int pair = 0; pair < 20; pair++) {
                    final int one = random.nextInt(LISTINGS);
                    final int other = random.nextInt(LISTINGS);
                    if (isDear(behaviour, one) != isDear(behaviour, other)
                            && !interactions.contains(one) && !interactions.contains(other)) {
                        final boolean isFirst = score(vectors, one, taste) > score(vectors, other, taste);
                        right += isFirst == (isDear(behaviour, one) == isDear) ? 1 : 0;
                        asked++;
                    }
                }
            }
            assertTrue(asked > 200, "asked=" + asked);
            assertTrue(right > 0.95 * asked, "right=" + right + " of " + asked);
            assertArrayEquals(model.encode().array(), new ContentTrainer(behaviour, catalog, asOfMs, more)
                    .train(behaviour.allEvents(), 180, 20, EVIDENCE).encode().array(), "the same whatever the threads");
        }
    }

    @Test
    void shouldLearnOfEventsThatAreKeptAlone() {
        try (TestStore made = fill(); RowWorkers workers = new RowWorkers(1)) {
            final int tenant = made.tenant("default");
            final Behaviour behaviour = Behaviour.read(made.store, tenant, Long.MAX_VALUE);
            final ContentTrainer trainer =
                    new ContentTrainer(behaviour, made.catalog.tenant(tenant), behaviour.lastAt(), workers);
            final ContentModel none = trainer.train(new int[behaviour.leadCount()], 180, 20, EVIDENCE);
            final float[] taste = new float[none.dimensions()];
            none.solver().solve(new Interactions(1), FloatBuffer.allocate(LISTINGS * none.dimensions()), taste);
            assertArrayEquals(new float[none.dimensions()], taste, "there is no taste of the average lead");
        }
    }

    @Test
    void shouldKnowNothingWithoutAttributes() {
        final Behaviour behaviour = TestBehaviour.random(10, 5, 3, 1);
        try (RowWorkers workers = new RowWorkers(1)) {
            final ContentModel model =
                    new ContentTrainer(behaviour, new Catalog(EngagementWeights.defaults()).tenant(0), 1, workers)
                            .train(behaviour.allEvents(), 180, 20, EVIDENCE);
            assertEquals(1, model.dimensions());
            assertArrayEquals(ContentTrainer.nothing().encode().array(), model.encode().array());
        }
    }

    private static boolean isDear(final Behaviour behaviour, final int listing) {
        return Integer.parseInt(behaviour.listingIds().get(listing).substring(1)) % 2 == 1;
    }

    private static double score(final FloatBuffer vectors, final int listing, final float[] taste) {
        double sum = 0;
        for (int j = 0; j < taste.length; j++) {
            sum += (double) vectors.get(listing * taste.length + j) * taste[j];
        }
        return sum;
    }

    private TestStore fill() {
        final TestStore made = new TestStore(folder);
        final int tenant = made.tenant("default");
        for (int number = 0; number < LISTINGS; number++) {
            final boolean isDear = number % 2 == 1;
            made.list(tenant, "p" + number, 0, (isDear ? 900_000 : 150_000) * random.nextDouble(0.8, 1.2),
                    isDear ? 4 + random.nextInt(2) : 1 + random.nextInt(2), PropertyStatus.ACTIVE, "area" + number % 5);
        }
        for (int lead = 0; lead < LEADS; lead++) {
            for (int event = 0; event < 6; event++) {
                made.record(tenant, EventType.PROPERTY_LIKE, "lead" + lead,
                        "p" + (random.nextInt(LISTINGS / 2) * 2 + lead % 2), (1 + event) * DAY_MS);
            }
        }
        return made;
    }
}
