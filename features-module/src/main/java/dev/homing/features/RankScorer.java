package dev.homing.features;

import java.util.Arrays;
import java.util.List;

/**
 * Scores rows by a {@linkplain Ranker ranker}: the weighted sums column by column, then the trees, node by node over all rows.
 *
 * <p>A bit set of each row says which leaves of a tree it may still end in; a node at which it goes right takes those of its left
 * side away, whether or not the row ever comes there, and the first leaf that is left is where it ends (QuickScorer: Lucchese et
 * al. 2015, "QuickScorer: a Fast Algorithm to Rank Documents with Additive Ensembles of Regression Trees"). So nothing branches,
 * the rows take each step together, and compilers make vector instructions of it. To compare integers, which they can do together
 * too, numbers become keys in the same order; those that differ by less than 1e-36 are the same, and those beyond ±2^30 as well.
 *
 * <p>One instance belongs to one thread; it allocates nothing after construction.
 */
public final class RankScorer {
    /** The most leaves of a tree: a bit each. */
    public static final int MAX_LEAVES = Integer.SIZE;

    private static final float LARGEST = 0x1p30f;
    private static final float SMALLER = 1 / LARGEST;
    private static final int SIGN = Integer.SIZE - 1;
    private static final int MAGNITUDE = Integer.MAX_VALUE;

    private final float[] weights;
    /** Of all inner nodes, tree by tree. */
    private final int[] columns;
    private final int[] thresholds;
    /** Without the leaves of the left side. */
    private final int[] masks;
    /** Where the nodes of each tree begin, and where the last one's end. */
    private final int[] starts;
    /** {@link #MAX_LEAVES} for each tree, from left to right. */
    private final float[] leaves;
    /** Of the columns that a node looks at, the others are empty. */
    private final int[][] keys;
    private final int[] open;
    private final float[] scores;
    private int node;
    private int leaf;

    /**
     * Creates an instance.
     *
     * @param ranker   to score by
     * @param capacity the most rows
     * @throws IllegalArgumentException when a tree has more than {@link #MAX_LEAVES} leaves
     */
    public RankScorer(final Ranker ranker, final int capacity) {
        final List<TreeModel.Tree> trees = ranker.trees().trees();
        final int count = trees.stream().mapToInt(tree -> tree.columns().length).sum();
        weights = ranker.weights();
        columns = new int[count];
        thresholds = new int[count];
        masks = new int[count];
        starts = new int[trees.size() + 1];
        leaves = new float[trees.size() * MAX_LEAVES];
        for (int i = 0; i < trees.size(); i++) {
            if (trees.get(i).leaves().length > MAX_LEAVES) {
                throw new IllegalArgumentException("tree " + i + " has " + trees.get(i).leaves().length + " leaves, at most "
                        + MAX_LEAVES + " are allowed");
            }
            leaf = 0;
            lay(i, trees.get(i), trees.get(i).columns().length == 0 ? -1 : 0);
            starts[i + 1] = node;
        }
        keys = new int[RankColumn.COUNT][0];
        for (final int column : columns) {
            if (keys[column].length == 0) {
                keys[column] = new int[capacity];
            }
        }
        open = new int[capacity];
        scores = new float[capacity];
    }

    /** Lays a node, or the leaf of its complement, and what is below it from left to right. */
    private void lay(final int place, final TreeModel.Tree tree, final int child) {
        if (child < 0) {
            leaves[place * MAX_LEAVES + leaf++] = tree.leaves()[~child];
            return;
        }
        final int first = leaf;
        lay(place, tree, tree.left()[child]);
        // The right side has a leaf as well, so that there is a bit left for it.
        masks[node] = (-1 << leaf) | ((1 << first) - 1);
        columns[node] = tree.columns()[child];
        thresholds[node++] = key(tree.thresholds()[child]);
        lay(place, tree, tree.right()[child]);
    }

    private static int key(final float number) {
        // 0 is added so that -0 becomes 0. Differences of keys do not overflow, because their highest bits are alike.
        final int bits = Float.floatToRawIntBits(Math.max(-LARGEST, Math.min(LARGEST, number)) * SMALLER + 0);
        return bits ^ ((bits >> SIGN) & MAGNITUDE);
    }

    /**
     * Scores rows.
     *
     * @param rows  of each {@linkplain RankColumn column} a number for each row
     * @param count of rows
     */
    public void score(final float[][] rows, final int count) {
        Arrays.fill(scores, 0, count, 0);
        for (int column = 0; column < weights.length; column++) {
            if (weights[column] != 0) {
                addScaled(rows[column], weights[column], count);
            }
            if (keys[column].length > 0) {
                encode(rows[column], keys[column], count);
            }
        }
        for (int tree = 0; tree + 1 < starts.length; tree++) {
            Arrays.fill(open, 0, count, -1);
            int i = starts[tree];
            for (; i + 2 <= starts[tree + 1]; i += 2) {
                close(keys[columns[i]], thresholds[i], masks[i],
                        keys[columns[i + 1]], thresholds[i + 1], masks[i + 1], open, count);
            }
            if (i < starts[tree + 1]) {
                close(keys[columns[i]], thresholds[i], masks[i], keys[columns[i]], thresholds[i], masks[i], open, count);
            }
            addLeaves(tree * MAX_LEAVES, count);
        }
    }

    private void addScaled(final float[] column, final float weight, final int count) {
        for (int i = 0; i < count; i++) {
            scores[i] += weight * column[i];
        }
    }

    private static void encode(final float[] column, final int[] into, final int count) {
        for (int i = 0; i < count; i++) {
            into[i] = key(column[i]);
        }
    }

    /** Two nodes at once: the bit sets are then loaded and stored half as often. */
    private static void close(
            final int[] keys0, final int threshold0, final int mask0,
            final int[] keys1, final int threshold1, final int mask1,
            final int[] open, final int count) {
        for (int i = 0; i < count; i++) {
            open[i] &= (mask0 | ~((threshold0 - keys0[i]) >> SIGN)) & (mask1 | ~((threshold1 - keys1[i]) >> SIGN));
        }
    }

    private void addLeaves(final int first, final int count) {
        for (int i = 0; i < count; i++) {
            scores[i] += leaves[first + Integer.numberOfTrailingZeros(open[i])];
        }
    }

    /**
     * The score of a row.
     *
     * @param i which
     * @return as of the last {@link #score}
     */
    public float scoreOf(final int i) {
        return scores[i];
    }
}
