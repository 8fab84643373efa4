package dev.homing.serving.bench;

import dev.homing.serving.terminal.Progress;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** A closed loop that takes calls in turns, so that whatever the machine does meanwhile happens to all of them. */
final class Alternation {
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NS_PER_SECOND = 1e9;

    private final List<Turn> turns;
    private final LongSupplier nanoClock;

    /**
     * What has its turn.
     *
     * @param name of it
     * @param call by its number
     */
    record Turn(String name, IntConsumer call) {
    }

    /**
     * Latencies in nanoseconds.
     *
     * @param names     of the turns
     * @param latencies of each
     * @param seconds   that it took
     */
    record Measured(List<String> names, List<Histogram> latencies, double seconds) {
        Histogram of(final String name) {
            return latencies.get(names.indexOf(name));
        }

        /** How many times as long a percentile of one is as that of another. */
        double ratio(final String subject, final String floor, final double percentile) {
            return (double) of(subject).getValueAtPercentile(percentile) / of(floor).getValueAtPercentile(percentile);
        }
    }

    /**
     * Creates a loop.
     *
     * @param turns     in their order
     * @param nanoClock times them
     */
    Alternation(final List<Turn> turns, final LongSupplier nanoClock) {
        this.turns = List.copyOf(turns);
        this.nanoClock = nanoClock;
    }

    /** Calls until the time is over or there were enough of each kind, at least once. */
    Measured run(final double seconds, final int maxCalls, final Progress progress) {
        final List<Histogram> latencies = turns.stream().map(turn -> new Histogram(HIGHEST_NS, DIGITS)).toList();
        final long startNs = nanoClock.getAsLong();
        double passed = 0;
        for (int call = 0; call < maxCalls && (call == 0 || passed < seconds); call++) {
            for (int i = 0; i < latencies.size(); i++) {
                record(turns.get(i).call(), call, latencies.get(i));
            }
            passed = (nanoClock.getAsLong() - startNs) / NS_PER_SECOND;
            progress.at(Math.max(passed / seconds, (call + 1.0) / maxCalls), call + 1, "calls of each kind");
        }
        return new Measured(turns.stream().map(Turn::name).toList(), latencies, passed);
    }

    private void record(final IntConsumer call, final int number, final Histogram into) {
        final long startNs = nanoClock.getAsLong();
        call.accept(number);
        into.recordValue(Math.min(Math.max(nanoClock.getAsLong() - startNs, 1), HIGHEST_NS));
    }
}
