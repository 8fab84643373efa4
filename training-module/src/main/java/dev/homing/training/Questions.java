package dev.homing.training;

import dev.homing.features.RankColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Questions of one kind, and what they count beside those of other kinds.
 *
 * @param asked      the questions
 * @param importance of all of them together
 */
record Questions(List<Asked> asked, double importance) {
    /** Standard errors above chance up to which the best of some columns may well be chance. */
    private static final double DOUBTFUL = 2;
    /** From which on it is taken at its word. */
    private static final double CERTAIN = 4;

    /**
     * A question with what it counts.
     *
     * @param asked a question
     * @param count more than 0
     */
    record Counted(Asked asked, double count) {
    }

    /** All questions of some kinds. */
    static List<Counted> counted(final List<Questions> kinds) {
        final List<Counted> all = new ArrayList<>();
        for (final Questions kind : kinds) {
            final double count = kind.count();
            kind.asked().forEach(asked -> all.add(new Counted(asked, count)));
        }
        return all;
    }

    /**
     * Whether something does better than what is simpler by more than one standard error (Breiman et al. 1984); else the simpler
     * is the better bet.
     *
     * @param gains for each question, of the simpler at 0 and of others
     * @param other which of them
     */
    static boolean isMoreThanChance(final double[][] gains, final int other) {
        double sum = 0;
        double squares = 0;
        for (final double[] question : gains) {
            final double more = question[other] - question[0];
            sum += more;
            squares += more * more;
        }
        return sum > Math.sqrt(squares);
    }

    /** Whether they tell what is right from what is chance. */
    boolean areTelling() {
        return count() > 0;
    }

    /**
     * What one question counts: so much that all of them, from what chance makes of them to what the best column alone does, are
     * worth the importance. Where chance may be all there is to the best, they are worth less, or nothing: a column that says
     * nothing of a candidate can do much worse than chance, and much of nothing would decide.
     */
    private double count() {
        double best = 0;
        double error = 0;
        for (int i = 0; i < RankColumn.LINEAR_COUNT; i++) {
            final int column = i;
            final double[] ndcgs = asked.stream().mapToDouble(one -> Ranking.ndcg(one, Ranking.column(one, column))).toArray();
            final double mean = Arrays.stream(ndcgs).average().orElse(0);
            if (mean > best) {
                best = mean;
                error = Math.sqrt(Arrays.stream(ndcgs).map(ndcg -> (ndcg - mean) * (ndcg - mean)).sum()) / ndcgs.length;
            }
        }
        final double chance = asked.stream().mapToDouble(Questions::chance).average().orElse(0);
        final double gain = best - chance;
        final double trust = Math.min(1, (gain / Math.max(1e-9, error) - DOUBTFUL) / (CERTAIN - DOUBTFUL));
        return trust > 0 ? importance * trust / (gain * asked.size()) : 0;
    }

    /** The NDCG@10 to be expected of a random order of the candidates. */
    private static double chance(final Asked one) {
        final int answers = one.question().answers().length;
        double gains = 0;
        for (int place = 0; place < Math.min(Measures.CUT, one.candidates().length); place++) {
            gains += Measures.gain(place, answers);
        }
        int found = 0;
        for (final boolean isAnswer : one.isAnswer()) {
            found += isAnswer ? 1 : 0;
        }
        return one.candidates().length == 0 ? 0 : gains * found / one.candidates().length;
    }
}
