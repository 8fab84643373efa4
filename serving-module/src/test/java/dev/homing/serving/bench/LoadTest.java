package dev.homing.serving.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import io.grpc.Status;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadTest {
    private static final Progress PROGRESS = Progress.of("testing");

    private final ScheduledExecutorService server = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void close() {
        server.shutdownNow();
        PROGRESS.close();
    }

    /** Acks each call some time later, in their order. */
    private void ackLater(final Load.Ack ack) {
        most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        final Future<?> unused = server.schedule(() -> {
            inFlight.decrementAndGet();
            ack.acked(9, 1);
        }, 1, TimeUnit.MILLISECONDS);
    }

    @Test
    void shouldKeepAsManyCallsInFlightAsItWasTold() {
        final Load.Measured measured = Load.closed(this::ackLater, 5, 60, 100, PROGRESS);
        assertEquals(5, most.get());
        assertTrue(measured.latencies().getTotalCount() >= 100 && measured.latencies().getTotalCount() < 105);
        assertEquals(9 * measured.latencies().getTotalCount(), measured.events());
        assertEquals(measured.latencies().getTotalCount(), measured.refused());
        assertTrue(measured.latencies().getMinValue() >= 900_000, "a millisecond each");
        assertEquals(measured.events() / measured.seconds(), measured.eventsPerSecond(), 1);
    }

    @Test
    void shouldCountTheTimeThatACallWasKeptFromBeginning() {
        final AtomicInteger calls = new AtomicInteger();
        final Load.Measured measured = Load.open(ack -> {
            if (calls.getAndIncrement() == 0) {
                // Stands still for as long as 50 calls are apart, and acks everything at once from then on.
                sleep(50);
            }
            ack.acked(1, 0);
        }, 1_000, 60, 50, PROGRESS);
        assertEquals(50, measured.latencies().getTotalCount());
        assertTrue(measured.latencies().getValueAtPercentile(50) > 15_000_000,
                "calls that were due meanwhile waited too: " + measured.latencies().getValueAtPercentile(50));
    }

    @Test
    void shouldBeginAsManyCallsAsTheRateSays() {
        final Load.Measured measured = Load.open(ack -> ack.acked(1, 0), 2_000, 0.05, Long.MAX_VALUE, PROGRESS);
        assertEquals(100, measured.events());
        assertTrue(measured.seconds() >= 0.049, "seconds=" + measured.seconds());
    }

    @Test
    void shouldCountCallsThatWereToldToComeBackAndFailWithOthers() {
        final Load.Measured measured = Load.closed(
                ack -> server.execute(() -> ack.failed(Status.RESOURCE_EXHAUSTED.asException())), 1, 60, 10, PROGRESS);
        assertEquals(10, measured.refused());
        assertEquals(0, measured.latencies().getTotalCount());
        assertThrows(CommandException.class, () -> Load.closed(
                ack -> server.execute(() -> ack.failed(Status.UNAVAILABLE.asException())), 1, 60, 10, PROGRESS));
    }

    private static void sleep(final int ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
