package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RowWorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 128, 1_000})
    void shouldWorkOnEveryRowExactlyOnce(final int rows) {
        for (int threads = 1; threads <= 3; threads++) {
            try (RowWorkers workers = new RowWorkers(threads)) {
                final AtomicIntegerArray visits = new AtomicIntegerArray(rows);
                workers.forEach(rows, () -> (from, to) -> {
                    for (int row = from; row < to; row++) {
                        visits.incrementAndGet(row);
                    }
                });
                for (int row = 0; row < rows; row++) {
                    assertEquals(1, visits.get(row), "row=" + row + ", threads=" + threads);
                }
            }
        }
    }

    @Test
    void shouldHandOutAsManyRowsAtATimeAsAsked() {
        try (RowWorkers workers = new RowWorkers(2)) {
            final AtomicIntegerArray visits = new AtomicIntegerArray(11);
            workers.forEach(11, 3, () -> (from, to) -> {
                assertEquals(Math.min(from + 3, 11), to);
                for (int row = from; row < to; row++) {
                    visits.incrementAndGet(row);
                }
            });
            for (int row = 0; row < 11; row++) {
                assertEquals(1, visits.get(row), "row=" + row);
            }
        }
    }

    @Test
    void shouldGiveEachThreadWorkOfItsOwn() {
        try (RowWorkers workers = new RowWorkers(3)) {
            final AtomicInteger made = new AtomicInteger();
            workers.forEach(1_000, () -> {
                made.incrementAndGet();
                final Thread[] owner = new Thread[1];
                return (from, to) -> {
                    owner[0] = owner[0] == null ? Thread.currentThread() : owner[0];
                    assertSame(owner[0], Thread.currentThread());
                };
            });
            assertEquals(3, made.get());
        }
    }

    @Test
    void shouldReportAnExceptionAndWorkAgainAfterIt() {
        try (RowWorkers workers = new RowWorkers(2)) {
            final IllegalStateException failed = assertThrows(IllegalStateException.class,
                    () -> workers.forEach(500, () -> (from, to) -> {
                        if (from >= 256) {
                            throw new IllegalArgumentException("row=" + from);
                        }
                    }));
            assertEquals(IllegalArgumentException.class, failed.getCause().getClass());
            final AtomicInteger rows = new AtomicInteger();
            workers.forEach(500, () -> (from, to) -> rows.addAndGet(to - from));
            assertEquals(500, rows.get());
        }
    }

    @Test
    void shouldReportWhatThePreparationThrows() {
        try (RowWorkers workers = new RowWorkers(2)) {
            assertThrows(IllegalStateException.class, () -> workers.forEach(1, () -> {
                throw new UnsupportedOperationException();
            }));
        }
    }

    @Test
    void shouldRethrowAnErrorAsItIs() {
        final AssertionError error = new AssertionError("broken");
        try (RowWorkers workers = new RowWorkers(2)) {
            assertSame(error, assertThrows(AssertionError.class, () -> workers.forEach(100, () -> (from, to) -> {
                throw error;
            })));
        }
    }

    @Test
    void shouldStopWaitingWhenInterruptedAndKeepTheMark() {
        final CountDownLatch never = new CountDownLatch(1);
        final Thread caller = Thread.currentThread();
        try (RowWorkers workers = new RowWorkers(1)) {
            assertThrows(IllegalStateException.class, () -> workers.forEach(1, () -> (from, to) -> {
                caller.interrupt();
                try {
                    never.await();
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            assertTrue(Thread.interrupted());
        }
    }
}
