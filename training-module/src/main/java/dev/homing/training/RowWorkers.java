package dev.homing.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Threads that work through rows. Rows do not depend on each other, so the result does not depend on the number of threads. */
final class RowWorkers implements AutoCloseable {
    private static final int CHUNK = 64;

    private final ExecutorService executor;
    private final int threads;

    /** Works on the rows from one up to another; each thread has an instance of its own. */
    @FunctionalInterface
    interface RowWork {
        void run(int from, int to);
    }

    /** Makes the work of one thread. */
    @FunctionalInterface
    interface RowWorkFactory {
        RowWork make();
    }

    RowWorkers(final int threads) {
        this.threads = threads;
        executor = Executors.newFixedThreadPool(threads, task -> {
            final Thread thread = new Thread(task, "homing-training");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Works on a few large things, one at a time for each thread. */
    void forEachOne(final int count, final IntConsumer work) {
        forEach(count, 1, () -> (from, to) -> work.accept(from));
    }

    void forEach(final int rows, final RowWorkFactory factory) {
        forEach(rows, CHUNK, factory);
    }

    /** With another number of rows that a thread takes at a time. */
    void forEach(final int rows, final int chunk, final RowWorkFactory factory) {
        final AtomicInteger next = new AtomicInteger();
        final List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(executor.submit(() -> {
                final RowWork work = factory.make();
                for (int from = next.getAndAdd(chunk); from < rows; from = next.getAndAdd(chunk)) {
                    work.run(from, Math.min(rows, from + chunk));
                }
            }));
        }
        for (final Future<?> one : running) {
            await(one);
        }
    }

    private static void await(final Future<?> one) {
        try {
            one.get();
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
