package dev.homing.features;

import java.util.Arrays;

/** The least-squares line through the logarithms of the prices that the lead was interested in, over time. */
final class PriceTrend {
    private static final double TREND_MS = 30 * 86_400_000.0;
    private static final int MIN_EVENTS = 3;
    /** Of -0.0, which no price is. */
    private static final long NO_PRICE_BITS = Long.MIN_VALUE;

    private final LeadEvents events;
    private final long[] priceBits;
    private final double[] logs;

    PriceTrend(final LeadEvents events, final int capacity) {
        this.events = events;
        priceBits = new long[capacity + 1];
        logs = new double[capacity + 1];
    }

    void put(final PropertyTable properties, final float[] numerical) {
        Arrays.fill(priceBits, 0, properties.size() + 1, NO_PRICE_BITS);
        int count = 0;
        long firstAgeMs = 0;
        double firstLog = 0;
        double x = 0;
        double sumX = 0;
        double sumY = 0;
        double sumXx = 0;
        double sumXy = 0;
        for (int wanted = 0; wanted < properties.wantedCount(); wanted++) {
            final int i = properties.wantedEvent(wanted);
            final double price = events.price(i);
            final int property = properties.wantedProperty(wanted);
            final long bits = Double.doubleToRawLongBits(price);
            // The logarithm is taken once as long as the property's price stays the same.
            if (priceBits[property] != bits) {
                if (Double.isNaN(price)) {
                    continue;
                }
                priceBits[property] = bits;
                logs[property] = Logarithm.of(price);
            }
            if (count == 0) {
                firstAgeMs = events.ageMs(i);
                firstLog = logs[property];
            }
            count++;
            // From the first one on, so that equal prices have a trend of exactly 0.
            x = firstAgeMs - events.ageMs(i);
            final double y = logs[property] - firstLog;
            sumX += x;
            sumY += y;
            sumXx += x * x;
            sumXy += x * y;
        }
        // The last x is that of the newest event: 0 when all fall on one instant.
        if (count >= MIN_EVENTS && x > 0) {
            numerical[LeadFeatureSchema.PRICE_TREND] =
                    (float) (TREND_MS * (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX));
        }
    }
}
