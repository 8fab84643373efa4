package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.FoldInParameters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FactorisationQualityTest {
    private static final int DIMENSIONS = 6;

    private final FoldInParameters parameters = new FoldInParameters(0.1f, 0.05f, 0.7f, 365);
    private final SyntheticInteractions interactions = new SyntheticInteractions(80, 50, 700, 5);

    @Test
    void shouldFindTheObjectiveOfADenseReference() {
        final double[][] rows = new double[50][DIMENSIONS];
        final float[] vectors = train(3);
        for (int i = 0; i < vectors.length; i++) {
            rows[i / DIMENSIONS][i % DIMENSIONS] = vectors[i];
        }
        final double expected = new DenseAls(interactions.matrix(), parameters, DIMENSIONS).objective(rows);
        assertEquals(expected, measure(vectors).objective(), 1e-4 * expected);
    }

    @Test
    void shouldFindTrainedVectorsBetterThanTheirStart() {
        assertTrue(measure(train(8)).ndcg() > measure(train(0)).ndcg() + 0.05);
    }

    /** All listings alike: the one asked for comes last, behind more than the list is long. */
    @Test
    void shouldNotLiveFromTies() {
        final SyntheticInteractions many = new SyntheticInteractions(80, 50_000, 700, 5);
        final float[] vectors = new float[50_000 * DIMENSIONS];
        Arrays.fill(vectors, 0.1f);
        assertEquals(0, measure(many, vectors).ndcg());
    }

    private FactorisationQuality.Found measure(final float[] vectors) {
        return measure(interactions, vectors);
    }

    private FactorisationQuality.Found measure(final SyntheticInteractions of, final float[] vectors) {
        try (RowWorkers workers = new RowWorkers(2)) {
            return new FactorisationQuality(of, parameters, DIMENSIONS, workers).measure(vectors);
        }
    }

    private float[] train(final int iterations) {
        try (RowWorkers workers = new RowWorkers(2)) {
            return new AlsTrainer(parameters, DIMENSIONS, iterations, 42, workers).train(interactions.matrix(), iteration -> { });
        }
    }
}
