package dev.homing.tracking.benchmarks;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.store.Committer;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The way of an event through the ring: claimed, encoded in place, committed, and drained in a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class RingBenchmark {
    private static final int EVENTS = 1_000;
    private static final int LENGTH = 1 << 20;

    /** Events between two drains. */
    @Param({"1", "1000"})
    private int batch;

    private long sum;
    private final RingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH + RingBufferDescriptor.TRAILER_LENGTH)));
    private final EventFlyweight writer = new EventFlyweight();
    private final ControlledMessageHandler reader = (messageType, buffer, index, length) -> {
        sum += buffer.getLong(index);
        return ControlledMessageHandler.Action.CONTINUE;
    };
    private int length;

    @Setup
    public void setUp() {
        length = SampleEvent.encode(writer, new UnsafeBuffer(new byte[1 << 10]), 0, 1);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long claimEncodeCommitDrain() {
        for (int i = 0; i < EVENTS; i += batch) {
            for (int j = 0; j < batch; j++) {
                final int index = ring.tryClaim(EventFlyweight.TEMPLATE_ID, Committer.CORRELATION_LENGTH + length);
                ring.buffer().putLong(index, j);
                SampleEvent.encode(writer, ring.buffer(), index + Committer.CORRELATION_LENGTH, i);
                ring.commit(index);
            }
            int drained = 0;
            while (drained < batch) {
                // A read ends where the buffer does.
                drained += ring.controlledRead(reader, batch);
            }
        }
        return sum;
    }
}
