package dev.homing.features.benchmarks;

import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Extraction of {@code lead-v1}, beside one plain pass over the same bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class LeadFeatureBenchmark {
    @Param({"10", "50", "200", "512"})
    private int events;

    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final float[] features = new float[LeadFeatureSchema.LENGTH];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
    private Timeline timeline;

    @Setup
    public void setUp() {
        timeline = History.of(events, 1);
    }

    @Benchmark
    public float[] extract() {
        extractor.extract(timeline, History.NOW_MS, features, categorical);
        return features;
    }

    @Benchmark
    public long plainPass() {
        long sum = 0;
        final int from = timeline.leadOffset(0);
        for (int i = from; i < from + events * TimelineRecord.LENGTH; i += Long.BYTES) {
            sum += timeline.buffer().getLong(i);
        }
        return sum;
    }
}
