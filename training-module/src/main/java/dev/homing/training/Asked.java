package dev.homing.training;

/**
 * A question with all that its answer can be made of.
 *
 * @param question   that was asked
 * @param candidates ordinals of the listings that any of the parts found
 * @param rows       of the ranker, one after the other, for each candidate
 * @param isAnswer   of each candidate
 * @param lists      of each {@link Part} alone, best first
 */
record Asked(Question question, int[] candidates, float[] rows, boolean[] isAnswer, int[][] lists) {
    /** Whether any candidate is an answer; else no order of them is better than another. */
    boolean hasAnswer() {
        for (final boolean is : isAnswer) {
            if (is) {
                return true;
            }
        }
        return false;
    }
}
