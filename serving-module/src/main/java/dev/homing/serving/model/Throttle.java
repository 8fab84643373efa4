package dev.homing.serving.model;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Lets work that nobody waits for give way to requests, as Java has no threads that only run where nobody else wants to: after
 * each piece of it, it sleeps while there are requests, but not for ever. One instance belongs to one thread, and to one work.
 */
public final class Throttle {
    /** Shorter pieces are not worth a pause. */
    private static final long PIECE_NS = 200_000;
    /** A pause is at most so many times as long as the piece before it. */
    private static final int LONGEST = 8;
    /** So often it looks whether requests are still there. */
    private static final long LOOK_NS = 100_000;

    private final BooleanSupplier isBusy;
    private final NanoClock clock;
    private final LongConsumer sleep;
    private long sinceNs;

    /**
     * Begins a work.
     *
     * @param isBusy whether there are requests
     */
    public Throttle(final BooleanSupplier isBusy) {
        this(isBusy, SystemNanoClock.INSTANCE, LockSupport::parkNanos);
    }

    Throttle(final BooleanSupplier isBusy, final NanoClock clock, final LongConsumer sleep) {
        this.isBusy = isBusy;
        this.clock = clock;
        this.sleep = sleep;
        sinceNs = clock.nanoTime();
    }

    /** Ends a piece of the work, however short, and gives way. Holding a lock that requests want would be the opposite. */
    public void giveWay() {
        long nowNs = clock.nanoTime();
        final long workedNs = nowNs - sinceNs;
        if (workedNs < PIECE_NS) {
            return;
        }
        final long untilNs = nowNs + LONGEST * workedNs;
        while (isBusy.getAsBoolean() && nowNs - untilNs < 0) {
            sleep.accept(LOOK_NS);
            nowNs = clock.nanoTime();
        }
        sinceNs = nowNs;
    }
}
