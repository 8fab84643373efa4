package dev.homing.features;

/**
 * Adds up sine and cosine of times of day as angles, without calling either for each event: both of the middle of some four
 * minutes come from a table, and what is left is turned by the first terms of the series, together exact to 1e-12.
 */
final class Clock {
    private static final double DAY_MS = 86_400_000;
    private static final int STEP_BITS = 18;
    private static final int HALF_STEP = 1 << (STEP_BITS - 1);
    private static final double RADIANS_PER_MS = 2 * Math.PI / DAY_MS;
    private static final double[] TABLE = table();

    private double sin;
    private double cos;

    private static double[] table() {
        final double[] table = new double[2 * (((int) DAY_MS >> STEP_BITS) + 1)];
        for (int i = 0; i < table.length; i += 2) {
            final double angle = RADIANS_PER_MS * (((i / 2) << STEP_BITS) + HALF_STEP);
            table[i] = Math.sin(angle);
            table[i + 1] = Math.cos(angle);
        }
        return table;
    }

    /** Adds up the angles of the first times. */
    void sum(final int[] timesOfDayMs, final int count) {
        double sumOfSin = 0;
        double sumOfCos = 0;
        for (int i = 0; i < count; i++) {
            final int step = timesOfDayMs[i] >> STEP_BITS;
            final double rest = RADIANS_PER_MS * (timesOfDayMs[i] - (step << STEP_BITS) - HALF_STEP);
            final double square = rest * rest;
            final double sinOfRest = rest * (1 - square * (1 / 6.0));
            final double cosOfRest = 1 - square * (1 / 2.0 - square * (1 / 24.0));
            final double sinOfStep = TABLE[2 * step];
            final double cosOfStep = TABLE[2 * step + 1];
            sumOfSin += sinOfStep * cosOfRest + cosOfStep * sinOfRest;
            sumOfCos += cosOfStep * cosOfRest - sinOfStep * sinOfRest;
        }
        sin = sumOfSin;
        cos = sumOfCos;
    }

    /** Sum of the sines. */
    double sin() {
        return sin;
    }

    /** Sum of the cosines. */
    double cos() {
        return cos;
    }
}
