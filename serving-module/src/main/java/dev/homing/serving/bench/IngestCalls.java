package dev.homing.serving.bench;

import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.StreamEventsResponse;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackEventResponse;
import dev.homing.proto.v1.TrackingServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** The three ways in, as loads. */
final class IngestCalls {
    private static final int END_SECONDS = 30;

    private final TrackingServiceGrpc.TrackingServiceStub stub;
    private final EventSource events;

    IngestCalls(final Channel channel, final EventSource events) {
        stub = TrackingServiceGrpc.newStub(channel);
        this.events = events;
    }

    Load.Calls single() {
        return ack -> stub.trackEvent(
                TrackEventRequest.newBuilder().setEvent(events.next()).build(),
                new Answer<TrackEventResponse>(ack, 1, answer -> 1));
    }

    Load.Calls batches(final int size) {
        return ack -> stub.batchTrackEvents(
                BatchTrackEventsRequest.newBuilder().addAllEvents(events.next(size)).build(),
                new Answer<BatchTrackEventsResponse>(ack, size, BatchTrackEventsResponse::getRecordedCount));
    }

    /** One answer to a unary call. */
    private static final class Answer<T> implements StreamObserver<T> {
        private final Load.Ack ack;
        private final int sent;
        private final ToIntFunction<T> recorded;

        Answer(final Load.Ack ack, final int sent, final ToIntFunction<T> recorded) {
            this.ack = ack;
            this.sent = sent;
            this.recorded = recorded;
        }

        @Override
        public void onNext(final T answer) {
            final int count = recorded.applyAsInt(answer);
            ack.acked(count, sent - count);
        }

        @Override
        public void onError(final Throwable error) {
            ack.failed(error);
        }

        @Override
        public void onCompleted() {
            // The answer has been counted.
        }
    }

    /** One stream, open until it is closed, on which each call is an event. */
    final class OneStream
            implements Load.Calls, AutoCloseable, ClientResponseObserver<StreamEventsRequest, StreamEventsResponse> {
        private final Queue<Load.Ack> waiting = new ConcurrentLinkedQueue<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private ClientCallStreamObserver<StreamEventsRequest> requests;
        private long number;

        OneStream() {
            stub.streamEvents(this);
        }

        @Override
        public void beforeStart(final ClientCallStreamObserver<StreamEventsRequest> stream) {
            requests = stream;
        }

        @Override
        public synchronized void begin(final Load.Ack ack) {
            waiting.add(ack);
            requests.onNext(StreamEventsRequest.newBuilder().setSequence(++number).setEvent(events.next()).build());
        }

        @Override
        public void onNext(final StreamEventsResponse answer) {
            final boolean isRecorded = answer.getResult().getOutcome() == EventResult.Outcome.RECORDED;
            waiting.remove().acked(isRecorded ? 1 : 0, isRecorded ? 0 : 1);
        }

        @Override
        public void onError(final Throwable error) {
            waiting.forEach(ack -> ack.failed(error));
            end.complete(null);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }

        /** Waits for the server's end of it, so that it has counted the call. */
        @Override
        public void close() {
            requests.onCompleted();
            end.completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS).join();
        }
    }
}
