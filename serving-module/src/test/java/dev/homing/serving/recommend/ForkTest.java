package dev.homing.serving.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.serving.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForkTest {
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final Fork fork = new Fork();

    @AfterEach
    void end() {
        other.shutdownNow();
    }

    @Test
    void shouldDoTheWorkItselfWhereNobodyElseBegins() throws ModelException {
        final List<Thread> by = new ArrayList<>();
        fork.begin(task -> { }, () -> by.add(Thread.currentThread()));
        fork.join();
        fork.end();
        assertEquals(List.of(Thread.currentThread()), by);
    }

    @Test
    void shouldWaitForWorkThatHasBegun() throws Exception {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final Thread owner = Thread.currentThread();
        final List<Thread> by = new ArrayList<>();
        fork.begin(other, () -> {
            begun.countDown();
            await(mayEnd);
            by.add(Thread.currentThread());
        });
        begun.await();
        final Thread ender = new Thread(() -> {
            while (owner.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            // One that is to end at once waits all the same, and is interrupted afterwards.
            owner.interrupt();
            mayEnd.countDown();
        });
        ender.start();
        fork.join();
        assertTrue(Thread.interrupted());
        ender.join();
        assertEquals(1, by.size());
        assertTrue(by.get(0) != owner, "the other thread did it");
    }

    @Test
    void shouldNeverDoWhatWasEndedBeforeItBegan() throws Exception {
        final List<Runnable> late = new ArrayList<>();
        fork.begin(late::add, () -> {
            throw new IllegalStateException("it was ended");
        });
        fork.end();
        late.get(0).run();
        final int[] done = new int[1];
        fork.begin(task -> { }, () -> done[0]++);
        // The thread that comes late does what there is to do now.
        late.get(0).run();
        fork.join();
        assertEquals(1, done[0]);
    }

    @Test
    void shouldTellWhatWentWrongOnTheOtherThread() {
        for (final Throwable failure : List.of(new IllegalStateException("state"), new StackOverflowError("error"))) {
            fork.begin(Runnable::run, () -> {
                if (failure instanceof final Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            });
            assertSame(failure, assertThrows(Throwable.class, fork::join));
        }
    }

    @Test
    void shouldDoEachPieceOnceWhoeverIsFirst() throws ModelException {
        final SplittableRandom random = new SplittableRandom(6);
        final int[] done = new int[1];
        int byOthers = 0;
        final Thread owner = Thread.currentThread();
        final Thread[] by = new Thread[1];
        for (int round = 1; round <= 20_000; round++) {
            fork.begin(other, () -> {
                done[0]++;
                by[0] = Thread.currentThread();
            });
            for (int i = random.nextInt(200); i > 0; i--) {
                Thread.onSpinWait();
            }
            fork.join();
            assertEquals(round, done[0]);
            byOthers += by[0] == owner ? 0 : 1;
        }
        assertTrue(byOthers > 0, "the other thread never had a turn");
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
