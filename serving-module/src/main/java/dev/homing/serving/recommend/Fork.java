package dev.homing.serving.recommend;

import dev.homing.serving.model.ModelException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A piece of work that another thread may take off the one that needs it: whoever comes first does it, the other thread when it
 * is free, or the one that needs it when it cannot go on without. So nobody waits for work that has not begun. One instance
 * belongs to the thread that needs the work, one piece after the other.
 */
final class Fork implements Runnable {
    /** What is to be done. */
    @FunctionalInterface
    interface Work {
        void run() throws ModelException;
    }

    private static final int NONE = 0;
    private static final int OFFERED = 1;
    private static final int TAKEN = 2;
    private static final int DONE = 3;
    /** About as long as it takes to put a thread to sleep and to wake it again. */
    private static final int SPINS = 1_000;

    private final AtomicInteger state = new AtomicInteger(NONE);
    private Work work;
    private Throwable failure;
    private volatile Thread waiting;

    /** Offers work to whatever threads there are; {@link #join} or {@link #end} comes after that in any case. */
    void begin(final Executor others, final Work toDo) {
        work = toDo;
        failure = null;
        state.set(OFFERED);
        others.execute(this);
    }

    /** The other thread. It may come late, and do what was offered later. */
    @Override
    public void run() {
        if (state.compareAndSet(OFFERED, TAKEN)) {
            try {
                work.run();
            } catch (final ModelException | RuntimeException | Error e) {
                failure = e;
            } finally {
                state.set(DONE);
                LockSupport.unpark(waiting);
            }
        }
    }

    /** Does the work, or waits until the other thread has done it. */
    void join() throws ModelException {
        if (state.compareAndSet(OFFERED, TAKEN)) {
            state.set(NONE);
            work.run();
            return;
        }
        end();
        if (failure instanceof ModelException) {
            throw (ModelException) failure;
        } else if (failure instanceof Error) {
            throw (Error) failure;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Makes sure that nobody works any more: what has not begun never does. */
    void end() {
        if (state.compareAndSet(OFFERED, NONE)) {
            return;
        }
        for (int i = 0; i < SPINS && state.get() == TAKEN; i++) {
            Thread.onSpinWait();
        }
        if (state.get() == TAKEN) {
            waiting = Thread.currentThread();
            boolean isInterrupted = false;
            while (state.get() == TAKEN) {
                LockSupport.park(this);
                // Others' scratch is no use to anybody while the work goes on; it is short.
                isInterrupted |= Thread.interrupted();
            }
            waiting = null;
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
        state.set(NONE);
    }
}
