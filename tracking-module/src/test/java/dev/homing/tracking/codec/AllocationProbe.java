package dev.homing.tracking.codec;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that this thread allocates in a piece of work once it is warm. */
public final class AllocationProbe {
    private static final int WARM_UP_CALLS = 200_000;
    private static final int WINDOWS = 7;
    private static final int WINDOW_CALLS = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationProbe() {
    }

    /**
     * The least that a window of calls allocates: a compiler that comes in between may add to one window, never take from one.
     *
     * @param work without a capture that allocates
     * @return bytes of the thriftiest of several windows of some thousand calls
     */
    public static long leastBytes(final Runnable work) {
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            work.run();
        }
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < WINDOW_CALLS; i++) {
                work.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    /** The least bytes that {@link #leastBytes} must see when each call allocates an object that cannot be optimised away. */
    public static long leastOfAnObjectEach() {
        return 16L * WINDOW_CALLS;
    }
}
