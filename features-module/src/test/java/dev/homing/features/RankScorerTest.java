package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankScorerTest {
    private static final int ROWS = 300;
    /** Few, so that rows often have just the number of a threshold; the differences of the last ones are the largest. */
    private static final float[] NUMBERS = {
        0, -0.0f, 1, -1, 0.5f, Math.nextUp(0.5f), Math.nextDown(-1f), 1e-30f, 3, -2, 250, 0x1p30f, -0x1p30f,
    };

    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void shouldScoreEachRowAsWalkingItsTreesDoes() {
        for (int round = 0; round < 300; round++) {
            final Ranker ranker = ranker(random.nextInt(12));
            final float[][] columns = columns();
            final int count = 1 + random.nextInt(ROWS);
            final RankScorer scorer = new RankScorer(ranker, ROWS);
            scorer.score(columns, ROWS);
            scorer.score(columns, count);
            final float[] expected = ranker.scores(rows(columns, count));
            for (int row = 0; row < count; row++) {
                assertEquals(expected[row], scorer.scoreOf(row), "row " + row + " of " + count);
            }
        }
    }

    @Test
    void shouldTakeWhatIsOutOfRangeForTheFarthest() {
        final TreeModel trees = new TreeModel(List.of(new TreeModel.Tree(
                new int[] {0, 1}, new float[] {1e9f, -1e9f}, new int[] {1, ~0}, new int[] {~2, ~1}, new float[] {1, 2, 4})));
        final RankScorer scorer = new RankScorer(new Ranker(new float[RankColumn.COUNT], trees), 4);
        final float[][] columns = new float[RankColumn.COUNT][4];
        columns[0] = new float[] {Float.MAX_VALUE, Float.NEGATIVE_INFINITY, -1e20f, Float.POSITIVE_INFINITY};
        columns[1] = new float[] {0, -Float.MAX_VALUE, 1e38f, 0};
        scorer.score(columns, 4);
        assertEquals(4, scorer.scoreOf(0));
        assertEquals(1, scorer.scoreOf(1));
        assertEquals(2, scorer.scoreOf(2));
        assertEquals(4, scorer.scoreOf(3));
    }

    @Test
    void shouldRefuseATreeWithMoreLeavesThanBits() {
        final TreeModel.Tree most = chain(RankScorer.MAX_LEAVES);
        final float[] weights = new float[RankColumn.COUNT];
        final RankScorer scorer = new RankScorer(new Ranker(weights, new TreeModel(List.of(most, most))), 40);
        final float[][] columns = new float[RankColumn.COUNT][40];
        for (int row = 0; row < 40; row++) {
            columns[0][row] = row - 4;
        }
        scorer.score(columns, 40);
        for (int row = 0; row < 40; row++) {
            assertEquals(2 * Math.max(0, Math.min(RankScorer.MAX_LEAVES - 1, row - 4)), scorer.scoreOf(row), "row " + row);
        }
        final Ranker ranker = new Ranker(weights, new TreeModel(List.of(most, chain(RankScorer.MAX_LEAVES + 1))));
        final String message = assertThrows(IllegalArgumentException.class, () -> new RankScorer(ranker, 1)).getMessage();
        assertTrue(message.contains("tree 1") && message.contains("33 leaves"), message);
    }

    /** Leaf i for numbers above i - 1 up to i. */
    private static TreeModel.Tree chain(final int leafCount) {
        final int inner = leafCount - 1;
        final float[] thresholds = new float[inner];
        final int[] left = new int[inner];
        final int[] right = new int[inner];
        final float[] leaves = new float[leafCount];
        for (int i = 0; i < inner; i++) {
            thresholds[i] = i;
            left[i] = ~i;
            right[i] = i + 1 < inner ? i + 1 : ~(i + 1);
            leaves[i + 1] = i + 1;
        }
        return new TreeModel.Tree(new int[inner], thresholds, left, right, leaves);
    }

    @Test
    void shouldScoreWithoutAllocating() {
        final RankScorer scorer = new RankScorer(ranker(10), ROWS);
        final float[][] columns = columns();
        assertEquals(0, AllocationProbe.leastBytes(() -> scorer.score(columns, ROWS)));
    }

    private Ranker ranker(final int treeCount) {
        final float[] weights = new float[RankColumn.COUNT];
        for (int i = 0; i < 5; i++) {
            weights[random.nextInt(weights.length)] = random.nextInt(-3, 4);
        }
        final List<TreeModel.Tree> trees = new ArrayList<>();
        for (int i = 0; i < treeCount; i++) {
            trees.add(tree(random.nextInt(RankScorer.MAX_LEAVES)));
        }
        return new Ranker(weights, new TreeModel(trees));
    }

    /** Any shape: a leaf at a time becomes a node with two leaves. */
    private TreeModel.Tree tree(final int inner) {
        final int[] columns = new int[inner];
        final float[] thresholds = new float[inner];
        final int[] left = new int[inner];
        final int[] right = new int[inner];
        final float[] leaves = new float[inner + 1];
        final int[] parents = new int[inner + 1];
        for (int i = 0; i < inner; i++) {
            final int split = random.nextInt(i + 1);
            if (i > 0) {
                final int parent = parents[split];
                if (left[parent] == ~split) {
                    left[parent] = i;
                } else {
                    right[parent] = i;
                }
            }
            columns[i] = random.nextInt(4);
            thresholds[i] = NUMBERS[random.nextInt(NUMBERS.length)];
            left[i] = ~split;
            right[i] = ~(i + 1);
            parents[split] = i;
            parents[i + 1] = i;
        }
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = random.nextInt(100);
        }
        return new TreeModel.Tree(columns, thresholds, left, right, leaves);
    }

    private float[][] columns() {
        final float[][] columns = new float[RankColumn.COUNT][ROWS];
        for (final float[] column : columns) {
            for (int i = 0; i < ROWS; i++) {
                column[i] = NUMBERS[random.nextInt(NUMBERS.length)];
            }
        }
        return columns;
    }

    private static float[] rows(final float[][] columns, final int count) {
        final float[] rows = new float[count * RankColumn.COUNT];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = columns[i % RankColumn.COUNT][i / RankColumn.COUNT];
        }
        return rows;
    }
}
