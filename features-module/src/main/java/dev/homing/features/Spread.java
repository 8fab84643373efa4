package dev.homing.features;

/**
 * Weighted mean and standard deviation (of the population) in one pass. Values are taken relative to the first one, so that the
 * difference of large sums does not swallow a small spread, and equal values have a spread of exactly 0.
 */
final class Spread {
    private double first;
    private double weight;
    private double sum;
    private double squares;

    void clear() {
        weight = 0;
        sum = 0;
        squares = 0;
    }

    /** Takes a value in; its weight is above 0. */
    void add(final double value, final double itsWeight) {
        if (weight == 0) {
            first = value;
        }
        final double deviation = value - first;
        final double weighted = itsWeight * deviation;
        weight += itsWeight;
        sum += weighted;
        squares += weighted * deviation;
    }

    boolean isEmpty() {
        return weight == 0;
    }

    double mean() {
        return first + sum / weight;
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
