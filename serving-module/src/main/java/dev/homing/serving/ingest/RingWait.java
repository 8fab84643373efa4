package dev.homing.serving.ingest;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * How the committer waits for messages: it looks again for a moment, because the next one often comes at once, and then it sleeps
 * until one is sent. So an idle server does next to nothing, and the first event after a pause waits no longer than it takes to
 * wake a thread.
 *
 * <p>No message is overlooked: the committer says that it sleeps before it looks for the last time, and whoever sends a message
 * looks whether it sleeps after the message is to be seen.
 */
final class RingWait implements IdleStrategy {
    private static final int SPINS = 100;
    private static final long SHORT_SLEEP_NS = 100_000;

    private final BooleanSupplier isEmpty;
    private final long longestSleepNs;
    private int looks;
    private volatile Thread sleeper;

    /**
     * Creates an instance.
     *
     * @param isEmpty        whether no message is on its way
     * @param longestSleepNs after which the committer looks what there is to do all the same, nanoseconds
     */
    RingWait(final BooleanSupplier isEmpty, final long longestSleepNs) {
        this.isEmpty = isEmpty;
        this.longestSleepNs = longestSleepNs;
    }

    /** Wakes the committer if it sleeps. After a message was sent, by any thread. */
    void wake() {
        final Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (looks < SPINS) {
            looks++;
            Thread.onSpinWait();
        } else {
            sleep();
        }
    }

    private void sleep() {
        sleeper = Thread.currentThread();
        try {
            // What is claimed and not yet sent, or cannot be taken now, is looked for again soon.
            LockSupport.parkNanos(this, isEmpty.getAsBoolean() ? longestSleepNs : SHORT_SLEEP_NS);
        } finally {
            sleeper = null;
        }
    }

    @Override
    public void reset() {
        looks = 0;
    }

    @Override
    public String alias() {
        return "ring";
    }
}
