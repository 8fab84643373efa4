package dev.homing.serving.demo;

/**
 * How large a market is.
 *
 * @param days     of history
 * @param listings that were on the market at some time of it
 * @param leads    that looked for a home at some time of it
 */
record MarketSize(int days, int listings, int leads) {
    /** That of the demo. */
    static final MarketSize DEMO = new MarketSize(90, 2_500, 600);

    MarketSize {
        if (days < 1 || listings < 1 || leads < 1) {
            throw new IllegalArgumentException("days=" + days + ", listings=" + listings + ", leads=" + leads
                    + ": each must be 1 or more");
        }
    }
}
