package dev.homing.training;

import dev.homing.features.TreeModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Grows one regression tree on gradients, leaf by leaf, the leaf that gains most first (Ke et al. 2017, "LightGBM: A Highly
 * Efficient Gradient Boosting Decision Tree"; the gain as in Chen and Guestrin 2016, "XGBoost"). Histograms of a leaf's sibling
 * are what is left of their parent's. The tree does not depend on the number of threads.
 */
final class TreeGrower {
    private static final int MAX_LEAVES = 15;
    private static final int MIN_ROWS = 60;
    private static final double L2 = 5;
    private static final double MIN_GAIN = 1e-6;
    private static final int NUMBERS = 3;

    private final Bins bins;
    private final RowWorkers workers;
    private final int[] rows;
    private final int[] scratch;
    private double[] gradients;
    private double[] curvatures;

    TreeGrower(final Bins bins, final RowWorkers workers) {
        this.bins = bins;
        this.workers = workers;
        rows = new int[bins.rows()];
        scratch = new int[bins.rows()];
    }

    /** The best way to part a leaf. */
    private record Split(int column, int bin, double gain) {
        static final Split NONE = new Split(-1, -1, 0);
    }

    /** Rows from one place up to another, with the sums of each bin of each column. */
    private static final class Leaf {
        final int from;
        final int to;
        final double[][] sums;
        Split split = Split.NONE;
        /** Where the tree refers to it: a node and a side. */
        int parent = -1;
        boolean isLeft;

        Leaf(final int from, final int to, final double[][] sums) {
            this.from = from;
            this.to = to;
            this.sums = sums;
        }
    }

    /**
     * Grows.
     *
     * @param slopes  of the loss for each row, of which the tree goes the other way
     * @param bends   second derivatives, 0 or more
     * @param rate    of learning
     * @param into    gets what the tree adds to each row
     */
    TreeModel.Tree grow(final double[] slopes, final double[] bends, final double rate, final float[] into) {
        gradients = slopes;
        curvatures = bends;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        final List<Leaf> leaves = new ArrayList<>();
        final int[] columns = new int[MAX_LEAVES - 1];
        final float[] thresholds = new float[MAX_LEAVES - 1];
        final int[] left = new int[MAX_LEAVES - 1];
        final int[] right = new int[MAX_LEAVES - 1];
        final Leaf root = new Leaf(0, rows.length, histogram(0, rows.length));
        root.split = best(root);
        leaves.add(root);
        int nodes = 0;
        for (int place = widest(leaves); place >= 0 && leaves.size() < MAX_LEAVES; place = widest(leaves)) {
            final Leaf leaf = leaves.get(place);
            columns[nodes] = leaf.split.column();
            thresholds[nodes] = bins.upper(leaf.split.column(), leaf.split.bin());
            link(leaf, nodes, left, right);
            final Leaf[] parts = part(leaf);
            for (int side = 0; side < parts.length; side++) {
                parts[side].parent = nodes;
                parts[side].isLeft = side == 0;
                parts[side].split = best(parts[side]);
            }
            leaves.set(place, parts[0]);
            leaves.add(parts[1]);
            nodes++;
        }
        final float[] values = new float[leaves.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(leaves.get(i), rate);
            link(leaves.get(i), ~i, left, right);
            for (int k = leaves.get(i).from; k < leaves.get(i).to; k++) {
                into[rows[k]] = values[i];
            }
        }
        return new TreeModel.Tree(Arrays.copyOf(columns, nodes), Arrays.copyOf(thresholds, nodes),
                Arrays.copyOf(left, nodes), Arrays.copyOf(right, nodes), values);
    }

    private static void link(final Leaf leaf, final int child, final int[] left, final int[] right) {
        if (leaf.parent >= 0) {
            (leaf.isLeft ? left : right)[leaf.parent] = child;
        }
    }

    private static int widest(final List<Leaf> leaves) {
        int best = -1;
        double gain = MIN_GAIN;
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).split.gain() > gain) {
                best = i;
                gain = leaves.get(i).split.gain();
            }
        }
        return best;
    }

    private static float value(final Leaf leaf, final double rate) {
        final double[] first = leaf.sums[0];
        double gradient = 0;
        double curvature = 0;
        for (int i = 0; i < first.length; i += NUMBERS) {
            gradient += first[i];
            curvature += first[i + 1];
        }
        return (float) (-rate * gradient / (curvature + L2));
    }

    /** Puts the rows that go left before those that go right; both keep their order. */
    private Leaf[] part(final Leaf leaf) {
        final byte[] column = bins.column(leaf.split.column());
        int end = leaf.from;
        int others = 0;
        for (int i = leaf.from; i < leaf.to; i++) {
            if (column[rows[i]] <= leaf.split.bin()) {
                rows[end++] = rows[i];
            } else {
                scratch[others++] = rows[i];
            }
        }
        System.arraycopy(scratch, 0, rows, end, others);
        final boolean isLeftSmaller = end - leaf.from < others;
        final double[][] smaller = isLeftSmaller ? histogram(leaf.from, end) : histogram(end, leaf.to);
        for (int i = 0; i < smaller.length; i++) {
            for (int k = 0; k < smaller[i].length; k++) {
                leaf.sums[i][k] -= smaller[i][k];
            }
        }
        return new Leaf[] {
            new Leaf(leaf.from, end, isLeftSmaller ? smaller : leaf.sums),
            new Leaf(end, leaf.to, isLeftSmaller ? leaf.sums : smaller)};
    }

    /** Sums of gradients and curvatures, and numbers of rows, by bin. */
    private double[][] histogram(final int from, final int to) {
        final double[][] sums = new double[bins.columns()][];
        workers.forEachOne(bins.columns(), column -> {
            final double[] sum = new double[bins.count(column) * NUMBERS];
            final byte[] binOf = bins.column(column);
            for (int i = from; i < to; i++) {
                final int row = rows[i];
                final int at = binOf[row] * NUMBERS;
                sum[at] += gradients[row];
                sum[at + 1] += curvatures[row];
                sum[at + 2]++;
            }
            sums[column] = sum;
        });
        return sums;
    }

    private Split best(final Leaf leaf) {
        Split best = Split.NONE;
        for (int column = 0; column < leaf.sums.length; column++) {
            best = better(best, column, leaf.sums[column]);
        }
        return best;
    }

    private static Split better(final Split known, final int column, final double[] sums) {
        double gradient = 0;
        double curvature = 0;
        double rows = 0;
        for (int i = 0; i < sums.length; i += NUMBERS) {
            gradient += sums[i];
            curvature += sums[i + 1];
            rows += sums[i + 2];
        }
        final double whole = gradient * gradient / (curvature + L2);
        Split best = known;
        double leftGradient = 0;
        double leftCurvature = 0;
        double leftRows = 0;
        for (int bin = 0; bin + 1 < sums.length / NUMBERS; bin++) {
            leftGradient += sums[bin * NUMBERS];
            leftCurvature += sums[bin * NUMBERS + 1];
            leftRows += sums[bin * NUMBERS + 2];
            if (leftRows >= MIN_ROWS && rows - leftRows >= MIN_ROWS) {
                final double rightGradient = gradient - leftGradient;
                final double gain = leftGradient * leftGradient / (leftCurvature + L2)
                        + rightGradient * rightGradient / (curvature - leftCurvature + L2) - whole;
                if (gain > best.gain()) {
                    best = new Split(column, bin, gain);
                }
            }
        }
        return best;
    }
}
