package dev.homing.training;

/**
 * What a server could have been asked: what will this lead like next?
 *
 * @param lead    who
 * @param history how many of the lead's events had happened
 * @param atMs    when, milliseconds since 1970
 * @param answers ordinals of the listings that the lead then took to, and had not met before; never empty
 * @param among   ordinals of the listings that there were to choose from, or {@link #THE_MARKET}
 */
record Question(int lead, int history, long atMs, int[] answers, int[] among) {
    /** Whatever is on the market, and was not met before. */
    static final int[] THE_MARKET = {};

    Question(final int lead, final int history, final long atMs, final int[] answers) {
        this(lead, history, atMs, answers, THE_MARKET);
    }
}
