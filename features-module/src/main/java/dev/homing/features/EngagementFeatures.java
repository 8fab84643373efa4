package dev.homing.features;

/** Sum, mean, spread and largest of the events' weights. */
final class EngagementFeatures {
    private static final double HALF_LIFE_MS = 14 * 86_400_000.0;
    private static final long HIGH_INTENT_MICROS = 3L * EngagementWeights.MICROS;

    private final LeadEvents events;
    private final double[] micros = new double[EventKind.COUNT];
    private final Fading fading;

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
        numerical[LeadFeatureSchema.ENGAGEMENT_SCORE] = (float) (faded / EngagementWeights.MICROS);
        putSpread(events.kindCounts(), events.presentKinds(), events.count(), numerical);
    }

    /** All events of a kind weigh the same. Relative to the largest weight, so that equal ones have a spread of exactly 0. */
    private void putSpread(final int[] counts, final int present, final double all, final float[] numerical) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int rest = present; rest != 0; rest &= rest - 1) {
            final double weight = micros[Integer.numberOfTrailingZeros(rest)];
            largest = weight > largest ? weight : largest;
        }
        double sum = 0;
        double squares = 0;
        int highIntent = 0;
        for (int rest = present; rest != 0; rest &= rest - 1) {
            final int kind = Integer.numberOfTrailingZeros(rest);
            final double deviation = micros[kind] - largest;
            sum += counts[kind] * deviation;
            squares += counts[kind] * deviation * deviation;
            highIntent += micros[kind] >= HIGH_INTENT_MICROS ? counts[kind] : 0;
        }
        final double mean = sum / all;
        numerical[LeadFeatureSchema.ENGAGEMENT_MEAN] = (float) ((largest + mean) / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.ENGAGEMENT_STD] =
                (float) (Math.sqrt(Math.max(0, squares / all - mean * mean)) / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.ENGAGEMENT_MAX] = (float) (largest / EngagementWeights.MICROS);
        numerical[LeadFeatureSchema.HIGH_INTENT_RATIO] = (float) (highIntent / all);
    }
}
