package dev.homing.training;

import dev.homing.features.RankColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Questions with rows that a test makes up, without a model. */
final class MadeQuestions {
    static final int CANDIDATES = 30;

    private MadeQuestions() {
    }

    /** Each with one answer: the best by a rule with some noise. Every column is noise but for what the rule makes of it. */
    static List<Asked> of(final int count, final long seed, final Rule rule) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Asked> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final float[] rows = new float[CANDIDATES * RankColumn.COUNT];
            for (int j = 0; j < rows.length; j++) {
                rows[j] = (float) random.nextDouble();
            }
            final double[] values = new double[CANDIDATES];
            for (int candidate = 0; candidate < CANDIDATES; candidate++) {
                values[candidate] = rule.value(rows, candidate * RankColumn.COUNT) + 0.1 * random.nextDouble();
            }
            int best = 0;
            for (int candidate = 1; candidate < CANDIDATES; candidate++) {
                best = values[candidate] > values[best] ? candidate : best;
            }
            final boolean[] isAnswer = new boolean[CANDIDATES];
            isAnswer[best] = true;
            all.add(new Asked(new Question(i, 1, i, new int[] {best}), IntStream.range(0, CANDIDATES).toArray(), rows, isAnswer,
                    lists(rows)));
        }
        return all;
    }

    private static int[][] lists(final float[] rows) {
        final int[][] lists = new int[Part.ALL.length][];
        for (int part = 0; part < lists.length; part++) {
            final int column = Part.ALL[part].column();
            lists[part] = IntStream.range(0, CANDIDATES).boxed()
                    .sorted((a, b) -> Float.compare(rows[b * RankColumn.COUNT + column], rows[a * RankColumn.COUNT + column]))
                    .limit(Asker.LIST).mapToInt(Integer::intValue).toArray();
        }
        return lists;
    }

    /** The mean NDCG of a weighted sum. */
    static double ndcg(final List<Asked> asked, final float[] mix) {
        return asked.stream().mapToDouble(one -> Ranking.ndcg(one, Ranking.scores(one, mix))).average().orElse(0);
    }

    static float[] mix(final int column, final float weight) {
        final float[] mix = new float[RankColumn.LINEAR_COUNT];
        Arrays.fill(mix, 0);
        mix[column] = weight;
        return mix;
    }

    /** What makes a candidate good. */
    @FunctionalInterface
    interface Rule {
        double value(float[] rows, int offset);
    }
}
