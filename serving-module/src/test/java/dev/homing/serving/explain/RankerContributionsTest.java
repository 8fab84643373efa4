package dev.homing.serving.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.features.RankColumn;
import dev.homing.features.Ranker;
import dev.homing.features.TreeModel;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankerContributionsTest {
    private final SplittableRandom random = new SplittableRandom(41);

    @Test
    void shouldGiveEachColumnItsShapleyValueAsAllSubsetsSay() {
        for (int round = 0; round < 60; round++) {
            final Ranker ranker = new Ranker(new float[RankColumn.COUNT], RandomTrees.of(random, 1 + random.nextInt(4), 7));
            final float[] row = RandomTrees.row(random);
            final float[] reference = RandomTrees.row(random);
            final RankerContributions contributions = new RankerContributions(ranker);
            contributions.compute(row, reference);
            for (int column = 0; column < RankColumn.COUNT; column++) {
                assertEquals(column < RandomTrees.COLUMNS ? shapley(ranker, row, reference, column) : 0,
                        contributions.value(column), 1e-6, "round " + round + ", column " + column);
            }
        }
    }

    /** By the definition: the mean, over all orders, of what the column's turn changes. */
    private static double shapley(final Ranker ranker, final float[] row, final float[] reference, final int column) {
        double sum = 0;
        for (int others = 0; others < 1 << RandomTrees.COLUMNS; others++) {
            if ((others >> column & 1) == 0) {
                final int size = Integer.bitCount(others);
                final double weight =
                        factorial(size) * factorial(RandomTrees.COLUMNS - size - 1) / factorial(RandomTrees.COLUMNS);
                sum += weight * (score(ranker, row, reference, others | 1 << column) - score(ranker, row, reference, others));
            }
        }
        return sum;
    }

    private static double score(final Ranker ranker, final float[] row, final float[] reference, final int taken) {
        final float[] mixed = reference.clone();
        for (int column = 0; column < RandomTrees.COLUMNS; column++) {
            mixed[column] = (taken >> column & 1) == 1 ? row[column] : reference[column];
        }
        return ranker.scores(mixed)[0];
    }

    private static double factorial(final int n) {
        return n <= 1 ? 1 : n * factorial(n - 1);
    }

    @Test
    void shouldAddUpToTheScore() {
        for (int round = 0; round < 300; round++) {
            final Ranker ranker = new Ranker(
                    RandomTrees.row(random), RandomTrees.of(random, random.nextInt(30), RankColumn.COUNT));
            final float[] row = RandomTrees.row(random);
            final float[] reference = RandomTrees.row(random);
            final RankerContributions contributions = new RankerContributions(ranker);
            contributions.compute(row, reference);
            double sum = contributions.base();
            for (int column = 0; column < RankColumn.COUNT; column++) {
                sum += contributions.value(column);
            }
            assertEquals(ranker.scores(row)[0], sum, 1e-4);
            assertEquals(ranker.scores(reference)[0], contributions.base(), 1e-4);
        }
    }

    @Test
    void shouldGiveNothingToWhatIsAsInTheReference() {
        final Ranker ranker = new Ranker(RandomTrees.row(random), RandomTrees.of(random, 20, RankColumn.COUNT));
        final float[] row = RandomTrees.row(random);
        final RankerContributions contributions = new RankerContributions(ranker);
        contributions.compute(row, row.clone());
        for (int column = 0; column < RankColumn.COUNT; column++) {
            assertEquals(0, contributions.value(column));
        }
    }

    @Test
    void shouldShareAnAndEvenlyAsWorkedOutByHand() {
        // 12 where both columns are above 0, else 0: each has half of it, beside a row where neither is.
        final TreeModel and = new TreeModel(List.of(new TreeModel.Tree(
                new int[] {0, 1}, new float[] {0, 0}, new int[] {~0, ~1}, new int[] {1, ~2}, new float[] {0, 0, 12})));
        final float[] weights = new float[RankColumn.COUNT];
        weights[0] = 2;
        final float[] row = new float[RankColumn.COUNT];
        row[0] = 3;
        row[1] = 1;
        final RankerContributions contributions = new RankerContributions(new Ranker(weights, and));
        contributions.compute(row, new float[RankColumn.COUNT]);
        assertEquals(0, contributions.base());
        assertEquals(2 * 3 + 6, contributions.value(0));
        assertEquals(6, contributions.byTrees(0));
        assertEquals(6, contributions.value(1));
    }
}
