package dev.homing.features;

/** A weighted mean of the values that are finite. */
final class WeightedMean {
    private double sum;
    private double weights;

    void clear() {
        sum = 0;
        weights = 0;
    }

    void add(final double value, final double weight) {
        if (Double.isFinite(value)) {
            sum += value * weight;
            weights += weight;
        }
    }

    boolean isEmpty() {
        return weights == 0;
    }

    /** How much more a value is; 0 when either is not known. */
    double gap(final double value) {
        final double gap = value - sum / weights;
        return Double.isFinite(gap) ? gap : 0;
    }
}
