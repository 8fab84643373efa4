package dev.homing.serving.latency;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The distribution of one latency since the start: any thread records without waiting or allocating, any thread reads.
 *
 * <p>Range 1 µs to 60 s with three digits; shorter counts as 1 µs, longer as 60 s, so that no call is left out. A clock that went
 * backwards between two readings is counted as 1 µs too.
 */
public final class Stopwatch {
    private static final long LOWEST_NS = 1_000;
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final String name;
    private final ConcurrentHistogram histogram = new ConcurrentHistogram(LOWEST_NS, HIGHEST_NS, DIGITS);
    private final LongAdder errors = new LongAdder();

    Stopwatch(final String name) {
        this.name = name;
    }

    /**
     * Records one measurement.
     *
     * @param startNs {@link System#nanoTime()} at its start
     */
    public void recordSince(final long startNs) {
        record(System.nanoTime() - startNs);
    }

    void record(final long durationNs) {
        histogram.recordValue(Math.min(Math.max(durationNs, LOWEST_NS), HIGHEST_NS));
    }

    /** Counts one that ended in an error. */
    void countError() {
        errors.increment();
    }

    String name() {
        return name;
    }

    long errorCount() {
        return errors.sum();
    }

    /** A copy that stands still. */
    ConcurrentHistogram snapshot() {
        return histogram.copy();
    }
}
