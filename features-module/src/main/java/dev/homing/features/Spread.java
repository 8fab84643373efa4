package dev.homing.features;

/**
 * Weighted mean and standard deviation (of the population) in one pass. Values are taken relative to the first one, so that the
 * difference of large sums does not swallow a small spread, and equal values have a spread of exactly 0.
 */
final class Spread {
    private double weight;
    private double first;
    private double sum;
    private double squares;

    void clear() {
        weight = 0;
    }

    void add(final double value) {
        add(value, 1);
    }

    void add(final double value, final long itsWeight) {
        if (weight == 0) {
            first = value;
            sum = 0;
            squares = 0;
        }
        final double deviation = value - first;
        weight += itsWeight;
        sum += itsWeight * deviation;
        squares += itsWeight * deviation * deviation;
    }

    /** Sum of the weights; 0 when there is nothing. */
    double weight() {
        return weight;
    }

    double mean() {
        return first + sum / weight;
    }

    double std() {
        final double mean = sum / weight;
        return Math.sqrt(Math.max(0, squares / weight - mean * mean));
    }

    /** Coefficient of variation; NaN when the mean is 0. */
    double cv() {
        return mean() == 0 ? Double.NaN : std() / mean();
    }
}
