package dev.homing.features;

/**
 * A ranker as a bundle has it: {@code score = row · weights + trees(row)}, in the columns of {@link RankColumn}.
 *
 * @param weights of all columns
 * @param trees   on top of them
 */
public record Ranker(float[] weights, TreeModel trees) {
    /**
     * Scores rows.
     *
     * @param rows {@link RankColumn#COUNT} numbers each, one after the other
     * @return the score of each
     */
    public float[] scores(final float[] rows) {
        final float[] scores = new float[rows.length / RankColumn.COUNT];
        for (int i = 0; i < scores.length; i++) {
            float sum = 0;
            for (int column = 0; column < RankColumn.COUNT; column++) {
                sum += weights[column] * rows[i * RankColumn.COUNT + column];
            }
            scores[i] = sum;
        }
        for (int tree = 0; tree < trees.trees().size(); tree++) {
            trees.addTo(scores, tree, rows, RankColumn.COUNT);
        }
        return scores;
    }
}
