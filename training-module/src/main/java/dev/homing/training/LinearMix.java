package dev.homing.training;

import dev.homing.features.RankColumn;
import dev.homing.features.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A weighted sum of the parts, whose weights maximise NDCG@10 itself by coordinate ascent (Metzler and Croft 2007, "Linear
 * feature-based models for information retrieval"): a few numbers, which little data can tell, and which no scale of a loss leads
 * astray. A weight is taken only if it is worth it, so that parts that add nothing stay out. The whole mix is taken only if it
 * does better than the best part alone for leads that it was not learned from (Stone 1974, "Cross-Validatory Choice and
 * Assessment of Statistical Predictions"): a climb over many weights finds what chance left lying about.
 */
final class LinearMix {
    private static final float[] STEPS = {0, 0.02f, 0.05f, 0.1f, 0.2f, 0.35f, 0.5f, 0.75f, 1, 1.5f, 2.5f, 5};
    private static final int[] RETURNS =
            IntStream.rangeClosed(RankColumn.MET.ordinal(), RankColumn.RETURN_MONTH.ordinal()).toArray();
    private static final int NO_COLUMN = -1;
    private static final int MAX_ROUNDS = 3;
    private static final double WORTH_IT = 5e-4;
    private static final int FOLDS = 3;
    /** Of popularity beside a part alone: orders what the part has no opinion on, as of a lead that it does not know. */
    private static final float TIES = 1e-3f;

    private final List<Case> cases;
    private final RowWorkers workers;

    /** A question that has an answer, with its columns apart from each other: each of them is read many times, alone. */
    private static final class Case {
        final Asked asked;
        final double count;
        /** Null where all of a column is 0. */
        final float[][] columns = new float[RankColumn.LINEAR_COUNT][];
        /** What each candidate has already. */
        final float[] base;

        Case(final Questions.Counted question) {
            this(question.asked(), question.count(), new float[question.asked().candidates().length]);
        }

        Case(final Asked question, final double counted, final float[] has) {
            asked = question;
            count = counted;
            base = has;
            for (int column = 0; column < columns.length; column++) {
                final float[] values = Ranking.column(asked, column);
                for (int i = 0; i < values.length && columns[column] == null; i++) {
                    columns[column] = values[i] == 0 ? null : values;
                }
            }
        }

        /** As {@link Ranking#scores} has it. */
        float[] sums(final float[] weights) {
            final float[] sums = base.clone();
            for (int column = 0; column < columns.length; column++) {
                if (columns[column] != null && weights[column] != 0) {
                    add(weights[column], columns[column], sums);
                }
            }
            return sums;
        }

        private static void add(final float weight, final float[] values, final float[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight * values[i];
            }
        }
    }

    /**
     * Prepares a mix.
     *
     * @param kinds   of questions
     * @param workers who compute
     */
    LinearMix(final List<Questions> kinds, final RowWorkers workers) {
        this(workers, Questions.counted(kinds).stream().filter(one -> one.asked().hasAnswer()).map(Case::new).toList());
    }

    /**
     * Learns weights for what the lead's having met a listing says, on top of all else, which stays as it is: so questions about
     * what leads come back to change nothing of how listings are ranked that they never met.
     *
     * @param recipe  without them
     * @param again   questions of which such listings may be the answers
     * @param workers who compute
     * @return the recipe with them
     */
    static Recipe withReturns(final Recipe recipe, final List<Asked> again, final RowWorkers workers) {
        final LinearMix returns = new LinearMix(workers, again.stream().filter(Asked::hasAnswer)
                .map(one -> new Case(one, 1, inUnitsOfTheMix(recipe.scores(one)))).toList());
        final float[] weights = returns.ascend(new float[RankColumn.LINEAR_COUNT], RETURNS);
        final float[] mix = recipe.mix().clone();
        for (final int column : RETURNS) {
            mix[column] = weights[column];
        }
        return new Recipe(recipe.settings(), mix, recipe.trees());
    }

    private static float[] inUnitsOfTheMix(final float[] scores) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= TreeTrainer.MIX_SCALE;
        }
        return scores;
    }

    private LinearMix(final RowWorkers workers, final List<Case> cases) {
        this.workers = workers;
        this.cases = cases;
    }

    /** Learns weights for the first columns of the ranker; the largest is 1. */
    float[] learn() {
        return isMixWorthIt() ? mix() : bestPart();
    }

    /** Whether mixes do better than the best part for leads that neither was chosen by, by more than chance. */
    private boolean isMixWorthIt() {
        final List<double[]> gains = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            final List<Case> learned = new ArrayList<>();
            final List<Case> judges = new ArrayList<>();
            for (final Case one : cases) {
                (one.asked.question().lead() % FOLDS == fold ? judges : learned).add(one);
            }
            final LinearMix some = new LinearMix(workers, learned);
            final LinearMix others = new LinearMix(workers, judges);
            final double[][] alone = others.gains(some.bestPart(), NO_COLUMN);
            final double[][] mixed = others.gains(some.mix(), NO_COLUMN);
            for (int i = 0; i < alone.length; i++) {
                gains.add(new double[] {alone[i][0], mixed[i][0]});
            }
        }
        return Questions.isMoreThanChance(gains.toArray(double[][]::new), 1);
    }

    private float[] bestPart() {
        final int part = best(0, Part.ALL.length);
        final float[] weights = alone(part);
        final int popularity = best(Signal.COUNT, Part.ALL.length);
        if (part != popularity) {
            weights[popularity] = TIES;
        }
        return weights;
    }

    private int best(final int fromPart, final int toPart) {
        int best = fromPart;
        double bestValue = -1;
        for (int part = fromPart; part < toPart; part++) {
            final double value = value(alone(part));
            if (value > bestValue) {
                best = part;
                bestValue = value;
            }
        }
        return best;
    }

    private static float[] alone(final int part) {
        final float[] weights = new float[RankColumn.LINEAR_COUNT];
        weights[part] = 1;
        return weights;
    }

    private float[] mix() {
        final int bestPart = best(0, Part.ALL.length);
        // The part that is there already comes last.
        final int[] order = IntStream.rangeClosed(1, RankColumn.LINEAR_COUNT)
                .map(i -> (bestPart + i) % RankColumn.LINEAR_COUNT).toArray();
        final float[] best = ascend(alone(bestPart), order);
        final float[] even = new float[RankColumn.LINEAR_COUNT];
        Arrays.fill(even, 0, Part.ALL.length, 0.3f);
        final float[] fromEven = ascend(even, order);
        return normalised(value(fromEven) > value(best) * (1 + WORTH_IT) ? fromEven : best);
    }

    private float[] ascend(final float[] start, final int[] order) {
        final float[] weights = start.clone();
        double value = value(weights);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            final double before = value;
            for (final int column : order) {
                if (cases.stream().allMatch(one -> one.columns[column] == null)) {
                    weights[column] = 0;
                } else {
                    value = improve(weights, column);
                }
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
        final double[][] gains = new double[cases.size()][];
        workers.forEach(gains.length, () -> (from, to) -> {
            for (int i = from; i < to; i++) {
                gains[i] = ndcgs(cases.get(i), weights, column, steps);
                for (int step = 0; step < steps; step++) {
                    gains[i][step] *= cases.get(i).count;
                }
            }
        });
        return gains;
    }

    private static double[] ndcgs(final Case one, final float[] weights, final int column, final int steps) {
        final double[] ndcgs = new double[steps];
        final float[] sums = one.sums(weights);
        Arrays.fill(ndcgs, Ranking.ndcg(one.asked, sums));
        if (steps > 1 && one.columns[column] != null) {
            final float[] scores = new float[sums.length];
            for (int step = 1; step < steps; step++) {
                System.arraycopy(sums, 0, scores, 0, sums.length);
                Case.add(STEPS[step], one.columns[column], scores);
                ndcgs[step] = Ranking.ndcg(one.asked, scores);
            }
        }
        return ndcgs;
    }
}
