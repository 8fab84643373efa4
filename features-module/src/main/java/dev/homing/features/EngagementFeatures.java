package dev.homing.features;

/** Sum, mean, spread and largest of the events' weights. */
final class EngagementFeatures {
    private static final double HALF_LIFE_MS = 14 * 86_400_000.0;
    private static final long HIGH_INTENT_MICROS = 3L * EngagementWeights.MICROS;

    private final LeadEvents events;
    private final double[] micros = new double[EventKind.COUNT];
    private final Fading fading;
    private final Spread weights = new Spread();

    EngagementFeatures(final LeadEvents events, final long windowMs) {
        this.events = events;
        for (int kind = 0; kind < EventKind.COUNT; kind++) {
            micros[kind] = events.weights().micros(kind);
        }
        fading = new Fading(HALF_LIFE_MS, windowMs);
    }

    void put(final float[] numerical) {
        double faded = 0;
        for (int i = 0; i < events.count(); i++) {
            faded += micros[events.kind(i)] * fading.at(events.ageMs(i));
        }
        double largest = Double.NEGATIVE_INFINITY;
        int highIntent = 0;
        weights.clear();
        for (int kind = 0; kind < EventKind.COUNT; kind++) {
            final int count = events.kindCounts()[kind];
            if (count > 0) {
                weights.add(micros[kind], count);
                largest = Math.max(largest, micros[kind]);
                highIntent += micros[kind] >= HIGH_INTENT_MICROS ? count : 0;
            }
        }
        numerical[LeadFeatureSchema.ENGAGEMENT_SCORE] = (float) (faded / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.ENGAGEMENT_MEAN] = (float) (weights.mean() / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.ENGAGEMENT_STD] = (float) (weights.std() / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.ENGAGEMENT_MAX] = (float) (largest / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.HIGH_INTENT_RATIO] = (float) ((double) highIntent / events.count());
    }
}
