package dev.homing.features;

import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/** Level, spread and bands of the prices of the preferred properties. All NaN when none has a price. */
final class PriceFeatures {
    private final LeadEvents events;
    private final double[] edges;
    private final long[] bandMicros = new long[LeadFeatureSchema.PRICE_BAND_COUNT];
    private final Spread prices = new Spread();

    PriceFeatures(final LeadEvents events, final LeadFeatureOptions options) {
        this.events = events;
        edges = new double[] {options.lowPriceEdge(), options.middlePriceEdge(), options.highPriceEdge()};
    }

    void put(final PropertyTable properties, final float[] numerical) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        long micros = 0;
        prices.clear();
        Arrays.fill(bandMicros, 0);
        for (int i = 0; i < properties.preferredCount(); i++) {
            final double price = TimelineRecord.price(events.buffer(), properties.offset(i));
            if (!Double.isNaN(price)) {
                final long weight = properties.micros(i);
                prices.add(price, weight);
                micros += weight;
                bandMicros[band(price)] += weight;
                min = Math.min(min, price);
                max = Math.max(max, price);
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
