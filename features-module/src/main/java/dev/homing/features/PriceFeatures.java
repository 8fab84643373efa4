package dev.homing.features;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.DirectBuffer;

/** Level, spread and bands of the prices of the preferred properties. All NaN when none has a price. */
final class PriceFeatures {
    private final double[] edges;
    private final double[] bandWeights = new double[LeadFeatureSchema.PRICE_BAND_COUNT];

    PriceFeatures(final LeadFeatureOptions options) {
        edges = new double[] {options.lowPriceEdge(), options.middlePriceEdge(), options.highPriceEdge()};
    }

    void put(final PropertyTable properties, final DirectBuffer buffer, final float[] features) {
        double weights = 0;
        double weighted = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int band = 0; band < bandWeights.length; band++) {
            bandWeights[band] = 0;
        }
        for (int i = 0; i < properties.size(); i++) {
            final double price = price(properties, i, buffer);
            if (!Double.isNaN(price)) {
                final double weight = properties.largestWeight(i);
                weights += weight;
                weighted += weight * price;
                min = Math.min(min, price);
                max = Math.max(max, price);
                bandWeights[band(price)] += weight;
            }
        }
        if (weights == 0) {
            return;
        }
        final double mean = weighted / weights;
        features[LeadFeatureSchema.PRICE_MEAN] = (float) mean;
        features[LeadFeatureSchema.PRICE_MIN] = (float) min;
        features[LeadFeatureSchema.PRICE_MAX] = (float) max;
        features[LeadFeatureSchema.PRICE_CV] = (float) (std(properties, buffer, mean, weights) / mean);
        features[LeadFeatureSchema.PRICE_LOG_RANGE] = (float) Math.log(max / min);
        for (int band = 0; band < bandWeights.length; band++) {
            features[LeadFeatureSchema.PRICE_BANDS + band] = (float) (bandWeights[band] / weights);
        }
    }

    /** A second pass, because the difference of two large sums would lose what a small spread is made of. */
    private static double std(
            final PropertyTable properties, final DirectBuffer buffer, final double mean, final double weights) {
        double squares = 0;
        for (int i = 0; i < properties.size(); i++) {
            final double price = price(properties, i, buffer);
            if (!Double.isNaN(price)) {
                squares += properties.largestWeight(i) * (price - mean) * (price - mean);
            }
        }
        return Math.sqrt(squares / weights);
    }

    private static double price(final PropertyTable properties, final int i, final DirectBuffer buffer) {
        return properties.isPreferred(i)
                ? buffer.getDouble(properties.newestPositiveOffset(i) + TimelineRecord.PRICE_FIELD_OFFSET, LITTLE_ENDIAN)
                : Double.NaN;
    }

    private int band(final double price) {
        int band = 0;
        while (band < edges.length && price >= edges[band]) {
            band++;
        }
        return band;
    }
}
