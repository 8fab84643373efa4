package dev.homing.training;

/**
 * What a server could have been asked: what will this lead like next?
 *
 * @param lead    who
 * @param history how many of the lead's events had happened
 * @param atMs    when, milliseconds since 1970
 * @param answers ordinals of the listings that the lead then took to; never empty
 * @param among   ordinals of the listings that there were to choose from, or {@link #THE_MARKET}
 * @param isAgain whether listings that the lead had met before are among the answers and on the market
 */
record Question(int lead, int history, long atMs, int[] answers, int[] among, boolean isAgain) {
    /** Whatever is on the market. */
    static final int[] THE_MARKET = {};

    Question(final int lead, final int history, final long atMs, final int[] answers, final int[] among) {
        this(lead, history, atMs, answers, among, false);
    }

    Question(final int lead, final int history, final long atMs, final int[] answers) {
        this(lead, history, atMs, answers, THE_MARKET);
    }
}
