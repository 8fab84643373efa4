package dev.homing.features;

/**
 * Popularity as of an instant: the weights of the events of a window, each halved for every {@link PopularityHorizon#WEEK week}
 * of its age. Events come in order of time.
 *
 * <p>Weights of one instant are added as whole millionths, so that what outweighs each other at that instant leaves exactly 0.
 */
final class FadingSum {
    private static final double DECAY_PER_MS = Math.log(2) / (PopularityHorizon.WEEK.halfLifeDays() * 86_400_000.0);

    private long afterMs;
    private long asOfMs;
    private double sum;
    private long instant;
    private long micros;

    void clear(final long newAfterMs, final long newAsOfMs) {
        afterMs = newAfterMs;
        asOfMs = newAsOfMs;
        sum = 0;
        instant = newAfterMs;
        micros = 0;
    }

    /** Takes an event in, if it is of the window. */
    void add(final long occurredAt, final long weightMicros) {
        if (occurredAt <= afterMs || occurredAt > asOfMs) {
            return;
        }
        if (occurredAt != instant) {
            fade();
            instant = occurredAt;
        }
        micros += weightMicros;
    }

    private void fade() {
        if (micros != 0) {
            sum += (double) micros / EngagementWeights.MICROS * Math.exp((instant - asOfMs) * DECAY_PER_MS);
            micros = 0;
        }
    }

    double value() {
        fade();
        return sum;
    }
}
