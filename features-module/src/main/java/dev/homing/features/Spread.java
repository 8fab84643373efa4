package dev.homing.features;

/**
 * Weighted mean and standard deviation (of the population), of sums that one pass leaves. Values are taken relative to an origin,
 * the first of them, so that the difference of large sums does not swallow a small spread, and equal values have a spread of
 * exactly 0. The loops that add up have the sums in local variables: in fields each addition would wait for the one before to
 * come back from memory.
 */
final class Spread {
    private double origin;
    private double weight;
    private double sum;
    private double squares;

    /**
     * Takes the sums of a pass over values v of weights w.
     *
     * @param itsOrigin  o, the first value
     * @param itsWeight  sum of the w, which are above 0; 0 of no values
     * @param itsSum     sum of w (v - o)
     * @param itsSquares sum of w (v - o)²
     */
    void of(final double itsOrigin, final double itsWeight, final double itsSum, final double itsSquares) {
        origin = itsOrigin;
        weight = itsWeight;
        sum = itsSum;
        squares = itsSquares;
    }

    boolean isEmpty() {
        return weight == 0;
    }

    double mean() {
        return origin + sum / weight;
    }

    double std() {
        final double meanDeviation = sum / weight;
        return Math.sqrt(Math.max(0, squares / weight - meanDeviation * meanDeviation));
    }

    /** Coefficient of variation; NaN when the mean is 0. */
    double cv() {
        return mean() == 0 ? Double.NaN : std() / mean();
    }
}
