package dev.homing.features;

/** Entropy of counts, from a table of c ln c: H = ln n - (sum of c ln c) / n. */
final class Entropy {
    private final double[] countTimesLog;
    private final double most;

    Entropy(final int values, final int maxCount) {
        most = Math.log(values);
        countTimesLog = new double[maxCount + 1];
        for (int i = 1; i <= maxCount; i++) {
            countTimesLog[i] = i * Math.log(i);
        }
    }

    /**
     * Over the entropy of equal counts.
     *
     * @param counts  add up to the total
     * @param present a bit for each of them that may be above 0
     * @param total   1 or more
     * @return 0 to 1, exactly 0 when all are in one
     */
    double of(final int[] counts, final int present, final int total) {
        double sum = 0;
        for (int rest = present; rest != 0; rest &= rest - 1) {
            sum += countTimesLog[counts[Integer.numberOfTrailingZeros(rest)]];
        }
        return (countTimesLog[total] - sum) / total / most;
    }
}
