package dev.homing.training;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** How long the phases of a work take, and how much memory; a phase that comes again is added to. For one thread. */
final class PhaseClock {
    /**
     * A phase.
     *
     * @param name         for people
     * @param seconds      in all
     * @param heapBytes    the most of the heap that was in use, with what was not collected yet
     * @param processBytes the most that the process had taken by the end of the phase; empty where the system does not say
     */
    record Phase(String name, double seconds, long heapBytes, OptionalLong processBytes) {
        /** What it took, for people. */
        @Override
        public String toString() {
            final String process = processBytes.isPresent()
                    ? String.format(Locale.ROOT, ", process up to %,d MiB", processBytes.getAsLong() / MIB) : "";
            return String.format(Locale.ROOT, "%s: %.1f s, heap up to %,d MiB%s", name, seconds, heapBytes / MIB, process);
        }
    }

    private static final long MIB = 1 << 20;

    private final Map<String, Phase> phases = new LinkedHashMap<>();
    private final Consumer<Phase> onEnd;
    private String current;
    private long startNs;

    PhaseClock() {
        this(phase -> { });
    }

    /** With somebody who hears of each phase that ends, as it was this time. */
    PhaseClock(final Consumer<Phase> onEnd) {
        this.onEnd = onEnd;
    }

    /** Ends the phase before, if there is one. */
    void begin(final String name) {
        end();
        current = name;
        startNs = System.nanoTime();
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    void end() {
        if (current != null) {
            final Phase ended = new Phase(current, (System.nanoTime() - startNs) / 1e9,
                    heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum(), ProcessMemory.peakBytes());
            phases.merge(current, ended, PhaseClock::sum);
            current = null;
            onEnd.accept(ended);
        }
    }

    private static Phase sum(final Phase one, final Phase more) {
        return new Phase(one.name(), one.seconds() + more.seconds(), Math.max(one.heapBytes(), more.heapBytes()),
                more.processBytes());
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).toList();
    }

    List<Phase> phases() {
        return new ArrayList<>(phases.values());
    }
}
