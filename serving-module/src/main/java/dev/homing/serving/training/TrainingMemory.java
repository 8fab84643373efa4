package dev.homing.serving.training;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much heap trainings get. */
public final class TrainingMemory {
    /** The least that a training may be given, in bytes. */
    public static final long MIN_BYTES = 16L << 20;
    /** The most that a training may be given, in bytes. */
    public static final long MAX_BYTES = 1L << 42;

    private static final int SHARE = 4;
    private static final long MIN_DEFAULT_BYTES = 256L << 20;

    private TrainingMemory() {
    }

    /**
     * A quarter of the machine's memory, or of what its container may take, and 256 MiB at least: what the server's own heap gets
     * unless its flags say otherwise, so that half of the machine is left to what lies outside of heaps.
     *
     * @return in bytes
     */
    public static long ofMachine() {
        final long total = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Math.min(MAX_BYTES, Math.max(MIN_DEFAULT_BYTES, total / SHARE));
    }
}
