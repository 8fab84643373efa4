package dev.homing.serving.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RingWaitTest {
    /** A test that has to wait for this fails. */
    private static final long FOR_EVER_NS = TimeUnit.MINUTES.toNanos(10);
    private static final int ROUNDS = 20_000;

    private final AtomicInteger messages = new AtomicInteger();
    private final RingWait wait = new RingWait(() -> messages.get() == 0, FOR_EVER_NS);

    /** Takes messages and says how many it took. */
    private final class Taker implements Agent {
        final AtomicLong taken = new AtomicLong();
        final AtomicLong looks = new AtomicLong();

        @Override
        public int doWork() {
            looks.incrementAndGet();
            final int count = messages.getAndSet(0);
            taken.addAndGet(count);
            return count;
        }

        @Override
        public String roleName() {
            return "taker";
        }
    }

    @Test
    void shouldWakeForEveryMessageWheneverItComes() {
        final Taker taker = new Taker();
        final SplittableRandom random = new SplittableRandom(3);
        try (AgentRunner runner = new AgentRunner(wait, Throwable::printStackTrace, null, taker)) {
            final Thread thread = AgentRunner.startOnThread(runner);
            for (int round = 1; round <= ROUNDS; round++) {
                // Some come while it still looks, some just as it lies down, and some when it sleeps.
                for (int i = random.nextInt(2_000); i > 0; i--) {
                    Thread.onSpinWait();
                }
                messages.incrementAndGet();
                wait.wake();
                while (taker.taken.get() < round) {
                    Thread.onSpinWait();
                }
            }
            thread.interrupt();
        }
        assertEquals(ROUNDS, taker.taken.get());
    }

    @Test
    void shouldSleepWhileThereIsNothing() throws InterruptedException {
        final Taker taker = new Taker();
        try (AgentRunner runner = new AgentRunner(wait, Throwable::printStackTrace, null, taker)) {
            final Thread thread = AgentRunner.startOnThread(runner);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            final long looks = taker.looks.get();
            final CountDownLatch later = new CountDownLatch(1);
            assertTrue(!later.await(50, TimeUnit.MILLISECONDS));
            assertEquals(looks, taker.looks.get(), "it looked though nobody woke it");
            messages.incrementAndGet();
            wait.wake();
            while (taker.taken.get() == 0) {
                Thread.onSpinWait();
            }
            thread.interrupt();
        }
    }
}
