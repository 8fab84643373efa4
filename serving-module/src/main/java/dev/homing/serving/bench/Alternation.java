package dev.homing.serving.bench;

import dev.homing.serving.terminal.Progress;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * A closed loop with one call in flight that alternates two calls, so that whatever the machine does meanwhile happens to both.
 */
final class Alternation {
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NS_PER_SECOND = 1e9;

    private final IntConsumer floor;
    private final IntConsumer subject;
    private final LongSupplier nanoClock;

    /**
     * Latencies in nanoseconds.
     *
     * @param floor   of the call that does nothing
     * @param subject of the call that is measured
     * @param seconds that it took
     */
    record Measured(Histogram floor, Histogram subject, double seconds) {
        double ratio(final double percentile) {
            return (double) subject.getValueAtPercentile(percentile) / floor.getValueAtPercentile(percentile);
        }
    }

    /**
     * Creates a loop.
     *
     * @param floor     the call that does nothing, by its number
     * @param subject   the call that is measured, by its number
     * @param nanoClock times them
     */
    Alternation(final IntConsumer floor, final IntConsumer subject, final LongSupplier nanoClock) {
        this.floor = floor;
        this.subject = subject;
        this.nanoClock = nanoClock;
    }

    /** Calls until the time is over or there were enough of each kind, at least once. */
    Measured run(final double seconds, final int maxCalls, final Progress progress) {
        final Histogram floors = new Histogram(HIGHEST_NS, DIGITS);
        final Histogram subjects = new Histogram(HIGHEST_NS, DIGITS);
        final long startNs = nanoClock.getAsLong();
        double passed = 0;
        for (int call = 0; call < maxCalls && (call == 0 || passed < seconds); call++) {
            record(floor, call, floors);
            record(subject, call, subjects);
            passed = (nanoClock.getAsLong() - startNs) / NS_PER_SECOND;
            progress.at(Math.max(passed / seconds, (call + 1.0) / maxCalls), call + 1, "calls of each kind");
        }
        return new Measured(floors, subjects, passed);
    }

    private void record(final IntConsumer call, final int number, final Histogram into) {
        final long startNs = nanoClock.getAsLong();
        call.accept(number);
        into.recordValue(Math.min(Math.max(nanoClock.getAsLong() - startNs, 1), HIGHEST_NS));
    }
}
