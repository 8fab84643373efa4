package dev.homing.serving.explain;

import dev.homing.features.RankColumn;
import dev.homing.features.Ranker;
import dev.homing.features.TreeModel;

/**
 * What each column of a row adds to its score, beside a reference row: of the weighted sum {@code w · (x - r)}, of the trees the
 * column's Shapley value where a column that does not take part has the number of the reference row.
 *
 * <p>Trees by interventional TreeSHAP (Lundberg et al. 2020, "From local explanations to global understanding with explainable AI
 * for trees"), in the form of Laberge and Pequignot 2022, "Understanding Interventional TreeSHAP: How and Why it Works", with one
 * reference row. The path-dependent kind (Lundberg et al. 2018) and the differences along the path (Saabas 2014) need to know how
 * many rows of training went through each node, which the file does not say, and the latter can give less to a column that counts
 * more; and both compare with an average row, whereas sum and trees are to be compared with the same one. Exact: base and values
 * add up to the score. One instance belongs to one thread.
 */
final class RankerContributions {
    private static final double[] FACTORIALS = factorials();

    private final Ranker ranker;
    private final double[] linear = new double[RankColumn.COUNT];
    private final double[] trees = new double[RankColumn.COUNT];
    private float[] row;
    private float[] reference;
    private double base;

    RankerContributions(final Ranker ranker) {
        this.ranker = ranker;
    }

    private static double[] factorials() {
        final double[] factorials = new double[RankColumn.COUNT + 1];
        factorials[0] = 1;
        for (int i = 1; i < factorials.length; i++) {
            factorials[i] = factorials[i - 1] * i;
        }
        return factorials;
    }

    /** Computes what the columns of a row add. */
    void compute(final float[] ofRow, final float[] besideRow) {
        row = ofRow;
        reference = besideRow;
        base = 0;
        for (int column = 0; column < RankColumn.COUNT; column++) {
            final double weight = ranker.weights()[column];
            base += weight * reference[column];
            linear[column] = weight * ((double) row[column] - reference[column]);
            trees[column] = 0;
        }
        for (final TreeModel.Tree tree : ranker.trees().trees()) {
            if (tree.columns().length == 0) {
                base += tree.leaves()[0];
            } else {
                base += leaf(tree);
                walk(tree, 0, 0, 0);
            }
        }
    }

    /** Where the reference row ends. */
    private double leaf(final TreeModel.Tree tree) {
        int node = 0;
        while (node >= 0) {
            node = next(tree, node, reference);
        }
        return tree.leaves()[~node];
    }

    private static int next(final TreeModel.Tree tree, final int node, final float[] numbers) {
        return numbers[tree.columns()[node]] <= tree.thresholds()[node] ? tree.left()[node] : tree.right()[node];
    }

    /** Visits each leaf that a mixture of both rows leads to, with the columns that have to be of the one and of the other. */
    private void walk(final TreeModel.Tree tree, final int node, final long ofRow, final long ofReference) {
        if (node < 0) {
            add(tree.leaves()[~node], ofRow, ofReference);
            return;
        }
        final int byRow = next(tree, node, row);
        final int byReference = next(tree, node, reference);
        final long column = 1L << tree.columns()[node];
        if (byRow == byReference || (ofRow & column) != 0) {
            walk(tree, byRow, ofRow, ofReference);
        } else if ((ofReference & column) != 0) {
            walk(tree, byReference, ofRow, ofReference);
        } else {
            walk(tree, byRow, ofRow | column, ofReference);
            walk(tree, byReference, ofRow, ofReference | column);
        }
    }

    private void add(final double value, final long ofRow, final long ofReference) {
        final int taken = Long.bitCount(ofRow);
        final int left = Long.bitCount(ofReference);
        final double all = FACTORIALS[taken + left];
        for (long rest = ofRow; rest != 0; rest &= rest - 1) {
            trees[Long.numberOfTrailingZeros(rest)] += value * FACTORIALS[taken - 1] * FACTORIALS[left] / all;
        }
        for (long rest = ofReference; rest != 0; rest &= rest - 1) {
            trees[Long.numberOfTrailingZeros(rest)] -= value * FACTORIALS[taken] * FACTORIALS[left - 1] / all;
        }
    }

    /** The score of the reference row. */
    double base() {
        return base;
    }

    /** The weight of a column. */
    double weight(final int column) {
        return ranker.weights()[column];
    }

    /** What a column adds in all. */
    double value(final int column) {
        return linear[column] + trees[column];
    }

    /** What the trees make of a column. */
    double byTrees(final int column) {
        return trees[column];
    }
}
