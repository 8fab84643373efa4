package dev.homing.features;

import dev.homing.tracking.codec.RecordFields;

/** Level, spread and bands of the prices of the preferred properties. All NaN when none has a price. */
final class PriceFeatures {
    private final LeadEvents events;
    private final double lowEdge;
    private final double middleEdge;
    private final double highEdge;
    private final Spread prices;

    PriceFeatures(final LeadEvents events, final LeadFeatureOptions options) {
        this.events = events;
        lowEdge = options.lowPriceEdge();
        middleEdge = options.middlePriceEdge();
        highEdge = options.highPriceEdge();
        prices = new Spread(options.maxEvents());
    }

    void put(final PropertyTable properties, final float[] numerical) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        long all = 0;
        long fromLow = 0;
        long fromMiddle = 0;
        long fromHigh = 0;
        for (int i = 0; i < properties.preferredCount(); i++) {
            final double price = RecordFields.price(events.records(), properties.offset(i));
            if (Double.isNaN(price)) {
                prices.set(i, 0, 0);
            } else {
                final long micros = properties.micros(i);
                prices.set(i, price, micros);
                all += micros;
                fromLow += price >= lowEdge ? micros : 0;
                fromMiddle += price >= middleEdge ? micros : 0;
                fromHigh += price >= highEdge ? micros : 0;
                min = price < min ? price : min;
                max = price > max ? price : max;
            }
        }
        if (!prices.sum(properties.preferredCount())) {
            return;
        }
        numerical[LeadFeatureSchema.PRICE_MEAN] = (float) prices.mean();
        numerical[LeadFeatureSchema.PRICE_MIN] = (float) min;
        numerical[LeadFeatureSchema.PRICE_MAX] = (float) max;
        numerical[LeadFeatureSchema.PRICE_CV] = (float) prices.cv();
        numerical[LeadFeatureSchema.PRICE_LOG_RANGE] = (float) Math.log(max / min);
        numerical[LeadFeatureSchema.PRICE_BANDS] = (float) ((double) (all - fromLow) / all);
        numerical[LeadFeatureSchema.PRICE_BANDS + 1] = (float) ((double) (fromLow - fromMiddle) / all);
        numerical[LeadFeatureSchema.PRICE_BANDS + 2] = (float) ((double) (fromMiddle - fromHigh) / all);
        numerical[LeadFeatureSchema.PRICE_BANDS + 3] = (float) ((double) fromHigh / all);
    }
}
