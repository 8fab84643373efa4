package dev.homing.serving.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * One answer of many messages on its way to a client: written on a worker as far as the client takes it, and again when it takes
 * more. Between two turns it holds no worker; and a turn is short, so that a few long answers leave room for everybody else.
 *
 * @param <T> a message
 */
final class Streaming<T> {
    private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Where the messages come from. One thread at a time.
     *
     * @param <T> a message
     */
    @FunctionalInterface
    interface Source<T> {
        /**
         * Hands out the next messages, and ends the call after the last one or with a refusal.
         *
         * @param isWanted asked before each of them
         * @param observer takes them
         * @return true once the call has ended
         */
        boolean write(BooleanSupplier isWanted, StreamObserver<T> observer);
    }

    private final Executor workers;
    private final ServerCallStreamObserver<T> observer;
    private final Source<T> source;
    /** Calls for a worker that were not heard yet; whoever makes the first one brings a worker. */
    private final AtomicInteger calls = new AtomicInteger();
    private boolean hasEnded;
    private long turnEndsNs;

    private Streaming(final Executor workers, final ServerCallStreamObserver<T> observer, final Source<T> source) {
        this.workers = workers;
        this.observer = observer;
        this.source = source;
    }

    /** Begins to answer a call; in its method, which is where gRPC takes handlers. */
    static <T> void begin(final Executor workers, final StreamObserver<T> observer, final Source<T> source) {
        final Streaming<T> streaming = new Streaming<>(workers, (ServerCallStreamObserver<T>) observer, source);
        Replies.mayBeCancelled(observer);
        streaming.observer.setOnReadyHandler(streaming::onReady);
        streaming.onReady();
    }

    private void onReady() {
        if (calls.getAndIncrement() == 0) {
            Replies.goOn(workers, observer, this::run);
        }
    }

    private void run() {
        boolean hasMore;
        do {
            final int heard = calls.get();
            turnEndsNs = System.nanoTime() + TURN_NS;
            hasEnded = hasEnded || source.write(this::isMyTurn, observer);
            hasMore = (!hasEnded && isWanted()) || calls.addAndGet(-heard) > 0;
        } while (hasMore && !isQueued());
    }

    private boolean isWanted() {
        return observer.isReady() && !observer.isCancelled();
    }

    private boolean isMyTurn() {
        return isWanted() && System.nanoTime() - turnEndsNs < 0;
    }

    /** Has the next turn behind what waits for a worker; not when too much waits or nothing is taken, as at the end. */
    private boolean isQueued() {
        try {
            workers.execute(() -> Replies.orRefuse(observer, this::run));
            return true;
        } catch (final RejectedExecutionException e) {
            return false;
        }
    }
}
