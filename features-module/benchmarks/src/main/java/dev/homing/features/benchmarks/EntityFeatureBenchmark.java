package dev.homing.features.benchmarks;

import dev.homing.features.AgentFeatureSchema;
import dev.homing.features.AgentMeans;
import dev.homing.features.EngagementWeights;
import dev.homing.features.EntityFeatures;
import dev.homing.features.PropertyFeatureExtractor;
import dev.homing.features.PropertyFeatureSchema;
import dev.homing.tracking.codec.Activity;
import dev.homing.tracking.store.ActivityScan;
import dev.homing.tracking.store.EventScan.By;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Features of a busy listing and a busy agent out of a store, beside the reading and the extraction alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class EntityFeatureBenchmark {
    private static final long WINDOW_MS = 37L * 86_400_000;

    @Param({"200", "2000", "10000"})
    private int events;

    private final UnsafeBuffer property = new UnsafeBuffer("p0".getBytes(StandardCharsets.UTF_8));
    private final UnsafeBuffer agent = new UnsafeBuffer("agent".getBytes(StandardCharsets.UTF_8));
    private final float[] features = new float[PropertyFeatureSchema.LENGTH];
    private final float[] shrunk = new float[AgentFeatureSchema.LENGTH];
    private final Activity activity = new Activity();
    private final Activity read = new Activity();
    private final PropertyFeatureExtractor extractor = new PropertyFeatureExtractor(EngagementWeights.defaults());
    private Path folder;
    private Market market;
    private EntityFeatures entities;
    private ActivityScan scan;

    @Setup(Level.Trial)
    public void setUp() throws IOException {
        folder = Files.createTempDirectory("homing-benchmark");
        market = new Market(folder, events);
        entities = new EntityFeatures(
                market.store, market.catalog, EngagementWeights.defaults(), new AgentMeans(() -> Market.NOW_MS));
        scan = new ActivityScan(market.store);
        scan.read(0, By.PROPERTY, property, Market.NOW_MS - WINDOW_MS, Market.NOW_MS, read);
        if (read.count() != events) {
            throw new IllegalStateException("events=" + read.count());
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        market.close();
        final List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (final Path path : paths) {
            Files.delete(path);
        }
    }

    @Benchmark
    public float[] property() {
        entities.property(0, property, Market.NOW_MS, features);
        return features;
    }

    @Benchmark
    public float[] agent() {
        entities.agent(0, agent, Market.NOW_MS, features, shrunk);
        return features;
    }

    @Benchmark
    public int reading() {
        scan.read(0, By.PROPERTY, property, Market.NOW_MS - WINDOW_MS, Market.NOW_MS, activity);
        return activity.count();
    }

    @Benchmark
    public float[] extraction() {
        extractor.extract(
                read, market.store.leads().roots(0), market.catalog.tenant(0), 0, Market.NOW_MS, features);
        return features;
    }
}
