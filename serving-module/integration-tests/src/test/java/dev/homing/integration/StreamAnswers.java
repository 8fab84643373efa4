package dev.homing.integration;

import dev.homing.proto.v1.StreamEventsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The answers of one stream, and how it ended. */
final class StreamAnswers implements StreamObserver<StreamEventsResponse> {
    private final Queue<StreamEventsResponse> taken = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Optional<StatusRuntimeException>> end = new CompletableFuture<>();

    @Override
    public void onNext(final StreamEventsResponse answer) {
        taken.add(answer);
    }

    @Override
    public void onError(final Throwable error) {
        end.complete(Optional.of(Status.fromThrowable(error).asRuntimeException()));
    }

    @Override
    public void onCompleted() {
        end.complete(Optional.empty());
    }

    /** Waits for the end, which the deadline of the call brings at the latest; empty when it is an orderly one. */
    Optional<StatusRuntimeException> await() {
        return end.join();
    }

    List<StreamEventsResponse> taken() {
        return List.copyOf(taken);
    }
}
