package dev.homing.features;

import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** Level, spread, bands and trend of prices. What is of the preferred properties is NaN when none has a price. */
final class PriceFeatures {
    private static final double DAY_MS = 86_400_000;
    private static final double TREND_DAYS = 30;
    private static final int MIN_TREND_EVENTS = 3;

    private final double[] edges;
    private final long[] bandMicros = new long[LeadFeatureSchema.PRICE_BAND_COUNT];
    private final Spread prices = new Spread();
    private final TimelineRecord record = new TimelineRecord();

    // The least-squares line through (days since the first priced event, logarithm of the price / that of the first).
    private int trendEvents;
    private long firstAt;
    private double firstLog;
    private double x;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumXy;

    PriceFeatures(final LeadFeatureOptions options) {
        edges = new double[] {options.lowPriceEdge(), options.middlePriceEdge(), options.highPriceEdge()};
    }

    void clear() {
        trendEvents = 0;
        x = 0;
        sumX = 0;
        sumY = 0;
        sumXx = 0;
        sumXy = 0;
    }

    void add(final PassedEvent event, final PropertyTable properties) {
        if (event.micros() <= 0 || !event.hasProperty()) {
            return;
        }
        final double price = event.record().price();
        if (Double.isNaN(price)) {
            return;
        }
        final double log = properties.logOfPrice(event.property(), price);
        if (trendEvents++ == 0) {
            firstAt = event.occurredAt();
            firstLog = log;
        }
        x = (event.occurredAt() - firstAt) / DAY_MS;
        final double y = log - firstLog;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
    }

    void put(final PropertyTable properties, final DirectBuffer buffer, final float[] numerical) {
        // The last x is that of the newest event: 0 when all fall on one instant.
        if (trendEvents >= MIN_TREND_EVENTS && x > 0) {
            numerical[LeadFeatureSchema.PRICE_TREND] = (float) (TREND_DAYS
                    * (trendEvents * sumXy - sumX * sumY) / (trendEvents * sumXx - sumX * sumX));
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        long micros = 0;
        prices.clear();
        Arrays.fill(bandMicros, 0);
        for (int i = 0; i < properties.size(); i++) {
            if (properties.isPreferred(i)) {
                final double price = record.wrap(buffer, properties.newestPositiveOffset(i)).price();
                if (!Double.isNaN(price)) {
                    final long weight = properties.largestMicros(i);
                    prices.add(price, weight);
                    micros += weight;
                    bandMicros[band(price)] += weight;
                    min = Math.min(min, price);
                    max = Math.max(max, price);
                }
            }
        }
        if (micros == 0) {
            return;
        }
        numerical[LeadFeatureSchema.PRICE_MEAN] = (float) prices.mean();
        numerical[LeadFeatureSchema.PRICE_MIN] = (float) min;
        numerical[LeadFeatureSchema.PRICE_MAX] = (float) max;
        numerical[LeadFeatureSchema.PRICE_CV] = (float) prices.cv();
        numerical[LeadFeatureSchema.PRICE_LOG_RANGE] = (float) Math.log(max / min);
        for (int band = 0; band < bandMicros.length; band++) {
            numerical[LeadFeatureSchema.PRICE_BANDS + band] = (float) ((double) bandMicros[band] / micros);
        }
    }

    private int band(final double price) {
        int band = 0;
        while (band < edges.length && price >= edges[band]) {
            band++;
        }
        return band;
    }
}
