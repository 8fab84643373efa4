package dev.homing.serving;

import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.Code;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.ListModelsRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.tracking.store.StoreException;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineTest {
    @TempDir
    private Path folder;

    @Test
    void shouldHoldItsFolderUntilItIsClosed() {
        final Engine engine = Engine.open(EngineOptions.of(folder));
        assertTrue(engine.isWritable());
        assertEquals(StoreException.Reason.HELD,
                assertThrows(StoreException.class, () -> Engine.open(EngineOptions.of(folder))).reason());
        engine.close();
        assertFalse(engine.isWritable());
        Engine.open(EngineOptions.of(folder)).close();
    }

    @Test
    void shouldAnswerEveryCallThatWasUnderWayWhenItIsClosedBelowAServer() throws Exception {
        final List<ListenableFuture<BatchTrackEventsResponse>> calls = new ArrayList<>();
        long acked = 0;
        try (TestServer server = TestServer.open(folder)) {
            final TrackingServiceGrpc.TrackingServiceFutureStub stub = TrackingServiceGrpc.newFutureStub(server.channel());
            for (int call = 0; call < 20; call++) {
                calls.add(stub.withDeadlineAfter(30, TimeUnit.SECONDS).batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                        .addAllEvents(Collections.nCopies(200, view("ann", "p" + call).build())).build()));
            }
            server.engine().close();
            for (final ListenableFuture<BatchTrackEventsResponse> call : calls) {
                try {
                    final BatchTrackEventsResponse response = call.get(20, TimeUnit.SECONDS);
                    acked += response.getRecordedCount();
                    response.getResultsList().stream()
                            .filter(result -> result.getOutcome() == EventResult.Outcome.REJECTED)
                            .forEach(result -> assertEquals(Code.UNAVAILABLE, Refused.in(result.getError()).code()));
                } catch (final ExecutionException e) {
                    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(e).getCode(), e.toString());
                }
            }
            assertEquals(Code.UNAVAILABLE, Refused.by(() -> server.track(view("ann", "p1"))).code());
            assertEquals(Code.UNAVAILABLE, Refused.by(() -> server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                    .setLeadId("cold").setAsOf(Samples.seconds(5)).build())).code());
            assertEquals(Code.UNAVAILABLE,
                    Refused.by(() -> server.models().listModels(ListModelsRequest.getDefaultInstance())).code());
        }
        try (TestServer after = TestServer.open(folder)) {
            assertEquals(acked, after.engine().store().lastSequence());
        }
    }

    /** The store as it was before: to empty its log is not enough where housekeeping has come and made tables of it. */
    @Test
    void shouldOpenAStoreWithoutItsEndOnlyWhenThatIsAccepted() throws IOException {
        Engine.open(EngineOptions.of(folder)).close();
        final Path store = folder.resolve("store");
        final Path before = folder.resolve("before");
        copy(store, before);
        try (TestServer server = TestServer.open(folder)) {
            server.track(view("ann", "p1"));
            server.track(view("ann", "p2"));
        }
        Files.move(store, folder.resolve("after"));
        Files.move(before, store);
        final StoreException refused = assertThrows(StoreException.class, () -> Engine.open(EngineOptions.of(folder)));
        assertEquals(StoreException.Reason.CORRUPT, refused.reason());
        assertTrue(refused.getMessage().contains("2 events are lost") && refused.getMessage().contains("--accept-loss"),
                refused.getMessage());
        Engine.open(EngineOptions.builder(folder).acceptsLoss(true).build()).close();
        Engine.open(EngineOptions.of(folder)).close();
    }

    private static void copy(final Path from, final Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void shouldSayWhichOptionIsWrong() {
        assertEquals("ringLength=1000: a power of two from 65536 to 1073741824 is allowed", refusal(
                options -> options.ringLength(1_000)));
        assertEquals("hotTimelineBytes=5: 1048576 to 68719476736 is allowed", refusal(options -> options.hotTimelineBytes(5)));
        assertEquals("marketUtcOffsetMinutes=1081: -1080 to 1080 is allowed", refusal(
                options -> options.marketUtcOffsetMinutes(1_081)));
        assertEquals("maxEventAgeDays=0: 1 to 36500 is allowed", refusal(options -> options.maxEventAgeDays(0)));
        assertEquals("maxPendingBytes=1: 4194304 to 68719476736 is allowed", refusal(options -> options.maxPendingBytes(1)));
    }

    private String refusal(final UnaryOperator<EngineOptions.Builder> wrong) {
        final EngineOptions.Builder options = wrong.apply(EngineOptions.builder(folder));
        return assertThrows(IllegalArgumentException.class, options::build).getMessage();
    }
}
