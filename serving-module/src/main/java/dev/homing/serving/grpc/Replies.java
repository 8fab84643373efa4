package dev.homing.serving.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import dev.homing.serving.event.Timestamps;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Submission;
import dev.homing.serving.ingest.Violations;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** The two ways in which a unary call ends, and the way to a worker, which leads to one of them whatever happens there. */
final class Replies {
    private static final System.Logger LOG = System.getLogger(Replies.class.getName());

    private Replies() {
    }

    static <T> void answer(final StreamObserver<T> observer, final T message) {
        observer.onNext(message);
        observer.onCompleted();
    }

    static void refuse(final StreamObserver<?> observer, final Status status) {
        observer.onError(StatusProto.toStatusRuntimeException(status));
    }

    /** Ends a call of one message, now that it is done: with the answer, or with why it was refused. */
    static <T> void answer(final StreamObserver<T> observer, final Submission submission, final Supplier<T> message) {
        if (!isRefused(submission, observer)) {
            answer(observer, message.get());
        }
    }

    /** Whether the one message of a call was refused; then so is the call. */
    static boolean isRefused(final Submission submission, final StreamObserver<?> observer) {
        final Optional<Status> refusal = submission.refusal(0);
        refusal.ifPresent(status -> refuse(observer, status));
        return refusal.isPresent();
    }

    /** Whether a request that says nothing of the present violates the rules of the contract; then the call is refused. */
    static boolean isInvalid(final Message request, final StreamObserver<?> observer) {
        final Violations violations = new Violations("");
        violations.check(request, 0);
        if (!violations.isEmpty()) {
            refuse(observer, violations.status());
        }
        return !violations.isEmpty();
    }

    /** Refuses a call that has not reached its method. */
    static void close(final ServerCall<?, ?> call, final Status status) {
        final StatusRuntimeException refusal = StatusProto.toStatusRuntimeException(status);
        call.close(refusal.getStatus(), refusal.getTrailers() == null ? new Metadata() : refusal.getTrailers());
    }

    /** Lets a call that another thread will answer be cancelled meanwhile: answering it is then silently in vain. */
    static void mayBeCancelled(final StreamObserver<?> observer) {
        if (observer instanceof ServerCallStreamObserver<?>) {
            ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(() -> { });
        }
    }

    static boolean isCancelled(final StreamObserver<?> observer) {
        return observer instanceof ServerCallStreamObserver<?>
                && ((ServerCallStreamObserver<?>) observer).isCancelled();
    }

    /**
     * Goes on with a call on a worker, unless it is cancelled meanwhile. When that fails, or the workers have no room or have
     * ended, the call is refused: nobody but us would ever end it. The call must have said that it {@link #mayBeCancelled}.
     */
    static void goOn(final Executor workers, final StreamObserver<?> observer, final Runnable rest) {
        execute(workers, observer, () -> {
            if (!isCancelled(observer)) {
                orRefuse(observer, rest);
            }
        });
    }

    /** Goes on with a call on a worker as {@link #goOn} does, also when the client is gone: what it began must be finished. */
    static void goOnAnyway(final Executor workers, final StreamObserver<?> observer, final Runnable rest) {
        execute(workers, observer, () -> orRefuse(observer, rest));
    }

    private static void execute(final Executor workers, final StreamObserver<?> observer, final Runnable rest) {
        try {
            workers.execute(rest);
        } catch (final RejectedExecutionException e) {
            final boolean haveEnded = workers instanceof ExecutorService service && service.isShutdown();
            refuse(observer, haveEnded ? Refusals.shuttingDown() : Refusals.overloaded());
        }
    }

    /**
     * Answers on a worker, so that this thread need not build the message; on this one when the workers take nothing any more.
     *
     * @param message is built without waiting for anything
     */
    static <T> void answerOn(final Executor workers, final StreamObserver<T> observer, final Supplier<T> message) {
        final Runnable answer = () -> orRefuse(observer, () -> answer(observer, message.get()));
        try {
            workers.execute(answer);
        } catch (final RejectedExecutionException e) {
            answer.run();
        }
    }

    /** Goes on with a call, and refuses it when that fails; false then. */
    static boolean orRefuse(final StreamObserver<?> observer, final Runnable rest) {
        try {
            rest.run();
            return true;
        } catch (final RuntimeException e) {
            fail(observer, e);
            return false;
        } catch (final Error e) {
            // The thread ends with it, but the call must not wait for ever.
            fail(observer, e);
            throw e;
        }
    }

    private static void fail(final StreamObserver<?> observer, final Throwable reason) {
        LOG.log(System.Logger.Level.ERROR, "a call failed", reason);
        try {
            refuse(observer, Refusals.internal());
        } catch (final IllegalStateException ended) {
            LOG.log(System.Logger.Level.DEBUG, "the call had been answered before it failed", ended);
        }
    }

    static Timestamp timestamp(final long ms) {
        return Timestamps.timestamp(ms);
    }
}
