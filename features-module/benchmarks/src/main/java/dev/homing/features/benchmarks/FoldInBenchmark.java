package dev.homing.features.benchmarks;

import dev.homing.features.EngagementWeights;
import dev.homing.features.FoldIn;
import dev.homing.features.FoldInParameters;
import dev.homing.features.Interactions;
import dev.homing.tracking.codec.Timeline;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
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

/** A lead's vector of 64 numbers, from the timeline on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class FoldInBenchmark {
    private static final int LISTINGS = 1_000;
    private static final int DIMENSIONS = 64;
    private static final double HALF_LIFE_DAYS = 30;

    @Param({"10", "50", "512"})
    private int events;

    private final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    private final float[] lead = new float[DIMENSIONS];
    private Timeline timeline;
    private FoldIn.Solver solver;

    @Setup
    public void setUp() {
        timeline = History.of(events, 1);
        final SplittableRandom random = new SplittableRandom(2);
        final float[] listings = new float[LISTINGS * DIMENSIONS];
        for (int i = 0; i < listings.length; i++) {
            listings[i] = (float) (random.nextGaussian() / 8);
        }
        solver = new FoldIn(new FoldInParameters(0.1f, 0.01f, 1, (float) HALF_LIFE_DAYS),
                FloatBuffer.wrap(listings), LISTINGS, DIMENSIONS).solver();
    }

    @Benchmark
    public Interactions collect() {
        return interactions.collect(timeline, EngagementWeights.defaults(), HALF_LIFE_DAYS);
    }

    @Benchmark
    public float[] collectAndSolve() {
        solver.solve(interactions.collect(timeline, EngagementWeights.defaults(), HALF_LIFE_DAYS), lead);
        return lead;
    }
}
