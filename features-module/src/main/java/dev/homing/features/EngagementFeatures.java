package dev.homing.features;

/** Sum, mean, spread and largest of the events' weights. */
final class EngagementFeatures {
    private static final double HALF_LIFE_MS = 14 * 86_400_000.0;
    private static final double HIGH_INTENT_WEIGHT = 3;
    private static final double LN_2 = Math.log(2);

    private final double[] weights;
    private int count;
    private double faded;
    private double sum;
    private double largest;
    private int highIntent;

    EngagementFeatures(final int maxEvents) {
        weights = new double[maxEvents];
    }

    void clear() {
        count = 0;
        faded = 0;
        sum = 0;
        largest = Double.NEGATIVE_INFINITY;
        highIntent = 0;
    }

    void add(final double weight, final long ageMs) {
        weights[count++] = weight;
        faded += weight * Math.exp(-LN_2 * (ageMs / HALF_LIFE_MS));
        sum += weight;
        largest = Math.max(largest, weight);
        highIntent += weight >= HIGH_INTENT_WEIGHT ? 1 : 0;
    }

    void put(final float[] features) {
        if (count == 0) {
            return;
        }
        final double mean = sum / count;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += (weights[i] - mean) * (weights[i] - mean);
        }
        features[LeadFeatureSchema.ENGAGEMENT_SCORE] = (float) faded;
        features[LeadFeatureSchema.ENGAGEMENT_MEAN] = (float) mean;
        features[LeadFeatureSchema.ENGAGEMENT_STD] = (float) Math.sqrt(squares / count);
        features[LeadFeatureSchema.ENGAGEMENT_MAX] = (float) largest;
        features[LeadFeatureSchema.HIGH_INTENT_RATIO] = (float) ((double) highIntent / count);
    }
}
