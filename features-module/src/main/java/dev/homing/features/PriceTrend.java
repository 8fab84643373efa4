package dev.homing.features;

import java.util.Arrays;

/** The least-squares line through the logarithms of the prices that the lead was interested in, over time. */
final class PriceTrend {
    private static final double TREND_MS = 30 * 86_400_000.0;
    private static final int MIN_EVENTS = 3;

    private final LeadEvents events;
    private final long[] priceBits;
    private final double[] logs;

    PriceTrend(final LeadEvents events, final int capacity) {
        this.events = events;
        priceBits = new long[capacity + 1];
        logs = new double[capacity + 1];
    }

    void put(final PropertyTable properties, final float[] numerical) {
        Arrays.fill(priceBits, 0, properties.size() + 1, 0);
        int count = 0;
        long firstAgeMs = 0;
        double firstLog = 0;
        double x = 0;
        double sumX = 0;
        double sumY = 0;
        double sumXx = 0;
        double sumXy = 0;
        for (int wanted = 0; wanted < properties.wantedCount(); wanted++) {
            final int i = properties.wanted(wanted);
            final double price = events.price(i);
            if (!Double.isNaN(price)) {
                final double log = log(events.property(i), price);
                if (count++ == 0) {
                    firstAgeMs = events.ageMs(i);
                    firstLog = log;
                }
                // From the first one on, so that equal prices have a trend of exactly 0.
                x = firstAgeMs - events.ageMs(i);
                final double y = log - firstLog;
                sumX += x;
                sumY += y;
                sumXx += x * x;
                sumXy += x * y;
            }
        }
        // The last x is that of the newest event: 0 when all fall on one instant.
        if (count >= MIN_EVENTS && x > 0) {
            numerical[LeadFeatureSchema.PRICE_TREND] =
                    (float) (TREND_MS * (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX));
        }
    }

    /** The logarithm of a price, which is taken once as long as the property's price stays the same. */
    private double log(final int property, final double price) {
        final long bits = Double.doubleToRawLongBits(price);
        if (priceBits[property] != bits) {
            priceBits[property] = bits;
            logs[property] = Logarithm.of(price);
        }
        return logs[property];
    }
}
