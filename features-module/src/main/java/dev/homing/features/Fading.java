package dev.homing.features;

/**
 * The factor 2^(-age / half-life), for half-lives of days, without an exponential for each event: a table in steps of some 70
 * minutes, and for what is left the first four terms of the series, together exact to 1e-11.
 */
final class Fading {
    private static final int STEP_BITS = 22;
    private static final int STEP_MASK = (1 << STEP_BITS) - 1;

    private final double[] steps;
    private final double linear;
    private final double square;
    private final double cube;

    Fading(final double halfLifeMs, final long longestAgeMs) {
        final double ratePerMs = Math.log(2) / halfLifeMs;
        linear = ratePerMs;
        square = ratePerMs * ratePerMs / 2;
        cube = ratePerMs * ratePerMs * ratePerMs / 6;
        steps = new double[(int) (longestAgeMs >> STEP_BITS) + 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.exp(-ratePerMs * ((long) i << STEP_BITS));
        }
    }

    /** The factor at an age from 0 to the longest. */
    double at(final long ageMs) {
        final double rest = (int) ageMs & STEP_MASK;
        return steps[(int) (ageMs >> STEP_BITS)] * (1 - rest * (linear - rest * (square - rest * cube)));
    }
}
