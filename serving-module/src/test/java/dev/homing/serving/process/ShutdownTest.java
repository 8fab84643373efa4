package dev.homing.serving.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ShutdownTest {
    @Test
    void shouldEndTheWorkWhenToldToEnd() throws Exception {
        try (Shutdown shutdown = new Shutdown()) {
            final CountDownLatch isWorking = new CountDownLatch(1);
            final Thread teller = new Thread(() -> {
                try {
                    isWorking.await();
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                shutdown.interrupt();
            });
            teller.start();

            shutdown.run(() -> {
                isWorking.countDown();
                new CountDownLatch(1).await();
                return null;
            });

            teller.join();
            assertFalse(Thread.currentThread().isInterrupted(), "closing must not be cut short");
        }
    }

    @Test
    void shouldNotBeginWhenToldToEndBefore() throws Exception {
        try (Shutdown shutdown = new Shutdown()) {
            final AtomicInteger runs = new AtomicInteger();
            shutdown.interrupt();

            shutdown.run(() -> {
                runs.incrementAndGet();
                return null;
            });

            assertEquals(0, runs.get());
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void shouldReportAFailureWhenNotToldToEnd() {
        try (Shutdown shutdown = new Shutdown()) {
            assertThrows(IOException.class, () -> shutdown.run(() -> {
                throw new IOException("broken");
            }));
        }
    }

    @Test
    void shouldKeepQuietWhenWorkFailsBecauseItWasTold() throws Exception {
        try (Shutdown shutdown = new Shutdown()) {
            shutdown.run(() -> {
                shutdown.interrupt();
                throw new IOException("cut off");
            });
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }
}
