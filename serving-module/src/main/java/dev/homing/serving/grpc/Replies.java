package dev.homing.serving.grpc;

import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** The two ways in which a unary call ends. */
final class Replies {
    private Replies() {
    }

    static <T> void answer(final StreamObserver<T> observer, final T message) {
        observer.onNext(message);
        observer.onCompleted();
    }

    static void refuse(final StreamObserver<?> observer, final Status status) {
        observer.onError(StatusProto.toStatusRuntimeException(status));
    }

    /** Lets a call that another thread will answer be cancelled meanwhile: answering it is then silently in vain. */
    static void mayBeCancelled(final StreamObserver<?> observer) {
        if (observer instanceof ServerCallStreamObserver<?>) {
            ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(() -> { });
        }
    }

    static Timestamp timestamp(final long ms) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(ms, 1_000L))
                .setNanos((int) Math.floorMod(ms, 1_000L) * 1_000_000)
                .build();
    }
}
