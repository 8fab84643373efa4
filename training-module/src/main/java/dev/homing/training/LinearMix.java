package dev.homing.training;

import dev.homing.features.RankColumn;
import java.util.Arrays;
import java.util.List;

/**
 * A weighted sum of the parts, whose weights maximise NDCG@10 itself by coordinate ascent (Metzler and Croft 2007, "Linear
 * feature-based models for information retrieval"): a few numbers, which little data can tell, and which no scale of a loss leads
 * astray. A weight is taken only if it is worth it, so that parts that add nothing stay out.
 */
final class LinearMix {
    private static final float[] STEPS = {0, 0.02f, 0.05f, 0.1f, 0.2f, 0.35f, 0.5f, 0.75f, 1, 1.5f, 2.5f, 5};
    private static final int NO_COLUMN = -1;
    private static final int MAX_ROUNDS = 3;
    private static final double WORTH_IT = 5e-4;

    private final List<Questions.Counted> questions;
    private final RowWorkers workers;

    /**
     * Prepares a mix.
     *
     * @param kinds   of questions
     * @param workers who compute
     */
    LinearMix(final List<Questions> kinds, final RowWorkers workers) {
        this.workers = workers;
        questions = Questions.counted(kinds);
    }

    /** Learns weights for the first columns of the ranker; the largest is 1. */
    float[] learn() {
        float[] best = new float[RankColumn.LINEAR_COUNT];
        double bestValue = -1;
        int bestPart = 0;
        for (int part = 0; part < Part.ALL.length; part++) {
            final float[] alone = new float[RankColumn.LINEAR_COUNT];
            alone[part] = 1;
            final double value = value(alone);
            if (value > bestValue) {
                best = alone;
                bestValue = value;
                bestPart = part;
            }
        }
        best = ascend(best, bestPart);
        final float[] even = new float[RankColumn.LINEAR_COUNT];
        Arrays.fill(even, 0, Part.ALL.length, 0.3f);
        final float[] fromEven = ascend(even, bestPart);
        return normalised(value(fromEven) > value(best) * (1 + WORTH_IT) ? fromEven : best);
    }

    private float[] ascend(final float[] start, final int first) {
        final float[] weights = start.clone();
        double value = value(weights);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            final double before = value;
            for (int i = 0; i < weights.length; i++) {
                final int column = (first + 1 + i) % weights.length;
                value = improve(weights, column);
            }
            if (value <= before * (1 + WORTH_IT)) {
                break;
            }
        }
        return weights;
    }

    private double improve(final float[] weights, final int column) {
        // Without the column first: it must earn its place.
        weights[column] = 0;
        final double[][] gains = gains(weights, column);
        int best = 0;
        double bestSum = sum(gains, 0);
        final double without = bestSum;
        for (int step = 1; step < STEPS.length; step++) {
            final double sum = sum(gains, step);
            if (sum > bestSum) {
                best = step;
                bestSum = sum;
            }
        }
        if (!Questions.isMoreThanChance(gains, best)) {
            return without;
        }
        weights[column] = STEPS[best];
        return bestSum;
    }

    private static float[] normalised(final float[] weights) {
        float largest = 0;
        for (final float weight : weights) {
            largest = Math.max(largest, weight);
        }
        final float[] result = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            result[i] = largest == 0 ? 0 : weights[i] / largest;
        }
        return result;
    }

    private double value(final float[] weights) {
        return sum(gains(weights, NO_COLUMN), 0);
    }

    private static double sum(final double[][] gains, final int step) {
        double sum = 0;
        for (final double[] question : gains) {
            sum += question[step];
        }
        return sum;
    }

    /** Of each question, the NDCG times what it counts, with a weighted sum and with each of the steps for one more column. */
    private double[][] gains(final float[] weights, final int column) {
        final int steps = column == NO_COLUMN ? 1 : STEPS.length;
        final double[][] gains = new double[questions.size()][];
        workers.forEach(gains.length, () -> (from, to) -> {
            for (int i = from; i < to; i++) {
                final Questions.Counted question = questions.get(i);
                gains[i] = ndcgs(question.asked(), weights, column, steps);
                for (int step = 0; step < steps; step++) {
                    gains[i][step] *= question.count();
                }
            }
        });
        return gains;
    }

    private static double[] ndcgs(final Asked one, final float[] weights, final int column, final int steps) {
        final double[] ndcgs = new double[steps];
        final float[] sums = Ranking.scores(one, weights);
        ndcgs[0] = Ranking.ndcg(one, sums);
        if (steps > 1) {
            final float[] values = Ranking.column(one, column);
            final float[] scores = new float[sums.length];
            for (int step = 1; step < steps; step++) {
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = sums[i] + STEPS[step] * values[i];
                }
                ndcgs[step] = Ranking.ndcg(one, scores);
            }
        }
        return ndcgs;
    }
}
