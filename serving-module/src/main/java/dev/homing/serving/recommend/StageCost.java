package dev.homing.serving.recommend;

/**
 * What a stage costs these days: an exponentially weighted mean, so that it can be left out of answers that have no time for it.
 * Any thread; of two that add at once one may be lost, which matters to nobody.
 */
final class StageCost {
    private static final int SHIFT = 4;

    private volatile long meanNs;

    /** Adds a measurement. */
    void add(final long ns) {
        final long mean = meanNs;
        // The first one counts as a whole. Not by a branch, which compilers leave out where it was never taken for long: a cost
        // that is new then throws away the code of all that use one.
        final long isFirst = (mean - 1) >> (Long.SIZE - 1);
        meanNs = mean + ((ns - mean) >> (SHIFT & ~isFirst));
    }

    /** What is to be expected, 0 as long as nobody knows. */
    long expectedNs() {
        return meanNs;
    }
}
