package dev.homing.serving.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes some calls off event loops that have more of them waiting. Calls that one connection sends together come to one loop,
 * which would answer them one after the other while other processors have nothing to do. A loop that begins a call right after
 * another has had no time to wait for it: then a worker gets it, if not so many of them have one already that the loops' own
 * processors would be theirs. A call that comes alone never pays for the way to another thread. Any thread.
 */
final class Relief {
    /** Less than any client takes for an answer and the next call, and more than it takes to read a call that is there. */
    private static final long AT_ONCE_NS = 50_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ThreadLocal<long[]> answeredNs = ThreadLocal.withInitial(() -> new long[] {NEVER});

    /**
     * Creates an instance.
     *
     * @param most how many calls may be on workers at once, 0 or more
     */
    Relief(final int most) {
        this.most = most;
    }

    /** One processor stays for the loops. */
    static Relief ofProcessors() {
        return new Relief(Runtime.getRuntime().availableProcessors() - 1);
    }

    /** Tells that this thread has answered a call. */
    void answered(final long nowNs) {
        answeredNs.get()[0] = nowNs;
    }

    /**
     * Whether a call that this thread has begun is to go to a worker, which says {@link #end} then.
     *
     * @param startNs when it was begun
     */
    boolean tryBegin(final long startNs) {
        final long before = answeredNs.get()[0];
        if (before == NEVER || startNs - before > AT_ONCE_NS) {
            return false;
        }
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            return false;
        }
        // The next one is as much at once as this one was.
        answeredNs.get()[0] = startNs;
        return true;
    }

    /** Ends what {@link #tryBegin} began. */
    void end() {
        underWay.decrementAndGet();
    }
}
