package dev.homing.features.benchmarks;

import dev.homing.features.HotTimelines;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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

/** Reading a hot timeline out, and appending to it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class HotTimelineBenchmark {
    @Param({"50", "512"})
    private int events;

    private final HotTimelines hot =
            new HotTimelines(1 << 22, Timeline.DEFAULT_MAX_LEAD_EVENTS, Timeline.DEFAULT_MAX_AGENT_EVENTS);
    private final UnsafeBuffer lead = new UnsafeBuffer("lead-0034".getBytes(StandardCharsets.US_ASCII));
    private final Timeline into = new Timeline();
    private UnsafeBuffer record;
    private long sequence;

    @Setup
    public void setUp() {
        final Timeline history = History.of(events, 1);
        hot.read(0, lead, 0, lead.capacity(), (tenant, id, offset, length, target) -> {
            target.resize(events, 0);
            target.buffer().putBytes(target.leadOffset(0), history.buffer(), history.leadOffset(0),
                    events * TimelineRecord.LENGTH);
            return true;
        }, into);
        record = History.record(history, events - 1);
        sequence = events;
    }

    @Benchmark
    public int read() {
        return hot.tryRead(0, lead, 0, lead.capacity(), into);
    }

    /** The timeline stays as long as it may be: the oldest event goes for the new one. */
    @Benchmark
    public void append() {
        record.putLong(TimelineRecord.SEQUENCE_FIELD_OFFSET, ++sequence << 24, ByteOrder.LITTLE_ENDIAN);
        hot.append(0, lead, 0, lead.capacity(), record, 0);
    }
}
