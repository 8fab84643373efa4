package dev.homing.training;

/**
 * How one method did on one question.
 *
 * @param lead     who was asked about
 * @param history  how many listings the lead had met
 * @param list     best first
 * @param measures of the list
 * @param surprise sum of {@link Audience#surprise} over the first 10
 */
record Verdict(int lead, int history, int[] list, Measures measures, double surprise) {
}
