package dev.homing.integration;

import com.google.rpc.Code;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.StreamEventsResponse;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackEventResponse;
import dev.homing.proto.v1.TrackingServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients that send far more than a server takes, each in its own way and each until its last event is acked: what is refused is
 * sent again with the same id after a while.
 */
final class Flood implements AutoCloseable {
    private static final int BATCH = 200;
    private static final int LEADS = 500;
    private static final int UNREAD_ON_STREAM = 5_000;
    private static final int RETRY_MS = 50;
    private static final int DEADLINE_SECONDS = 120;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final String address;
    private final AtomicLong created = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>();
    private final ConcurrentLinkedQueue<Long> ackMicros = new ConcurrentLinkedQueue<>();
    /** By number: what became of them nobody knows until they are sent again. */
    private final Map<Long, Sent> unread = new ConcurrentHashMap<>();
    private volatile boolean isOver;

    /** An event, and when it was sent first. */
    private record Sent(long number, Event event, long firstNs) {
    }

    Flood(final String address) {
        this.address = address;
    }

    private TrackingServiceGrpc.TrackingServiceStub connect() {
        return TrackingServiceGrpc.newStub(channel()).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private ManagedChannel channel() {
        final ManagedChannel channel = DistributionTest.connect(address);
        channels.add(channel);
        return channel;
    }

    private Sent create() {
        final long number = created.getAndIncrement();
        outstanding.incrementAndGet();
        return new Sent(number, Event.newBuilder().setEventId("flood-" + number).setType(EventType.PROPERTY_VIEW)
                .setLeadId("lead-" + number % LEADS).setPropertyId("listing-" + number % 97)
                .setSessionId("session-" + number % 1_000).build(), System.nanoTime());
    }

    private void acked(final Sent sent) {
        if (!unread.containsKey(sent.number())) {
            ackMicros.add((System.nanoTime() - sent.firstNs()) / 1_000);
        }
        outstanding.decrementAndGet();
    }

    private void fail(final Object what) {
        failure.compareAndSet(null, what.toString());
    }

    /** Whether it only has to be sent again; anything else is a failure. */
    private boolean isRefused(final int code, final Object what) {
        if (code == Code.RESOURCE_EXHAUSTED_VALUE) {
            refused.incrementAndGet();
            return true;
        }
        fail(what);
        return false;
    }

    /** Single events, so many at a time. */
    void singles(final int inFlight) {
        final TrackingServiceGrpc.TrackingServiceStub stub = connect();
        for (int i = 0; i < inFlight; i++) {
            single(stub, create());
        }
    }

    private void single(final TrackingServiceGrpc.TrackingServiceStub stub, final Sent sent) {
        stub.trackEvent(TrackEventRequest.newBuilder().setEvent(sent.event()).build(), new StreamObserver<TrackEventResponse>() {
            @Override
            public void onNext(final TrackEventResponse answer) {
                acked(sent);
                if (!isOver) {
                    single(stub, create());
                }
            }

            @Override
            public void onError(final Throwable error) {
                if (isRefused(Status.fromThrowable(error).getCode().value(), error)) {
                    final Future<?> unused = later.schedule(() -> single(stub, sent), RETRY_MS, TimeUnit.MILLISECONDS);
                }
            }

            @Override
            public void onCompleted() {
                // The answer has been counted.
            }
        });
    }

    /** Batches, so many at a time. */
    void batches(final int inFlight) {
        final TrackingServiceGrpc.TrackingServiceStub stub = connect();
        for (int i = 0; i < inFlight; i++) {
            batch(stub, List.of());
        }
    }

    private void batch(final TrackingServiceGrpc.TrackingServiceStub stub, final List<Sent> again) {
        final List<Sent> sent = new ArrayList<>(again);
        while (!isOver && sent.size() < BATCH) {
            sent.add(create());
        }
        if (sent.isEmpty()) {
            return;
        }
        stub.batchTrackEvents(request(sent), new StreamObserver<BatchTrackEventsResponse>() {
            @Override
            public void onNext(final BatchTrackEventsResponse answer) {
                final List<Sent> rest = new ArrayList<>();
                for (int i = 0; i < sent.size(); i++) {
                    final EventResult result = answer.getResults(i);
                    if (result.getOutcome() != EventResult.Outcome.REJECTED) {
                        acked(sent.get(i));
                    } else if (isRefused(result.getError().getCode(), result)) {
                        rest.add(sent.get(i));
                    }
                }
                final Future<?> unused =
                        later.schedule(() -> batch(stub, rest), rest.isEmpty() ? 0 : RETRY_MS, TimeUnit.MILLISECONDS);
            }

            @Override
            public void onError(final Throwable error) {
                if (isRefused(Status.fromThrowable(error).getCode().value(), error)) {
                    final Future<?> unused = later.schedule(() -> batch(stub, sent), RETRY_MS, TimeUnit.MILLISECONDS);
                }
            }

            @Override
            public void onCompleted() {
                // The answer has been counted.
            }
        });
    }

    private static BatchTrackEventsRequest request(final List<Sent> sent) {
        return BatchTrackEventsRequest.newBuilder().addAllEvents(sent.stream().map(Sent::event).toList()).build();
    }

    /** A stream that sends as fast as it may. */
    void stream() {
        connect().streamEvents(new OneStream());
    }

    private final class OneStream implements ClientResponseObserver<StreamEventsRequest, StreamEventsResponse> {
        private final Map<Long, Sent> waiting = new ConcurrentSkipListMap<>();
        private final ConcurrentLinkedQueue<Sent> again = new ConcurrentLinkedQueue<>();
        private ClientCallStreamObserver<StreamEventsRequest> requests;
        private long number;
        private boolean isComplete;

        @Override
        public void beforeStart(final ClientCallStreamObserver<StreamEventsRequest> stream) {
            requests = stream;
            stream.setOnReadyHandler(this::send);
        }

        private void send() {
            while (requests.isReady() && !isComplete) {
                final Sent refusedBefore = again.poll();
                if (refusedBefore == null && isOver) {
                    isComplete = waiting.isEmpty();
                    if (isComplete) {
                        requests.onCompleted();
                    }
                    return;
                }
                final Sent sent = refusedBefore == null ? create() : refusedBefore;
                waiting.put(++number, sent);
                requests.onNext(StreamEventsRequest.newBuilder().setSequence(number).setEvent(sent.event()).build());
            }
        }

        @Override
        public void onNext(final StreamEventsResponse answer) {
            final Sent sent = waiting.remove(answer.getSequence());
            final EventResult result = answer.getResult();
            if (result.getOutcome() != EventResult.Outcome.REJECTED) {
                acked(sent);
            } else if (isRefused(result.getError().getCode(), result)) {
                again.add(sent);
            }
            send();
        }

        @Override
        public void onError(final Throwable error) {
            fail(error);
        }

        @Override
        public void onCompleted() {
            // Nothing was left to answer.
        }
    }

    /** Calls, and a stream, whose client takes no answer. */
    void unread(final int calls) {
        final ManagedChannel channel = channel();
        for (int i = 0; i < calls; i++) {
            final List<Sent> sent = new ArrayList<>();
            while (sent.size() < BATCH) {
                sent.add(create());
            }
            sent.forEach(event -> unread.put(event.number(), event));
            final ClientCall<BatchTrackEventsRequest, BatchTrackEventsResponse> call =
                    channel.newCall(TrackingServiceGrpc.getBatchTrackEventsMethod(), CallOptions.DEFAULT);
            call.start(new ClientCall.Listener<>() { }, new Metadata());
            call.sendMessage(request(sent));
            call.halfClose();
        }
        final ClientCall<StreamEventsRequest, StreamEventsResponse> stream =
                channel.newCall(TrackingServiceGrpc.getStreamEventsMethod(), CallOptions.DEFAULT);
        final AtomicLong number = new AtomicLong();
        stream.start(new ClientCall.Listener<>() {
            @Override
            public void onReady() {
                while (stream.isReady() && !isOver && number.get() < UNREAD_ON_STREAM) {
                    final Sent sent = create();
                    unread.put(sent.number(), sent);
                    stream.sendMessage(StreamEventsRequest.newBuilder()
                            .setSequence(number.incrementAndGet()).setEvent(sent.event()).build());
                }
            }
        }, new Metadata());
    }

    /** Makes no more events, sends those again whose answers nobody took, and waits until the last one is acked. */
    void drain(final int seconds) throws InterruptedException {
        isOver = true;
        final List<Sent> rest = new ArrayList<>(unread.values());
        final TrackingServiceGrpc.TrackingServiceStub stub = connect();
        for (int from = 0; from < rest.size(); from += BATCH) {
            batch(stub, rest.subList(from, Math.min(rest.size(), from + BATCH)));
        }
        final Deadline deadline = new Deadline(seconds, "the acks of a flood, " + outstanding);
        while (outstanding.get() > 0 && failure.get() == null) {
            deadline.pause();
        }
        if (failure.get() != null) {
            throw new AssertionError("neither acked nor told to come back: " + failure.get());
        }
    }

    long created() {
        return created.get();
    }

    long refused() {
        return refused.get();
    }

    long acked() {
        return created.get() - outstanding.get();
    }

    double ackSeconds(final double quantile) {
        final long[] sorted = ackMicros.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
    }

    @Override
    public void close() {
        later.shutdownNow();
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
