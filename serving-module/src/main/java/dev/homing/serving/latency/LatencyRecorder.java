package dev.homing.serving.latency;

import dev.homing.proto.v1.LatencySummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.HdrHistogram.AbstractHistogram;

/** All latencies of a server, by name: RPCs under their full names, stages under {@code stage/…}. Any thread. */
public final class LatencyRecorder {
    private static final double NS_PER_US = 1_000;
    private static final String STAGE_PREFIX = "stage/";

    private final long startedNs = System.nanoTime();
    private final Map<String, Stopwatch> rpcs = new ConcurrentSkipListMap<>();
    private final Map<String, Stopwatch> stages = new ConcurrentSkipListMap<>();

    /** Creates a recorder that has measured nothing. */
    public LatencyRecorder() {
    }

    /**
     * The stopwatch of an RPC.
     *
     * @param fullMethodName of the RPC
     * @return always the same
     */
    public Stopwatch rpc(final String fullMethodName) {
        final Stopwatch known = rpcs.get(fullMethodName);
        return known != null ? known : rpcs.computeIfAbsent(fullMethodName, Stopwatch::new);
    }

    /**
     * The stopwatch of a stage.
     *
     * @param name of the stage
     * @return always the same; callers keep it
     */
    public Stopwatch stage(final String name) {
        return stages.computeIfAbsent(STAGE_PREFIX + name, Stopwatch::new);
    }

    /**
     * For how long this recorder has been measuring.
     *
     * @return nanoseconds
     */
    public long uptimeNs() {
        return System.nanoTime() - startedNs;
    }

    /**
     * What was measured so far.
     *
     * @return RPCs, then stages, each in order of name; without those that never happened
     */
    public List<LatencySummary> summaries() {
        final List<LatencySummary> summaries = new ArrayList<>();
        rpcs.values().forEach(stopwatch -> add(stopwatch, summaries));
        stages.values().forEach(stopwatch -> add(stopwatch, summaries));
        return summaries;
    }

    private static void add(final Stopwatch stopwatch, final List<LatencySummary> summaries) {
        final AbstractHistogram histogram = stopwatch.snapshot();
        if (histogram.getTotalCount() > 0) {
            summaries.add(LatencySummary.newBuilder()
                    .setName(stopwatch.name())
                    .setCount(histogram.getTotalCount())
                    .setP50Us(histogram.getValueAtPercentile(50) / NS_PER_US)
                    .setP90Us(histogram.getValueAtPercentile(90) / NS_PER_US)
                    .setP99Us(histogram.getValueAtPercentile(99) / NS_PER_US)
                    .setP999Us(histogram.getValueAtPercentile(99.9) / NS_PER_US)
                    .setMaxUs(histogram.getMaxValue() / NS_PER_US)
                    .setErrorCount(stopwatch.errorCount())
                    .build());
        }
    }
}
