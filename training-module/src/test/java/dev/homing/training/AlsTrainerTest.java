package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.FoldIn;
import dev.homing.features.FoldInParameters;
import dev.homing.features.Interactions;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AlsTrainerTest {
    private static final FoldInParameters PARAMETERS = new FoldInParameters(0.1f, 0.05f, 0.7f, 365);
    private static final int DIMENSIONS = 8;
    private static final int ENOUGH_STEPS = 30;

    @Test
    void shouldLowerTheObjectiveInEveryIteration() {
        final DenseAls dense = new DenseAls(TestBehaviour.matrix(TestBehaviour.random(50, 70, 10, 1)), PARAMETERS, DIMENSIONS);
        double before = dense.objective(toDouble(train(dense.matrix, 0, 42, 1)));
        final double first = before;
        for (int iterations = 1; iterations <= 8; iterations++) {
            final double objective = dense.objective(toDouble(train(dense.matrix, iterations, 42, 1)));
            assertTrue(objective <= before * (1 + 1e-6), "iteration " + iterations + ": " + objective + " after " + before);
            before = objective;
        }
        assertTrue(before < 0.8 * first, before + " after " + first);
    }

    @Test
    void shouldAgreeWithADenseSolverInDoublePrecision() {
        final DenseAls dense = new DenseAls(TestBehaviour.matrix(TestBehaviour.random(30, 40, 8, 2)), PARAMETERS, DIMENSIONS);
        double[][] expected = toDouble(train(dense.matrix, 0, 42, 1));
        for (int iterations = 1; iterations <= 4; iterations++) {
            expected = dense.iterate(expected);
            final double[][] trained = toDouble(train(dense.matrix, iterations, ENOUGH_STEPS, 42, 1));
            for (int listing = 0; listing < expected.length; listing++) {
                assertArrayEquals(expected[listing], trained[listing], 2e-3, "iteration " + iterations + ", listing " + listing);
            }
        }
    }

    /** What is kept of the products from step to step must not drift away from what the vectors are. */
    @Test
    void shouldStillAgreeAfterManyIterations() {
        final DenseAls dense = new DenseAls(TestBehaviour.matrix(TestBehaviour.random(30, 40, 8, 2)), PARAMETERS, DIMENSIONS);
        double[][] expected = toDouble(train(dense.matrix, 300, ENOUGH_STEPS, 42, 1));
        final double trained = dense.objective(expected);
        for (int iterations = 0; iterations < 3; iterations++) {
            expected = dense.iterate(expected);
        }
        assertEquals(dense.objective(expected), trained, 1e-5 * trained);
    }

    @Test
    void shouldLoseNextToNothingByFewSteps() {
        final DenseAls dense = new DenseAls(TestBehaviour.matrix(TestBehaviour.random(60, 90, 12, 5)), PARAMETERS, DIMENSIONS);
        final double exact = dense.objective(toDouble(train(dense.matrix, 16, ENOUGH_STEPS, 42, 1)));
        final double trained = dense.objective(toDouble(train(dense.matrix, 16, 42, 1)));
        assertEquals(exact, trained, 5e-3 * exact);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 12})
    void shouldAgreeWhateverTheNumberOfDimensions(final int dimensions) {
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(20, 9, 8, 7));
        final DenseAls dense = new DenseAls(matrix, PARAMETERS, dimensions);
        try (RowWorkers workers = new RowWorkers(2)) {
            final float[] start = new AlsTrainer(PARAMETERS, dimensions, 0, 42, workers).train(matrix, iteration -> { });
            final float[] trained =
                    new AlsTrainer(PARAMETERS, dimensions, 1, ENOUGH_STEPS, 42, workers).train(matrix, iteration -> { });
            final double[][] expected = dense.iterate(toDouble(start, dimensions));
            for (int i = 0; i < trained.length; i++) {
                assertEquals(expected[i / dimensions][i % dimensions], trained[i], 2e-3, "i=" + i);
            }
        }
    }

    @Test
    void shouldDependOnTheSeedAndNotOnTheNumberOfThreads() {
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(300, 500, 10, 3));
        final float[] expected = train(matrix, 3, 42, 1);
        assertArrayEquals(expected, train(matrix, 3, 42, 1));
        assertArrayEquals(expected, train(matrix, 3, 42, 2));
        assertArrayEquals(expected, train(matrix, 3, 42, 3));
        assertFalse(Arrays.equals(expected, train(matrix, 3, 43, 1)));
    }

    @Test
    void shouldRecommendWithinThePlantedCluster() {
        final int clusters = 4;
        final int listingsEach = 15;
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.clusters(clusters, listingsEach, 40, 9, 4));
        try (RowWorkers workers = new RowWorkers(2)) {
            final AlsTrainer trainer = new AlsTrainer(PARAMETERS, DIMENSIONS, 10, 42, workers);
            final float[] listings = trainer.train(matrix, iteration -> { });
            final FoldIn.Solver solver = trainer.foldIn(listings).solver();
            final float[] lead = new float[DIMENSIONS];
            for (int cluster = 0; cluster < clusters; cluster++) {
                final int[] liked = {cluster, cluster + clusters, cluster + 2 * clusters};
                assertTrue(solver.solve(interactions(clusters * listingsEach, liked), lead));
                final List<Integer> best = best(listings, lead, liked, 10);
                for (final int listing : best) {
                    assertEquals(cluster, listing % clusters, "of another cluster than what was liked: " + best);
                }
            }
        }
    }

    @Test
    void shouldLeaveListingsWithoutInteractionsAtZeroAndUnknown() {
        final InteractionMatrix matrix =
                TestBehaviour.matrix(TestBehaviour.likes(4, new int[] {0, 2}, new int[] {2}, new int[] {0}));
        try (RowWorkers workers = new RowWorkers(1)) {
            final AlsTrainer trainer = new AlsTrainer(PARAMETERS, DIMENSIONS, 3, 42, workers);
            final float[] listings = trainer.train(matrix, iteration -> { });
            final FoldIn foldIn = trainer.foldIn(listings);
            for (int listing = 0; listing < 4; listing++) {
                assertEquals(listing % 2 == 0, foldIn.knows(listing), "listing " + listing);
            }
            assertArrayEquals(new float[DIMENSIONS], Arrays.copyOfRange(listings, DIMENSIONS, 2 * DIMENSIONS));
        }
    }

    @Test
    void shouldTellOfEveryIteration() {
        final List<Integer> told = new ArrayList<>();
        try (RowWorkers workers = new RowWorkers(1)) {
            new AlsTrainer(PARAMETERS, 2, 3, 42, workers)
                    .train(TestBehaviour.matrix(TestBehaviour.likes(1, new int[] {0})), told::add);
        }
        assertEquals(List.of(1, 2, 3), told);
    }

    @Test
    void shouldTrainOnNothing() {
        assertEquals(0, train(TestBehaviour.matrix(TestBehaviour.likes(0)), 2, 42, 2).length);
        assertArrayEquals(new float[3 * DIMENSIONS], train(TestBehaviour.matrix(TestBehaviour.likes(3)), 2, 42, 2));
    }

    private static float[] train(final InteractionMatrix matrix, final int iterations, final long seed, final int threads) {
        return train(matrix, iterations, AlsTrainer.STEPS, seed, threads);
    }

    private static float[] train(
            final InteractionMatrix matrix, final int iterations, final int steps, final long seed, final int threads) {
        try (RowWorkers workers = new RowWorkers(threads)) {
            return new AlsTrainer(PARAMETERS, DIMENSIONS, iterations, steps, seed, workers).train(matrix, iteration -> { });
        }
    }

    private static double[][] toDouble(final float[] rows) {
        return toDouble(rows, DIMENSIONS);
    }

    private static double[][] toDouble(final float[] rows, final int dimensions) {
        final double[][] result = new double[rows.length / dimensions][dimensions];
        for (int i = 0; i < rows.length; i++) {
            result[i / dimensions][i % dimensions] = rows[i];
        }
        return result;
    }

    private static Interactions interactions(final int listings, final int[] liked) {
        return TestBehaviour.likes(listings, liked).interactions(0, liked.length, 365, new Timeline(), new Interactions(512));
    }

    private static List<Integer> best(final float[] listings, final float[] lead, final int[] without, final int count) {
        final List<Integer> best = new ArrayList<>();
        IntStream.range(0, listings.length / DIMENSIONS)
                .filter(listing -> Arrays.stream(without).noneMatch(other -> other == listing))
                .boxed()
                .sorted((a, b) -> Double.compare(product(listings, b, lead), product(listings, a, lead)))
                .limit(count)
                .forEach(best::add);
        return best;
    }

    private static double product(final float[] listings, final int listing, final float[] lead) {
        double sum = 0;
        for (int j = 0; j < DIMENSIONS; j++) {
            sum += (double) listings[listing * DIMENSIONS + j] * lead[j];
        }
        return sum;
    }
}
