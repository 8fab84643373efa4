package dev.homing.serving.grpc;

import com.google.protobuf.MessageLite;
import dev.homing.serving.ingest.Refusals;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A budget for the bytes of requests under way, from the arrival of a request to the end of its call, so that calls that wait
 * for the disk, for a worker or for a client that does not read its answer do not fill the memory. A call that finds nothing
 * left is told to come back. Any thread.
 *
 * <p>Requests are counted as they were sent. In memory a request of many events takes some five times as much.
 */
public final class PendingBytes implements ServerInterceptor {
    private final AtomicLong free;

    /**
     * Creates a budget.
     *
     * @param bytes of it
     */
    public PendingBytes(final long bytes) {
        free = new AtomicLong(bytes);
    }

    boolean tryAcquire(final long bytes) {
        long before;
        do {
            before = free.get();
            // Taken only when it is there: one that is too large must not get others refused for a moment.
            if (before < bytes) {
                return false;
            }
        } while (!free.compareAndSet(before, before - bytes));
        return true;
    }

    void release(final long bytes) {
        free.addAndGet(bytes);
    }

    long free() {
        return free.get();
    }

    /** Streams of requests count their own: a message of theirs is done with long before the call ends. */
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            final ServerCall<Q, R> call, final Metadata headers, final ServerCallHandler<Q, R> next) {
        final ServerCall.Listener<Q> listener = next.startCall(call, headers);
        return call.getMethodDescriptor().getType().clientSendsOneMessage() ? new Counted<>(listener, call) : listener;
    }

    /** One call's share. Its callbacks come one after the other. */
    private final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private long held;
        private boolean isRefused;

        Counted(final ServerCall.Listener<Q> listener, final ServerCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(final Q message) {
            final long bytes = ((MessageLite) message).getSerializedSize();
            if (tryAcquire(bytes)) {
                held += bytes;
                super.onMessage(message);
            } else {
                isRefused = true;
                Replies.close(call, Refusals.overloaded());
            }
        }

        @Override
        public void onHalfClose() {
            if (!isRefused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onComplete() {
            giveBack();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            giveBack();
            super.onCancel();
        }

        private void giveBack() {
            release(held);
            held = 0;
        }
    }
}
