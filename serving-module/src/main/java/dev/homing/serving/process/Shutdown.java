package dev.homing.serving.process;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C and SIGTERM end work in an orderly way: the work is interrupted, what was opened for it is closed by the thread
 * that opened it, and the JVM waits for that. Belongs to the thread that made it.
 */
public final class Shutdown implements AutoCloseable {
    private static final int CLEANUP_SECONDS = 30;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch hasEnded = new CountDownLatch(1);
    private final Thread hook = new Thread(this::tell, "homing-shutdown");
    private boolean isTold;
    private boolean isInterruptible;

    /** Begins to listen for the end of the JVM. */
    public Shutdown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void tell() {
        interrupt();
        try {
            hasEnded.await(CLEANUP_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the work under way, and all work to come before it begins. Any thread. */
    synchronized void interrupt() {
        isTold = true;
        if (isInterruptible) {
            worker.interrupt();
        }
    }

    private synchronized boolean begin() {
        isInterruptible = !isTold;
        return isInterruptible;
    }

    /** No interrupt arrives from here on, and one that has arrived is used up: closing must not be cut short. */
    private synchronized boolean end() {
        isInterruptible = false;
        if (isTold) {
            Thread.interrupted();
        }
        return isTold;
    }

    /**
     * Works until done or told to end.
     *
     * @param work to do; interrupted when the process is told to end, and then allowed to fail in any way
     * @throws Exception of the work, unless it was told to end
     */
    public void run(final Callable<Void> work) throws Exception {
        if (!begin()) {
            return;
        }
        try {
            work.call();
        } catch (final Exception e) {
            if (!end()) {
                throw e;
            }
        } finally {
            end();
        }
    }

    @Override
    public void close() {
        hasEnded.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            // The JVM is ending: the hook is at work and may go on now.
            return;
        }
    }
}
