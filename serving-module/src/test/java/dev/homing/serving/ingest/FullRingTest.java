package dev.homing.serving.ingest;

import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.CatalogApplier;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackEventResponse;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.proto.v1.UpsertPropertyResponse;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.feedback.RecommendationLog;
import dev.homing.serving.grpc.CatalogGrpc;
import dev.homing.serving.grpc.OpenStreams;
import dev.homing.serving.grpc.PendingBytes;
import dev.homing.serving.grpc.Tenants;
import dev.homing.serving.grpc.TrackingGrpc;
import dev.homing.serving.lead.CategoryNames;
import dev.homing.serving.lead.LeadProfiles;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.Store;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemEpochClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real services over the smallest ring, with the real committer, which works when the test lets it: a slow disk. */
@Timeout(60)
class FullRingTest {
    private final List<Throwable> errors = new ArrayList<>();
    private final Ring ring = new Ring(64 << 10);
    private Store store;
    private Committer committer;
    private TestServer server;
    private boolean hasEnded;

    @BeforeEach
    void open(@TempDir final Path folder) {
        store = Store.open(folder);
        final Catalog catalog = new Catalog(EngagementWeights.defaults());
        committer = new Committer(store, ring.buffer(), ring, errors::add);
        committer.register(new CatalogApplier(store, catalog, (tenant, ordinal, isActive) -> { }));
        committer.register(new EventApplier(store, committer.sequence(), catalog,
                (tenant, lead, offset, length, record, recordOffset) -> { }, 0));
        // The workers are the test's own thread, so that each call is in the ring when its stub returns.
        final Tenants tenants = new Tenants(store, Runnable::run);
        final Intake intake = new Intake(ring, committer::state, SystemEpochClock.INSTANCE, TimeUnit.DAYS.toMillis(30),
                new KeptEvents(store, Retention.none()));
        final RecommendationLog log = new RecommendationLog(folder, 0, SystemEpochClock.INSTANCE);
        server = TestServer.of(List.of(
                new TrackingGrpc(intake, tenants, new OpenStreams(), new PendingBytes(64 << 20), Runnable::run, store, log,
                        CategoryNames.of(catalog)).bindService(),
                new CatalogGrpc(intake, catalog, new LeadProfiles(store), tenants, Runnable::run).bindService()), () -> {
                    end();
                    log.close();
                    store.close();
                });
    }

    @AfterEach
    void close() {
        server.close();
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldRefuseSingleEventsWithADelayAndLoseNone() throws Exception {
        final TrackingServiceGrpc.TrackingServiceFutureStub stub = TrackingServiceGrpc.newFutureStub(server.channel());
        final List<ListenableFuture<TrackEventResponse>> waiting = new ArrayList<>();
        ListenableFuture<TrackEventResponse> last = stub.trackEvent(request(0));
        while (!last.isDone() && waiting.size() < 10_000) {
            waiting.add(last);
            last = stub.trackEvent(request(waiting.size()));
        }
        final int taken = waiting.size();
        assertTrue(taken > 100 && taken < 10_000, "taken=" + taken);
        assertEquals(Code.RESOURCE_EXHAUSTED, refusal(last).code());
        assertEquals("RING_FULL", refusal(last).reason());
        assertEquals(0, events(), "nothing is acked, nothing is on disk");

        commit();
        for (int i = 0; i < taken; i++) {
            final EventResult result = waiting.get(i).get(1, TimeUnit.SECONDS).getResult();
            assertEquals(EventResult.Outcome.RECORDED, result.getOutcome());
            assertEquals(i + 1, result.getSequence());
        }
        final ListenableFuture<TrackEventResponse> retry = stub.trackEvent(request(taken));
        commit();
        final EventResult result = retry.get(1, TimeUnit.SECONDS).getResult();
        assertEquals(EventResult.Outcome.RECORDED, result.getOutcome(), "the refused one had left no trace");
        assertEquals(taken + 1, result.getSequence());
        assertEquals(taken + 1, events());
    }

    @Test
    void shouldRecordWhatFitsOfABatchAndSayWhatDidNot() throws Exception {
        final TrackingServiceGrpc.TrackingServiceFutureStub stub = TrackingServiceGrpc.newFutureStub(server.channel());
        List<Event> remaining = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            remaining.add(request(i).getEvent());
        }
        int calls = 0;
        int recorded = 0;
        while (!remaining.isEmpty() && calls < 200) {
            calls++;
            final ListenableFuture<BatchTrackEventsResponse> call =
                    stub.batchTrackEvents(BatchTrackEventsRequest.newBuilder().addAllEvents(remaining).build());
            assertFalse(call.isDone(), "some are in the ring, and not on disk yet");
            commit();
            final BatchTrackEventsResponse response = call.get(1, TimeUnit.SECONDS);
            assertEquals(remaining.size(), response.getResultsCount());
            recorded += response.getRecordedCount();
            final List<Event> again = new ArrayList<>();
            for (int i = 0; i < remaining.size(); i++) {
                assertEquals(remaining.get(i).getEventId(), response.getResults(i).getEventId());
                if (response.getResults(i).getOutcome() == EventResult.Outcome.REJECTED) {
                    assertEquals(Code.RESOURCE_EXHAUSTED, Refused.in(response.getResults(i).getError()).code());
                    again.add(remaining.get(i));
                }
            }
            assertEquals(again.size(), response.getRejectedCount());
            assertEquals(recorded, events(), "what is said is what is on disk");
            remaining = again;
        }
        assertTrue(calls > 1, "calls=" + calls);
        assertEquals(1_000, recorded);
        assertEquals(1_000, store.lastSequence());
    }

    @Test
    void shouldRefuseListingsToo() throws Exception {
        final CatalogServiceGrpc.CatalogServiceFutureStub stub = CatalogServiceGrpc.newFutureStub(server.channel());
        final List<ListenableFuture<UpsertPropertyResponse>> waiting = new ArrayList<>();
        ListenableFuture<UpsertPropertyResponse> last = stub.upsertProperty(upsert(0));
        while (!last.isDone() && waiting.size() < 10_000) {
            waiting.add(last);
            last = stub.upsertProperty(upsert(waiting.size()));
        }
        assertEquals(Code.RESOURCE_EXHAUSTED, refusal(last).code());
        commit();
        for (final ListenableFuture<UpsertPropertyResponse> call : waiting) {
            call.get(1, TimeUnit.SECONDS);
        }
        final ListenableFuture<UpsertPropertyResponse> retry = stub.upsertProperty(upsert(waiting.size()));
        commit();
        assertEquals("CREATED", retry.get(1, TimeUnit.SECONDS).getResult().getOutcome().name());
    }

    @Test
    void shouldSayThatItShutsDownInsteadOfComeBackLater() throws Exception {
        final TrackingServiceGrpc.TrackingServiceFutureStub stub = TrackingServiceGrpc.newFutureStub(server.channel());
        final ListenableFuture<TrackEventResponse> before = stub.trackEvent(request(0));
        ring.close();
        final ListenableFuture<TrackEventResponse> after = stub.trackEvent(request(1));
        assertEquals("SHUTTING_DOWN", refusal(after).reason());
        assertEquals(Code.UNAVAILABLE, refusal(after).code());
        final BatchTrackEventsResponse batch = stub.batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                .addEvents(request(2).getEvent()).build()).get(1, TimeUnit.SECONDS);
        assertEquals(Code.UNAVAILABLE, Refused.in(batch.getResults(0).getError()).code());
        commit();
        assertEquals(EventResult.Outcome.RECORDED, before.get(1, TimeUnit.SECONDS).getResult().getOutcome());
        assertEquals(1, events());
    }

    @Test
    void shouldRecordAnEventWhoseCallerWentAway() {
        final ListenableFuture<TrackEventResponse> call =
                TrackingServiceGrpc.newFutureStub(server.channel()).trackEvent(request(0));
        call.cancel(true);
        commit();
        assertEquals(1, events());
        assertEquals(List.of(), errors, "answering in vain is no error");
    }

    @Test
    void shouldCommitWhatIsInTheRingWhenItEnds() throws Exception {
        final TrackingServiceGrpc.TrackingServiceFutureStub stub = TrackingServiceGrpc.newFutureStub(server.channel());
        final List<ListenableFuture<TrackEventResponse>> calls = new ArrayList<>();
        calls.add(stub.trackEvent(request(1_000)));
        final long length = ring.buffer().producerPosition();
        // Up to where the next one does not fit in front of the end any more, and goes to the beginning behind a padding.
        while (ring.buffer().capacity() - ring.buffer().producerPosition() >= length && calls.size() < 1_000) {
            calls.add(stub.trackEvent(request(1_000 + calls.size())));
        }
        commit();
        calls.add(stub.trackEvent(request(1_000 + calls.size())));
        assertFalse(calls.get(calls.size() - 1).isDone());
        end();
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(i + 1, calls.get(i).get(1, TimeUnit.SECONDS).getResult().getSequence());
        }
        assertEquals(calls.size(), events());
    }

    private void end() {
        if (!hasEnded) {
            hasEnded = true;
            committer.onClose();
        }
    }

    /** Lets the committer work until the ring is empty. */
    private void commit() {
        while (ring.buffer().size() > 0) {
            committer.doWork();
        }
    }

    private static Refused refusal(final ListenableFuture<?> call) {
        final ExecutionException failure =
                assertThrows(ExecutionException.class, () -> call.get(1, TimeUnit.SECONDS));
        final Status status = StatusProto.fromThrowable(failure.getCause());
        return Refused.in(status);
    }

    private static TrackEventRequest request(final int number) {
        return TrackEventRequest.newBuilder().setEvent(view("ann" + number % 50, "p1").setEventId("e" + number)).build();
    }

    private static UpsertPropertyRequest upsert(final int number) {
        return UpsertPropertyRequest.newBuilder().setProperty(property("p" + number)).build();
    }

    private int events() {
        final int[] count = new int[1];
        store.timelines().forEachLead(0, Long.MAX_VALUE, new Timeline(), (lead, timeline) -> count[0] += timeline.leadCount());
        return count[0];
    }
}
