package dev.homing.serving.server;

import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.Engine;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HomingServerTest {
    @TempDir
    private Path folder;
    private Engine engine;
    private HomingServer server;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws IOException {
        engine = Engine.open(EngineOptions.of(folder));
        server = new HomingServer(engine, 0);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.close();
        engine.close();
    }

    @Test
    void shouldServeAndSayThatItIsWell() {
        assertEquals(EventResult.Outcome.RECORDED, tracking().trackEvent(
                TrackEventRequest.newBuilder().setEvent(view("ann", "p1")).build()).getResult().getOutcome());
        assertEquals(ServingStatus.SERVING, HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance()).getStatus());
    }

    @Test
    void shouldRefuseAMessageThatIsTooLargeAndServeOn() {
        final Event large = view("ann", "p1").setSessionId("x".repeat(10 << 20)).build();
        final Status status = assertThrows(StatusRuntimeException.class,
                () -> tracking().trackEvent(TrackEventRequest.newBuilder().setEvent(large).build())).getStatus();
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, status.getCode(), status.toString());
        assertEquals(1, tracking().trackEvent(
                TrackEventRequest.newBuilder().setEvent(view("ann", "p1")).build()).getResult().getSequence());
    }

    @Test
    void shouldTakeTheLargestBatchOfOrdinaryEvents() {
        final Event event = view("ann", "p1").setSessionId("s".repeat(256)).setAgentId("a".repeat(256)).build();
        final BatchTrackEventsResponse response = tracking().batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                .addAllEvents(Collections.nCopies(1_000, event)).build());
        assertEquals(1_000, response.getResultsCount());
        assertEquals(1_000, response.getRecordedCount());
        assertEquals(1_000, engine.store().lastSequence());
    }

    @Test
    void shouldAnswerEveryCallOnTheWayDown() throws Exception {
        final TrackingServiceGrpc.TrackingServiceFutureStub stub =
                TrackingServiceGrpc.newFutureStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
        final List<ListenableFuture<BatchTrackEventsResponse>> calls = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            calls.add(stub.batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                    .addAllEvents(Collections.nCopies(500, view("ann", "p" + call).build())).build()));
        }
        calls.get(0).get(20, TimeUnit.SECONDS);
        server.close();
        engine.close();
        long acked = 0;
        for (final ListenableFuture<BatchTrackEventsResponse> call : calls) {
            try {
                acked += call.get(20, TimeUnit.SECONDS).getRecordedCount();
            } catch (final ExecutionException e) {
                assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(e).getCode());
            }
        }
        assertTrue(acked >= 500);
        channel.shutdownNow();
        try (TestServer after = TestServer.open(folder)) {
            assertEquals(acked, after.engine().store().lastSequence(), "what was acked is there");
        }
        open();
    }

    private TrackingServiceGrpc.TrackingServiceBlockingStub tracking() {
        return TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }
}
