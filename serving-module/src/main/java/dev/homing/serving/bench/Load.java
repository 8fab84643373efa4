package dev.homing.serving.bench;

import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A load of calls that are acked later, in a closed loop, where each ack brings the next call, or in an open one, where calls
 * begin when they are due whatever became of those before.
 *
 * <p>In the open loop a latency begins when its call was due and not when it was sent: a server that stands still for a second
 * delays all the calls of that second, and all of them count.
 */
final class Load {
    private static final double NS_PER_SECOND = 1e9;
    private static final long PROGRESS_NS = 100_000_000L;
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final long DRAIN_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Calls calls;
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(HIGHEST_NS, DIGITS);
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final long maxCalls;
    private volatile boolean isOver;
    private volatile long lastAckNs;

    /** Begins calls. */
    @FunctionalInterface
    interface Calls {
        /** Begins one, which tells its end on any thread. */
        void begin(Ack ack);

        /** What is counted of those that end well. */
        default String counted() {
            return "events";
        }
    }

    /** The end of one call. */
    interface Ack {
        /** So many events are recorded, and so many were refused. */
        void acked(int recorded, int refused);

        /** It failed as a whole. */
        void failed(Throwable error);
    }

    /**
     * What a load found.
     *
     * @param latencies of calls, in nanoseconds
     * @param events    recorded
     * @param refused   events, or calls, without room
     * @param seconds   from the first call to the last ack
     */
    record Measured(Histogram latencies, long events, long refused, double seconds) {
        /** Of no load. */
        static final Measured NOTHING = new Measured(new Histogram(HIGHEST_NS, DIGITS), 0, 0, 0);

        /** What both found together. */
        Measured plus(final Measured other) {
            final Histogram all = latencies.copy();
            all.add(other.latencies);
            return new Measured(all, events + other.events, refused + other.refused, seconds + other.seconds);
        }

        double eventsPerSecond() {
            return events / seconds;
        }
    }

    private Load(final Calls calls, final long maxCalls) {
        this.calls = calls;
        this.maxCalls = maxCalls;
    }

    /** Keeps so many calls in flight until the time is over, or until there were enough. */
    static Measured closed(
            final Calls calls, final int inFlight, final double seconds, final long maxCalls, final Progress progress) {
        final Load load = new Load(calls, maxCalls);
        final long startNs = System.nanoTime();
        for (int i = 0; i < inFlight; i++) {
            load.next();
        }
        final long endNs = startNs + (long) (seconds * NS_PER_SECOND);
        while (System.nanoTime() < endNs && load.begun.get() < maxCalls && load.failure.get() == null) {
            load.show(startNs, seconds, progress);
            LockSupport.parkNanos(PROGRESS_NS);
            throwIfInterrupted();
        }
        return load.finish(startNs);
    }

    /** Begins calls at a rate until the time is over, or until there were enough. */
    static Measured open(
            final Calls calls, final double perSecond, final double seconds, final long maxCalls, final Progress progress) {
        final Load load = new Load(calls, maxCalls);
        final long startNs = System.nanoTime();
        final long count = Math.min(maxCalls, (long) (perSecond * seconds));
        for (long i = 0; i < count && load.failure.get() == null; i++) {
            final long dueNs = startNs + (long) (i / perSecond * NS_PER_SECOND);
            long now = System.nanoTime();
            while (now < dueNs) {
                LockSupport.parkNanos(dueNs - now);
                throwIfInterrupted();
                now = System.nanoTime();
            }
            load.begin(dueNs, false);
            load.show(startNs, seconds, progress);
        }
        return load.finish(startNs);
    }

    private void next() {
        if (!isOver && begun.get() < maxCalls) {
            begin(System.nanoTime(), true);
        }
    }

    private void begin(final long fromNs, final boolean isClosed) {
        begun.incrementAndGet();
        calls.begin(new Ack() {
            @Override
            public void acked(final int recorded, final int rejected) {
                lastAckNs = System.nanoTime();
                latencies.recordValue(Math.min(Math.max(lastAckNs - fromNs, 1), HIGHEST_NS));
                events.addAndGet(recorded);
                refused.addAndGet(rejected);
                end();
            }

            @Override
            public void failed(final Throwable error) {
                if (Status.fromThrowable(error).getCode() == Status.Code.RESOURCE_EXHAUSTED) {
                    lastAckNs = System.nanoTime();
                    refused.incrementAndGet();
                } else {
                    failure.compareAndSet(null, error);
                }
                end();
            }

            private void end() {
                if (isClosed) {
                    next();
                }
                ended.incrementAndGet();
            }
        });
    }

    private void show(final long startNs, final double seconds, final Progress progress) {
        progress.at((System.nanoTime() - startNs) / NS_PER_SECOND / seconds, events.get(), calls.counted());
    }

    private Measured finish(final long startNs) {
        isOver = true;
        final long giveUpNs = System.nanoTime() + DRAIN_NS;
        while (ended.get() < begun.get() && failure.get() == null) {
            if (System.nanoTime() > giveUpNs) {
                throw new CommandException("the server left calls without an answer", null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            throwIfInterrupted();
        }
        if (failure.get() != null) {
            throw new CommandException("a call failed: " + failure.get().getMessage(), failure.get());
        }
        return new Measured(latencies.copy(), events.get(), refused.get(), (lastAckNs - startNs) / NS_PER_SECOND);
    }

    private static void throwIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CommandException("interrupted", null);
        }
    }
}
