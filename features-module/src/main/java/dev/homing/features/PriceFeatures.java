package dev.homing.features;

import dev.homing.tracking.codec.RecordFields;
import java.util.Arrays;

/** Level, spread and bands of the prices of the preferred properties. All NaN when none has a price. */
final class PriceFeatures {
    private final LeadEvents events;
    private final double lowEdge;
    private final double middleEdge;
    private final double highEdge;
    private final double[] bandMicros = new double[LeadFeatureSchema.PRICE_BAND_COUNT];
    private final Spread prices = new Spread();

    PriceFeatures(final LeadEvents events, final LeadFeatureOptions options) {
        this.events = events;
        lowEdge = options.lowPriceEdge();
        middleEdge = options.middlePriceEdge();
        highEdge = options.highPriceEdge();
    }

    void put(final PropertyTable properties, final float[] numerical) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double origin = 0;
        double weight = 0;
        double sum = 0;
        double squares = 0;
        Arrays.fill(bandMicros, 0, LeadFeatureSchema.PRICE_BAND_COUNT, 0);
        for (int i = 0; i < properties.preferredCount(); i++) {
            final double price = RecordFields.price(events.records(), properties.offset(i));
            if (!Double.isNaN(price)) {
                final double micros = properties.micros(i);
                origin = weight == 0 ? price : origin;
                final double deviation = price - origin;
                final double weighted = micros * deviation;
                weight += micros;
                sum += weighted;
                squares += weighted * deviation;
                bandMicros[(price >= lowEdge ? 1 : 0) + (price >= middleEdge ? 1 : 0) + (price >= highEdge ? 1 : 0)] += micros;
                min = price < min ? price : min;
                max = price > max ? price : max;
            }
        }
        if (weight == 0) {
            return;
        }
        prices.of(origin, weight, sum, squares);
        numerical[LeadFeatureSchema.PRICE_MEAN] = (float) prices.mean();
        numerical[LeadFeatureSchema.PRICE_MIN] = (float) min;
        numerical[LeadFeatureSchema.PRICE_MAX] = (float) max;
        numerical[LeadFeatureSchema.PRICE_CV] = (float) prices.cv();
        numerical[LeadFeatureSchema.PRICE_LOG_RANGE] = (float) Math.log(max / min);
        for (int band = 0; band < bandMicros.length; band++) {
            numerical[LeadFeatureSchema.PRICE_BANDS + band] = (float) (bandMicros[band] / weight);
        }
    }
}
