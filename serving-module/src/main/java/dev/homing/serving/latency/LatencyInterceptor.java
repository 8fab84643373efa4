package dev.homing.serving.latency;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Measures every RPC from its headers to its status, the wait for the disk and the workers' queue included. Streams of a client
 * are not measured: they last as long as the client likes.
 */
public final class LatencyInterceptor implements ServerInterceptor {
    private final LatencyRecorder recorder;

    /**
     * Creates an interceptor.
     *
     * @param recorder to record with
     */
    public LatencyInterceptor(final LatencyRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            final ServerCall<Q, R> call, final Metadata headers, final ServerCallHandler<Q, R> next) {
        if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        final long startNs = System.nanoTime();
        final Stopwatch stopwatch = recorder.rpc(call.getMethodDescriptor().getFullMethodName());
        return next.startCall(new SimpleForwardingServerCall<Q, R>(call) {
            @Override
            public void close(final Status status, final Metadata trailers) {
                stopwatch.recordSince(startNs);
                if (!status.isOk()) {
                    stopwatch.countError();
                }
                super.close(status, trailers);
            }
        }, headers);
    }
}
