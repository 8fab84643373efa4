package dev.homing.tracking.benchmarks;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.Hash64;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing an event, and reading what the committer reads of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class CodecBenchmark {
    private static final Text[] TEXTS = {Text.EVENT_ID, Text.LEAD_ID, Text.PROPERTY_ID};

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 10));
    private final EventFlyweight writer = new EventFlyweight();
    private final EventFlyweight reader = new EventFlyweight();
    private int length;
    private long now;

    @Setup
    public void setUp() {
        length = SampleEvent.encode(writer, buffer, 0, 1);
    }

    @Benchmark
    public int encode() {
        return SampleEvent.encode(writer, buffer, 0, ++now);
    }

    /** Checked from end to end first, as it is in the committer. */
    @Benchmark
    public long decode() {
        if (!EventFlyweight.isWellFormed(buffer, 0, length)) {
            throw new IllegalStateException("length=" + length + ": not an event");
        }
        reader.wrap(buffer, 0);
        long sum = reader.occurredAt() + reader.typeCode();
        for (final Text text : TEXTS) {
            sum += Hash64.hash(1, buffer, reader.textOffset(text), reader.textLength(text));
        }
        int cursor = reader.firstDetail();
        for (int i = 0; i < reader.detailCount(); i++) {
            sum += reader.detailCode(cursor);
            cursor = reader.nextDetail(cursor);
        }
        return sum;
    }
}
