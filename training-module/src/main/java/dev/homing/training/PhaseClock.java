package dev.homing.training;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long the phases of a work take, and how much memory; a phase that comes again is added to. For one thread. */
final class PhaseClock {
    /**
     * A phase.
     *
     * @param name      for people
     * @param seconds   in all
     * @param heapBytes the most of the heap that was in use, with what was not collected yet
     */
    record Phase(String name, double seconds, long heapBytes) {
    }

    private final Map<String, Phase> phases = new LinkedHashMap<>();
    private String current;
    private long startNs;

    /** Ends the phase before, if there is one. */
    void begin(final String name) {
        end();
        current = name;
        startNs = System.nanoTime();
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    void end() {
        if (current != null) {
            phases.merge(current, new Phase(current, (System.nanoTime() - startNs) / 1e9,
                    heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum()), PhaseClock::sum);
            current = null;
        }
    }

    private static Phase sum(final Phase one, final Phase more) {
        return new Phase(one.name(), one.seconds() + more.seconds(), Math.max(one.heapBytes(), more.heapBytes()));
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).toList();
    }

    List<Phase> phases() {
        return new ArrayList<>(phases.values());
    }
}
