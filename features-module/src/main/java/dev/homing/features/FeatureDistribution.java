package dev.homing.features;

import java.util.Arrays;
import java.util.Objects;

/**
 * How the values of one feature are distributed in a population: moments, and a quantile for each per cent. Says where a value
 * stands in it. Immutable; any thread.
 */
public final class FeatureDistribution {
    /** Quantiles: the smallest value, one for each per cent, the largest. */
    public static final int QUANTILES = 101;

    private static final int LAST = QUANTILES - 1;

    private final long count;
    private final long missing;
    private final double mean;
    private final double std;
    private final float[] quantiles;

    /**
     * Creates a distribution.
     *
     * @param count     members of the population that have a value, 0 or more
     * @param missing   those for which it is missing, 0 or more
     * @param mean      finite; ignored when nobody has a value
     * @param std       of the population, finite and 0 or more; ignored when nobody has a value
     * @param quantiles {@link #QUANTILES} finite numbers that never fall; none when nobody has a value
     * @throws IllegalArgumentException when they are not, with the name and the value
     */
    public FeatureDistribution(
            final long count, final long missing, final double mean, final double std, final float[] quantiles) {
        if (count < 0 || missing < 0) {
            throw new IllegalArgumentException("count=" + count + ", missing=" + missing + ": 0 or more are needed");
        }
        this.count = count;
        this.missing = missing;
        this.mean = count == 0 ? Double.NaN : mean;
        this.std = count == 0 ? Double.NaN : std;
        this.quantiles = Objects.requireNonNull(quantiles, "quantiles").clone();
        if (count > 0 && !(Double.isFinite(mean) && std >= 0 && std < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("mean=" + mean + ", std=" + std + ": finite ones are needed");
        }
        checkQuantiles();
    }

    private void checkQuantiles() {
        final int expected = count == 0 ? 0 : QUANTILES;
        if (quantiles.length != expected) {
            throw new IllegalArgumentException("quantiles.length=" + quantiles.length + ": " + expected + " are needed");
        }
        for (int i = 0; i < quantiles.length; i++) {
            if (!Float.isFinite(quantiles[i]) || (i > 0 && quantiles[i] < quantiles[i - 1])) {
                throw new IllegalArgumentException("quantiles[" + i + "]=" + quantiles[i]
                        + ": they must be finite and never fall");
            }
        }
    }

    /**
     * Members of the population that have a value.
     *
     * @return 0 or more
     */
    public long count() {
        return count;
    }

    /**
     * Members of the population for which it is missing.
     *
     * @return 0 or more
     */
    public long missing() {
        return missing;
    }

    /**
     * Mean of the values.
     *
     * @return NaN when nobody has one
     */
    public double mean() {
        return mean;
    }

    /**
     * Standard deviation of the values, of the population.
     *
     * @return 0 or more, NaN when nobody has one
     */
    public double std() {
        return std;
    }

    /**
     * The quantiles, from the smallest value to the largest.
     *
     * @return a copy; empty when nobody has a value
     */
    public float[] quantiles() {
        return quantiles.clone();
    }

    /**
     * Where a value stands: the share of the values below it, and half of the share that is equal to it. A flat piece of the
     * quantiles is one value that many have, so that a count that is mostly 0 is answered as such; between two quantiles the
     * answer is interpolated. It is at most 0.01 off, and at most 0.005 for a value that fills two quantiles or more, beside what
     * the quantiles themselves are off. The larger value never gets the smaller answer.
     *
     * @param value any number
     * @return 0 to 1; NaN for NaN, and when nobody has a value
     */
    public double percentile(final double value) {
        if (Double.isNaN(value) || count == 0) {
            return Double.NaN;
        }
        final int first = firstNotBelow(value);
        if (first > LAST) {
            return 1;
        }
        if (quantiles[first] == value) {
            return ofTie(first, lastNotAbove(value, first));
        }
        if (first == 0) {
            return 0;
        }
        final double low = quantiles[first - 1];
        return (first - 1 + (value - low) / (quantiles[first] - low)) / LAST;
    }

    /** The tie ends somewhere between its outer quantiles and the next ones, unless those are the ends of the population. */
    private static double ofTie(final int first, final int last) {
        if (first == last) {
            return (double) first / LAST;
        }
        final double from = first == 0 ? 0 : first - 0.5;
        final double to = last == LAST ? LAST : last + 0.5;
        return (from + to) / 2 / LAST;
    }

    private int firstNotBelow(final double value) {
        int low = 0;
        int high = QUANTILES;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (quantiles[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int lastNotAbove(final double value, final int from) {
        int last = from;
        while (last < LAST && quantiles[last + 1] <= value) {
            last++;
        }
        return last;
    }

    /**
     * How many standard deviations a value is above the mean.
     *
     * @param value any number
     * @return NaN for NaN, when nobody has a value, and when the deviation is 0
     */
    public double zScore(final double value) {
        return std == 0 ? Double.NaN : (value - mean) / std;
    }

    @Override
    public String toString() {
        return "FeatureDistribution[count=" + count + ", missing=" + missing + ", mean=" + mean + ", std=" + std
                + ", quantiles=" + Arrays.toString(quantiles) + "]";
    }
}
