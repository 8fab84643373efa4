package dev.homing.training;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What iterations of a factorisation cost, beside a floor that is measured after each of them: its multiply-adds at the rate of a
 * plain loop over rows that stay in the first cache. CPU seconds are those of all Java threads, without compiler and collector.
 * The first quarter of the iterations, in which the JVM still compiles what it runs, is not among those that medians are of.
 */
final class IterationTimes {
    private static final int FLOOR_ROWS = 24;
    private static final int FLOOR_PASSES = 20_000;
    private static final double NS_PER_SECOND = 1e9;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final int dimensions;
    private final double flops;
    private final float[][] rows;
    private final float[] factors = new float[FLOOR_ROWS];
    private final float[] target;
    private final Map<Long, Long> cpuStartNs = new HashMap<>();
    private double[] cpuNs = {};
    private double[] wallNs = {};
    private double[] nsPerFlop = {};
    private long wallStartNs;

    /**
     * Starts.
     *
     * @param steps of each row in each iteration
     */
    IterationTimes(final InteractionMatrix matrix, final int dimensions, final int steps) {
        this.dimensions = dimensions;
        flops = flops(matrix, dimensions, steps);
        rows = new float[FLOOR_ROWS][dimensions];
        target = new float[dimensions];
        start();
    }

    /**
     * Two for each multiply-add: of each pair on both sides a product and a sum in each step; of each row its part in the upper
     * triangle of Σ y·yᵀ, and two turns.
     */
    private static double flops(final InteractionMatrix matrix, final int dimensions, final int steps) {
        final double ofPairs = 2.0 * matrix.size() * 2 * steps * 2 * dimensions;
        final double ofRows = (double) (matrix.rowCount() + matrix.columnCount()) * 5 * dimensions * dimensions;
        return ofPairs + ofRows;
    }

    private void start() {
        cpuStartNs.clear();
        for (final long id : threads.getAllThreadIds()) {
            cpuStartNs.put(id, threads.getThreadCpuTime(id));
        }
        wallStartNs = System.nanoTime();
    }

    /** Of all threads that live; what has ended since the start is not among them. */
    private long cpuNs() {
        long sum = 0;
        for (final long id : threads.getAllThreadIds()) {
            sum += Math.max(0, threads.getThreadCpuTime(id) - cpuStartNs.getOrDefault(id, 0L));
        }
        return sum;
    }

    /** An iteration has ended. */
    void record(final int iteration) {
        final long nowNs = System.nanoTime();
        cpuNs = with(cpuNs, iteration, (double) cpuNs());
        wallNs = with(wallNs, iteration, (double) (nowNs - wallStartNs));
        nsPerFlop = with(nsPerFlop, iteration, floorNsPerFlop());
        start();
    }

    private static double[] with(final double[] numbers, final int count, final double number) {
        final double[] more = Arrays.copyOf(numbers, count);
        more[count - 1] = number;
        return more;
    }

    private double floorNsPerFlop() {
        final long beginNs = threads.getCurrentThreadCpuTime();
        for (int pass = 0; pass < FLOOR_PASSES; pass++) {
            FloatLoops.addRows(target, factors, rows, FLOOR_ROWS, dimensions);
        }
        return (threads.getCurrentThreadCpuTime() - beginNs) / (2.0 * FLOOR_PASSES * FLOOR_ROWS * dimensions);
    }

    /** Of an iteration, the median. */
    double cpuSeconds() {
        return median(cpuNs) / NS_PER_SECOND;
    }

    double leastCpuSeconds() {
        return Arrays.stream(cpuNs).min().orElse(0) / NS_PER_SECOND;
    }

    /** Of an iteration, the median. */
    double wallSeconds() {
        return median(wallNs) / NS_PER_SECOND;
    }

    /** What the multiply-adds of an iteration would take at the least. */
    double floorSeconds() {
        return median(nsPerFlop) * flops / NS_PER_SECOND;
    }

    /** Of an iteration. */
    double gigaFlops() {
        return flops / 1e9;
    }

    /** Without the first quarter. */
    static double median(final double[] numbers) {
        final double[] sorted = Arrays.copyOfRange(numbers, numbers.length / 4, numbers.length);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
