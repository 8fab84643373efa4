package dev.homing.features;

/**
 * Sine and cosine of times of day as angles, without calling either for each event: of the middle of each hour both are in a
 * table, and the way from there, half an hour at most, takes the first terms of the series, together exact to 2e-10. Sums of the
 * events of an hour are turned at once.
 */
final class Clock {
    private static final int HOURS = 24;
    private static final double RADIANS_PER_MS = 2 * Math.PI / 86_400_000;
    private static final double SQUARE = RADIANS_PER_MS * RADIANS_PER_MS;
    private static final double[] SIN = new double[HOURS];
    private static final double[] COS = new double[HOURS];

    private double sin;
    private double cos;

    static {
        for (int hour = 0; hour < HOURS; hour++) {
            SIN[hour] = Math.sin(2 * Math.PI * (hour + 0.5) / HOURS);
            COS[hour] = Math.cos(2 * Math.PI * (hour + 0.5) / HOURS);
        }
    }

    void clear() {
        sin = 0;
        cos = 0;
    }

    /** Sine of a time that is half an hour or less. */
    static double sinOf(final double ms) {
        final double square = ms * ms;
        return ms * (RADIANS_PER_MS - square * (RADIANS_PER_MS * SQUARE / 6 - square * (RADIANS_PER_MS * SQUARE * SQUARE / 120)));
    }

    /** 1 - the cosine of a time that is half an hour or less. */
    static double versineOf(final double ms) {
        final double square = ms * ms;
        return square * (SQUARE / 2 - square * (SQUARE * SQUARE / 24 - square * (SQUARE * SQUARE * SQUARE / 720)));
    }

    /** Adds times of one hour, given the sums over their distances from its middle. */
    void add(final int hour, final int times, final double sumOfSin, final double sumOfVersine) {
        final double sumOfCos = times - sumOfVersine;
        sin += SIN[hour] * sumOfCos + COS[hour] * sumOfSin;
        cos += COS[hour] * sumOfCos - SIN[hour] * sumOfSin;
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
