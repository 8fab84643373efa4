package dev.homing.training;

/**
 * How good lists are, as means over questions (Järvelin and Kekäläinen 2002 for NDCG): binary gain, discount 1 / log2(1 + rank),
 * the ideal fills the first min(answers, cut) places.
 *
 * @param ndcg10    NDCG@10
 * @param recall20  Recall@20: found answers as a part of all
 * @param hitRate10 share of questions with an answer among the first 10
 * @param mrr10     1 / rank of the first answer among the first 10, else 0
 */
record Measures(double ndcg10, double recall20, double hitRate10, double mrr10) {
    static final int CUT = 10;
    static final int LONG_CUT = 20;
    private static final double[] DISCOUNTS = discounts();
    private static final double[] IDEALS = ideals();

    private static double[] discounts() {
        final double[] discounts = new double[CUT];
        for (int i = 0; i < CUT; i++) {
            discounts[i] = Math.log(2) / Math.log(i + 2);
        }
        return discounts;
    }

    private static double[] ideals() {
        final double[] ideals = new double[CUT + 1];
        for (int i = 0; i < CUT; i++) {
            ideals[i + 1] = ideals[i] + DISCOUNTS[i];
        }
        return ideals;
    }

    /** What an answer at a place, from 0 on, adds to the NDCG of a question with so many answers. */
    static double gain(final int place, final int answers) {
        return place < CUT ? DISCOUNTS[place] / IDEALS[Math.min(answers, CUT)] : 0;
    }

    /** Measures one list. */
    static Measures of(final int[] list, final int[] answers) {
        double ndcg = 0;
        int found = 0;
        double reciprocal = 0;
        for (int i = 0; i < Math.min(LONG_CUT, list.length); i++) {
            if (contains(answers, list[i])) {
                ndcg += gain(i, answers.length);
                found++;
                reciprocal = reciprocal == 0 && i < CUT ? 1.0 / (i + 1) : reciprocal;
            }
        }
        return new Measures(ndcg, (double) found / answers.length, reciprocal > 0 ? 1 : 0, reciprocal);
    }

    private static boolean contains(final int[] answers, final int listing) {
        for (final int answer : answers) {
            if (answer == listing) {
                return true;
            }
        }
        return false;
    }
}
