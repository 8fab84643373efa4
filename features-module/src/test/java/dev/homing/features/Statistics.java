package dev.homing.features;

import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;

/** The formulas of a school book, for the oracle: each with the mean taken first, none in one pass. */
final class Statistics {
    private Statistics() {
    }

    static double mean(final List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
    }

    /** Population standard deviation. */
    static double std(final List<Double> values) {
        final double mean = mean(values);
        return Math.sqrt(values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum() / values.size());
    }

    static double regularity(final List<Double> gaps) {
        return 1 / (1 + std(gaps) / mean(gaps));
    }

    static double weightedMean(final double[] values, final double[] weights) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
        }
        return sum / DoubleStream.of(weights).sum();
    }

    static double weightedStd(final double[] values, final double[] weights) {
        final double mean = weightedMean(values, weights);
        return Math.sqrt(weightedMean(DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).toArray(), weights));
    }

    /** Least-squares slope of y on x. */
    static double slope(final List<Double> x, final List<Double> y) {
        final double meanX = mean(x);
        final double meanY = mean(y);
        double products = 0;
        double squares = 0;
        for (int i = 0; i < x.size(); i++) {
            products += (x.get(i) - meanX) * (y.get(i) - meanY);
            squares += (x.get(i) - meanX) * (x.get(i) - meanX);
        }
        return products / squares;
    }

    /** Entropy of the shares of some amounts, 1 when all of so many kinds have the same. */
    static double entropy(final Collection<Double> amounts, final int kinds) {
        final double sum = amounts.stream().mapToDouble(Double::doubleValue).sum();
        return amounts.stream().mapToDouble(amount -> amount / sum)
                .filter(share -> share > 0).map(share -> -share * Math.log(share)).sum() / Math.log(kinds);
    }
}
