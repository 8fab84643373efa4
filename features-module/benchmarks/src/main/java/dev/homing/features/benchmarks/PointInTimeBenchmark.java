package dev.homing.features.benchmarks;

import dev.homing.features.FeatureQuestions;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.features.PointInTimeFeatures;
import dev.homing.tracking.codec.LeadHistory;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.LeadHistories;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Vectors of the past from a store on disk, one thread: {@code vectors} is how many there are in a second. A pass is over all
 * leads. Beside them what reading alone costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class PointInTimeBenchmark {
    private static final int LEADS = 20_000;

    private final LeadHistory history = new LeadHistory();
    private final Timeline timeline = new Timeline();
    private final LeadFeatureExtractor extractor = new LeadFeatureExtractor();
    private final float[] numerical = new float[LeadFeatureSchema.LENGTH];
    private final int[] categorical = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
    /** Whether the leads' histories are sealed. */
    @Param({"true", "false"})
    private boolean isSealed;
    private Path folder;
    private Store snapshot;
    private FeatureQuestions everyEvent;
    private FeatureQuestions oncePerLead;

    /** Counts of a pass. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Rate {
        public long vectors;
    }

    @Setup(Level.Trial)
    public void setUp() throws IOException {
        folder = Files.createTempDirectory("point-in-time");
        LeadStore.fill(folder, LEADS, isSealed);
        snapshot = Store.openReadOnly(folder);
        everyEvent = LeadStore.questions(LEADS, true);
        oncePerLead = LeadStore.questions(LEADS, false);
    }

    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        snapshot.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Every lead as of the time of each of its events. */
    @Benchmark
    public float everyEvent(final Rate rate) {
        return answer(everyEvent, rate);
    }

    /** Every lead as of one instant. */
    @Benchmark
    public float oncePerLead(final Rate rate) {
        return answer(oncePerLead, rate);
    }

    private float answer(final FeatureQuestions questions, final Rate rate) {
        final float[] sum = new float[1];
        try (PointInTimeFeatures features = new PointInTimeFeatures(snapshot, 0)) {
            features.forEach(questions, (row, numbers, codes, isTruncated) -> sum[0] += numbers[0]);
        }
        rate.vectors += questions.size();
        return sum[0];
    }

    /** Every lead as of one instant, in memory that does not grow with a lead's history. */
    @Benchmark
    public float timelines(final Rate rate) {
        final float[] sum = new float[1];
        snapshot.timelines().forEachLead(0, Long.MAX_VALUE, timeline, (lead, found) -> {
            extractor.extract(found, oncePerLead.asOfMs(0), numerical, categorical);
            sum[0] += numerical[0];
            rate.vectors++;
        });
        return sum[0];
    }

    /** All histories, without vectors. */
    @Benchmark
    public long reading(final Rate rate) {
        final long[] sum = new long[1];
        try (LeadHistories histories = snapshot.timelines().histories(0)) {
            histories.forEach(history, (lead, all) -> {
                sum[0] += all.leadCount();
                rate.vectors++;
            });
        }
        return sum[0];
    }
}
