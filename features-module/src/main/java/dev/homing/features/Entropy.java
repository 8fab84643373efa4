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

    /** Of counts that add up to a total of 1 or more, over the entropy of equal counts: 0 to 1, exactly 0 when all are in one. */
    double of(final int[] counts, final int total) {
        double sum = 0;
        for (final int count : counts) {
            sum += countTimesLog[count];
        }
        return (countTimesLog[total] - sum) / total / most;
    }
}
