package dev.homing.serving.server;

import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.StreamEventsResponse;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that goes on where its stream broke, over the network: nothing is lost and nothing recorded twice. */
@Timeout(60)
class StreamResumeTest {
    private static final int EVENTS = 20_000;

    @TempDir
    private Path folder;
    /** What each event was answered with first, by its number. */
    private final Map<Long, Long> sequences = new HashMap<>();
    private long answered;
    private int streams;

    /** Sends from a number on to the end, and breaks its stream after so many answers. */
    private final class Sender implements ClientResponseObserver<StreamEventsRequest, StreamEventsResponse> {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final int breakAfter;
        private ClientCallStreamObserver<StreamEventsRequest> requests;
        private long next = answered + 1;
        private int answers;

        Sender(final int breakAfter) {
            this.breakAfter = breakAfter;
            streams++;
        }

        @Override
        public void beforeStart(final ClientCallStreamObserver<StreamEventsRequest> stream) {
            requests = stream;
            stream.setOnReadyHandler(this::send);
        }

        private void send() {
            while (requests.isReady() && next <= EVENTS) {
                requests.onNext(StreamEventsRequest.newBuilder().setSequence(next)
                        .setEvent(view("ann" + next % 99, "p1").setEventId("e" + next)).build());
                if (next++ == EVENTS) {
                    requests.onCompleted();
                }
            }
        }

        @Override
        public void onNext(final StreamEventsResponse answer) {
            if (answers >= breakAfter) {
                return;
            }
            assertEquals(answered + 1, answer.getSequence());
            assertTrue(answer.getResult().getOutcome() == EventResult.Outcome.RECORDED
                    || answer.getResult().getOutcome() == EventResult.Outcome.DUPLICATE, answer.toString());
            answered++;
            sequences.put(answer.getSequence(), answer.getResult().getSequence());
            if (++answers == breakAfter) {
                requests.cancel("broken on purpose", null);
            }
        }

        @Override
        public void onError(final Throwable error) {
            end.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            if (answers < breakAfter) {
                end.complete(null);
            } else {
                // The server had answered everything by then; the client has not looked at the rest.
                end.completeExceptionally(Status.CANCELLED.asException());
            }
        }
    }

    @Test
    void shouldHaveEveryEventOnceWhenTheStreamBreaksAgainAndAgain() throws Exception {
        try (Engine engine = Engine.open(EngineOptions.of(folder))) {
            try (HomingServer server = new HomingServer(engine, 0)) {
                send(server, 1, 2, 700, 1_500, 333, 999, 1_000, 1_001, 4_000, Integer.MAX_VALUE);
            }
            assertEquals(EVENTS, engine.store().lastSequence());
        }
        assertEquals(10, streams);
        assertEquals(EVENTS, answered);
        assertEquals(EVENTS, sequences.values().stream().distinct().count(), "each has a place of its own");
    }

    @Test
    @SuppressWarnings("try")
    void shouldGoOnAfterTheServerWasStoppedInTheMiddle() throws Exception {
        try (Engine engine = Engine.open(EngineOptions.of(folder));
                HomingServer server = new HomingServer(engine, 0)) {
            final Sender sender = new Sender(Integer.MAX_VALUE);
            final ManagedChannel channel = open(server, sender);
            while (engine.store().lastSequence() < 100) {
                Thread.onSpinWait();
            }
            server.close();
            final Status status = Status.fromThrowable(failure(sender));
            assertEquals(Status.Code.UNAVAILABLE, status.getCode(), status.toString());
            assertEquals(answered, engine.store().lastSequence(), "what was on disk was answered first");
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
        assertTrue(answered > 0 && answered < EVENTS, "answered=" + answered);
        shouldHaveTheRest();
    }

    private void shouldHaveTheRest() throws Exception {
        try (Engine engine = Engine.open(EngineOptions.of(folder))) {
            try (HomingServer server = new HomingServer(engine, 0)) {
                send(server, Integer.MAX_VALUE);
            }
            assertEquals(EVENTS, engine.store().lastSequence());
        }
        assertEquals(EVENTS, answered);
    }

    private void send(final HomingServer server, final int... breaks) throws Exception {
        for (final int breakAfter : breaks) {
            final Sender sender = new Sender(breakAfter);
            final ManagedChannel channel = open(server, sender);
            try {
                if (breakAfter == Integer.MAX_VALUE) {
                    sender.end.get(30, TimeUnit.SECONDS);
                } else {
                    assertEquals(Status.Code.CANCELLED, Status.fromThrowable(failure(sender)).getCode());
                }
            } finally {
                channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    private static ManagedChannel open(final HomingServer server, final Sender sender) throws IOException {
        final ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.port()).directExecutor().usePlaintext().build();
        TrackingServiceGrpc.newStub(channel).streamEvents(sender);
        return channel;
    }

    private static Throwable failure(final Sender sender) throws Exception {
        try {
            sender.end.get(30, TimeUnit.SECONDS);
        } catch (final ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("the stream did not break");
    }
}
