package dev.homing.features;

import java.util.List;

/**
 * Regression trees whose sum is a score. A row goes left where its column is not above the threshold.
 *
 * @param trees in the order in which they were learned
 */
public record TreeModel(List<Tree> trees) {
    /** None at all: every row has the score 0. */
    public static final TreeModel NONE = new TreeModel(List.of());

    /**
     * One tree; a child that is negative is the leaf of its complement.
     *
     * @param columns    that the inner nodes look at
     * @param thresholds of the inner nodes
     * @param left       children
     * @param right      children
     * @param leaves     values
     */
    public record Tree(int[] columns, float[] thresholds, int[] left, int[] right, float[] leaves) {
        float value(final float[] rows, final int offset) {
            if (columns.length == 0) {
                return leaves[0];
            }
            int node = 0;
            while (node >= 0) {
                node = rows[offset + columns[node]] <= thresholds[node] ? left[node] : right[node];
            }
            return leaves[~node];
        }
    }

    /**
     * The first of the trees.
     *
     * @param count of them
     * @return without the others
     */
    public TreeModel first(final int count) {
        return new TreeModel(trees.subList(0, count));
    }

    /**
     * Adds the value of one tree to the scores of all rows.
     *
     * @param scores one for each row
     * @param tree   0 to {@link #trees()}{@code .size()} - 1
     * @param rows   one after the other
     * @param width  of a row
     */
    public void addTo(final float[] scores, final int tree, final float[] rows, final int width) {
        final Tree one = trees.get(tree);
        for (int i = 0; i < scores.length; i++) {
            scores[i] += one.value(rows, i * width);
        }
    }
}
