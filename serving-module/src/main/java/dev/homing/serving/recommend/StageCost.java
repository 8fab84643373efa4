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
        meanNs = mean == 0 ? ns : mean + ((ns - mean) >> SHIFT);
    }

    /** What is to be expected, 0 as long as nobody knows. */
    long expectedNs() {
        return meanNs;
    }
}
