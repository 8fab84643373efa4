package dev.homing.features;

/**
 * Weighted mean and standard deviation (of the population). Values are taken relative to the first one, so that the difference
 * of large sums does not swallow a small spread, and equal values have a spread of exactly 0.
 */
final class Spread {
    private final double[] values;
    private final long[] weights;
    private double first;
    private double weight;
    private double sum;
    private double squares;

    Spread(final int capacity) {
        values = new double[capacity];
        weights = new long[capacity];
    }

    /** Sets one of the values; one that is not known has a weight of 0. */
    void set(final int i, final double value, final long itsWeight) {
        values[i] = value;
        weights[i] = itsWeight;
    }

    /** Adds up the first values; false when all weights are 0. */
    boolean sum(final int count) {
        int begin = 0;
        while (begin < count && weights[begin] == 0) {
            begin++;
        }
        if (begin == count) {
            return false;
        }
        final double reference = values[begin];
        long allWeights = 0;
        double deviations = 0;
        double squaredDeviations = 0;
        for (int i = begin; i < count; i++) {
            final double deviation = values[i] - reference;
            final double weighted = weights[i] * deviation;
            allWeights += weights[i];
            deviations += weighted;
            squaredDeviations += weighted * deviation;
        }
        first = reference;
        weight = allWeights;
        sum = deviations;
        squares = squaredDeviations;
        return true;
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
