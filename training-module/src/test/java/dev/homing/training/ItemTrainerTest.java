package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.ItemWeights;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ItemTrainerTest {
    private static final int GROUP = 5;

    @Test
    void shouldLearnWhatASlowEaseLearns() {
        final Behaviour behaviour = TestBehaviour.random(25, 60, 7, 3);
        final InteractionMatrix matrix = TestBehaviour.matrix(behaviour).power(0.5);
        try (RowWorkers workers = new RowWorkers(2)) {
            final ItemWeights items = ItemWeights.of(new ItemTrainer(20, workers).train(matrix));
            final double[][] expected = ease(matrix, IntStream.range(0, 25).toArray(), 20);
            for (int i = 0; i < 25; i++) {
                for (int j = 0; j < 25; j++) {
                    assertEquals(i == j ? 0 : expected[i][j], items.weight(i, j), 1e-5, "from " + i + " to " + j);
                }
            }
        }
    }

    @Test
    void shouldSayNothingOfWhatOneLeadAloneMet() {
        final Behaviour behaviour = TestBehaviour.likes(4, new int[] {0, 1, 2}, new int[] {0, 1});
        try (RowWorkers workers = new RowWorkers(1)) {
            final ItemWeights items =
                    ItemWeights.of(new ItemTrainer(1, workers).train(TestBehaviour.matrix(behaviour)));
            assertTrue(items.weight(0, 1) > 0);
            assertEquals(0, items.weight(0, 2));
            assertEquals(0, items.weight(2, 0));
            assertEquals(2, items.size());
        }
    }

    @Test
    void shouldLearnTheSameFromCompanionsAloneWhereTheyAreAllThereAre() {
        // Too many listings for a dense inverse; those of a group are never met with those of others.
        final int groups = ItemTrainer.DENSE_LISTINGS / GROUP + 1;
        final SplittableRandom random = new SplittableRandom(4);
        final int[][] leads = new int[groups * 3][];
        for (int lead = 0; lead < leads.length; lead++) {
            final int first = lead % groups * GROUP;
            leads[lead] = lead < 2 * groups ? IntStream.range(first, first + GROUP).toArray()
                    : random.ints(3, first, first + GROUP).toArray();
        }
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.likes(groups * GROUP, leads));
        try (RowWorkers workers = new RowWorkers(2)) {
            final ItemWeights items = ItemWeights.of(new ItemTrainer(3, workers).train(matrix));
            for (int group = 0; group < groups; group += 97) {
                final int first = group * GROUP;
                final double[][] expected = ease(matrix, IntStream.range(first, first + GROUP).toArray(), 3);
                for (int i = 0; i < GROUP; i++) {
                    for (int j = 0; j < GROUP; j++) {
                        assertEquals(i == j ? 0 : expected[i][j], items.weight(first + i, first + j), 1e-4);
                    }
                    assertEquals(0, items.weight(first + i, (first + GROUP) % (groups * GROUP)), "another group");
                }
            }
        }
    }

    @Test
    void shouldLearnTheSameWhereThereIsNoRoomForTheProductsOfListings() {
        // Some listings are met by one lead alone, and are companions all the same.
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(90, 50, 8, 6)).power(0.5);
        try (RowWorkers workers = new RowWorkers(2)) {
            final byte[] all = new ItemTrainer(5, 0, 8, Long.MAX_VALUE, workers).train(matrix).array();
            assertArrayEquals(all, new ItemTrainer(5, 0, 8, 0, workers).train(matrix).array());
            assertFalse(Arrays.equals(all, new ItemTrainer(5, 0, 9, 0, workers).train(matrix).array()), "nine companions");
        }
    }

    @Test
    void shouldSayWhatIsLostByKeepingTheLargestWeights() {
        // Every listing has more than 50 others, and all of them weigh something.
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(500, 400, 60, 6)).power(0.5);
        try (RowWorkers workers = new RowWorkers(2)) {
            final ItemTrainer few = new ItemTrainer(20, workers);
            few.train(TestBehaviour.matrix(TestBehaviour.random(25, 60, 7, 3)));
            assertEquals(0, few.lostShare(), 1e-9, "all of 24 are kept");
            final ItemTrainer many = new ItemTrainer(20, workers);
            final ItemWeights kept = ItemWeights.of(many.train(matrix));
            final double[][] all = ease(matrix, IntStream.range(0, 500).toArray(), 20);
            double squares = 0;
            double keptSquares = 0;
            for (int i = 0; i < 500; i++) {
                for (int j = 0; j < 500; j++) {
                    squares += i == j ? 0 : all[i][j] * all[i][j];
                    keptSquares += (double) kept.weight(i, j) * kept.weight(i, j);
                }
            }
            assertEquals(1 - keptSquares / squares, many.lostShare(), 1e-4);
            assertTrue(many.lostShare() > 1e-3, "lost=" + many.lostShare());
        }
    }

    /** From row to column, of listings met by two leads or more. */
    private static double[][] ease(final InteractionMatrix matrix, final int[] listings, final double regularization) {
        final double[][] x = new double[matrix.rowCount()][matrix.columnCount()];
        for (int lead = 0; lead < matrix.rowCount(); lead++) {
            for (int i = matrix.start(lead); i < matrix.end(lead); i++) {
                x[lead][matrix.column(i)] = matrix.weight(i);
            }
        }
        final int size = listings.length;
        final double[][] gram = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                gram[i][j] = i == j ? regularization : 0;
                for (final double[] lead : x) {
                    gram[i][j] += lead[listings[i]] * lead[listings[j]];
                }
            }
        }
        final double[][] inverse = LinearAlgebraTest.gauss(gram);
        final double[][] weights = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                weights[i][j] = -inverse[i][j] / inverse[j][j];
            }
        }
        return weights;
    }
}
