package dev.homing.features;

/** Sum, mean, spread and largest of the events' weights. */
final class EngagementFeatures {
    private static final double HALF_LIFE_MS = 14 * 86_400_000.0;
    private static final long HIGH_INTENT_MICROS = 3L * EngagementWeights.MICROS;

    private final Fading fading;
    private final Spread weights = new Spread();
    private double faded;
    private long sum;
    private long largest;
    private int highIntent;

    EngagementFeatures(final long windowMs) {
        fading = new Fading(HALF_LIFE_MS, windowMs);
    }

    void clear() {
        weights.clear();
        faded = 0;
        sum = 0;
        largest = Long.MIN_VALUE;
        highIntent = 0;
    }

    void add(final PassedEvent event) {
        final long micros = event.micros();
        weights.add((double) micros);
        faded += micros * fading.at(event.ageMs());
        sum += micros;
        largest = Math.max(largest, micros);
        highIntent += micros >= HIGH_INTENT_MICROS ? 1 : 0;
    }

    void put(final int events, final float[] numerical) {
        numerical[LeadFeatureSchema.ENGAGEMENT_SCORE] = (float) (faded / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.ENGAGEMENT_MEAN] = (float) ((double) sum / EngagementWeights.MICROS / events);
        numerical[LeadFeatureSchema.ENGAGEMENT_STD] = (float) (weights.std() / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.ENGAGEMENT_MAX] = (float) ((double) largest / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.HIGH_INTENT_RATIO] = (float) ((double) highIntent / events);
    }
}
