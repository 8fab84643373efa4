package dev.homing.training;

import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;

/**
 * All that was chosen: how signals are trained, and how they are ranked.
 *
 * @param settings of the signals
 * @param mix      weights of the ranker's first columns
 * @param trees    on top of the mix
 */
record Recipe(SignalSettings settings, float[] mix, TreeModel trees) {
    /** The score of each candidate. */
    float[] scores(final Asked asked) {
        final float[] scores = TreeTrainer.scaled(asked, mix);
        for (int tree = 0; tree < trees.trees().size(); tree++) {
            trees.addTo(scores, tree, asked.rows(), RankColumn.COUNT);
        }
        return scores;
    }
}
