package dev.homing.training;

import dev.homing.features.BestListings;
import dev.homing.features.RankColumn;
import java.util.List;

/** What scores make of questions. */
final class Ranking {
    private Ranking() {
    }

    /** Weighted sums of the first columns of each candidate. */
    static float[] scores(final Asked asked, final float[] weights) {
        final float[] scores = new float[asked.candidates().length];
        for (int i = 0; i < scores.length; i++) {
            float sum = 0;
            for (int column = 0; column < weights.length; column++) {
                sum += weights[column] * asked.rows()[i * RankColumn.COUNT + column];
            }
            scores[i] = sum;
        }
        return scores;
    }

    /** One column of all candidates. */
    static float[] column(final Asked asked, final int column) {
        final float[] values = new float[asked.candidates().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = asked.rows()[i * RankColumn.COUNT + column];
        }
        return values;
    }

    /** NDCG@10 of the order by score; of equals an answer comes last. */
    static double ndcg(final Asked asked, final float[] scores) {
        double ndcg = 0;
        final int answers = asked.question().answers().length;
        // Of those not below an answer, itself and other answers may come after it: with more than so many it is worth nothing.
        final int most = Measures.CUT + answers;
        for (int i = 0; i < scores.length; i++) {
            if (asked.isAnswer()[i]) {
                final int notBelow = notBelow(scores, scores[i], most);
                if (notBelow <= most) {
                    ndcg += Measures.gain(notBelow - 1 - betterKept(asked.isAnswer(), scores, i), answers);
                }
            }
        }
        return ndcg;
    }

    /** How many scores are not below one, or more than the most that are of interest. */
    private static int notBelow(final float[] scores, final float score, final int most) {
        int count = 0;
        for (int i = 0; i < scores.length && count <= most; i++) {
            count += scores[i] >= score ? 1 : 0;
        }
        return count;
    }

    /** Answers of the same score that come after one, among answers the smaller place comes first. */
    private static int betterKept(final boolean[] isAnswer, final float[] scores, final int i) {
        int count = 0;
        for (int j = i + 1; j < scores.length; j++) {
            count += scores[j] == scores[i] && isAnswer[j] ? 1 : 0;
        }
        return count;
    }

    /** The first of the candidates by score; of equals the smaller ordinal comes first. */
    static int[] list(final Asked asked, final float[] scores) {
        final BestListings best = new BestListings(Measures.LONG_CUT);
        for (int i = 0; i < scores.length; i++) {
            best.offer(asked.candidates()[i], scores[i]);
        }
        final int[] list = new int[best.sort()];
        for (int i = 0; i < list.length; i++) {
            list[i] = best.ordinal(i);
        }
        return list;
    }

    /** What one part alone makes of questions. */
    static Measures part(final List<Asked> asked, final int part) {
        return mean(asked.stream().map(one -> Measures.of(one.lists()[part], one.question().answers())).toList());
    }

    static Measures mean(final List<Measures> all) {
        double ndcg = 0;
        double recall = 0;
        double hits = 0;
        double mrr = 0;
        for (final Measures one : all) {
            ndcg += one.ndcg10();
            recall += one.recall20();
            hits += one.hitRate10();
            mrr += one.mrr10();
        }
        final int count = Math.max(1, all.size());
        return new Measures(ndcg / count, recall / count, hits / count, mrr / count);
    }
}
