package dev.homing.serving;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.CountEventsRequest;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventFilter;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.FeatureServiceGrpc;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.IngestReport;
import dev.homing.proto.v1.ListEventsRequest;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.server.HomingServer;
import dev.homing.tracking.store.LeadIdentity;
import dev.homing.tracking.store.StoreException;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose disk refuses writes when the test says so. */
@Timeout(60)
class EngineDiskTest {
    private final AtomicReference<Throwable> refusal = new AtomicReference<>();
    /** Batches that are taken before the refusal. */
    private final AtomicInteger room = new AtomicInteger();

    @TempDir
    private Path folder;
    private Engine engine;
    private HomingServer server;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws IOException {
        engine = Engine.open(EngineOptions.of(folder), store -> (batch, sequence) -> {
            if (refusal.get() instanceof final StoreException e && room.getAndDecrement() <= 0) {
                throw e;
            }
            if (refusal.get() instanceof final Error e) {
                throw e;
            }
            store.write(batch, sequence);
        });
        server = new HomingServer(engine, 0);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
        assertEquals(EventResult.Outcome.RECORDED, track("e0").getOutcome());
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.close();
        engine.close();
    }

    @Test
    void shouldSayThatTheDiskIsFullReadOnAndServeAgainWhenItIsNot() {
        refusal.set(new StoreException(StoreException.Reason.FULL, "No space left on device", null));
        final Refused first = Refused.by(() -> track("e1"));
        assertEquals(Code.UNAVAILABLE, first.code());
        assertEquals("STORE_FULL", first.reason());
        assertTrue(first.message().contains("disk is full") && first.message().contains("may or may not be recorded"),
                first.message());
        assertEquals("STORE_FULL", Refused.by(() -> track("e2")).reason());
        assertEquals("STORE_FULL", Refused.by(() -> CatalogServiceGrpc.newBlockingStub(channel)
                .upsertProperty(UpsertPropertyRequest.newBuilder().setProperty(property("p9")).build())).reason());
        awaitHealth(ServingStatus.NOT_SERVING);
        assertFalse(engine.isWritable());
        final IngestReport report = ingest();
        assertEquals(IngestReport.State.DISK_FULL, report.getState());
        assertEquals("No space left on device", report.getStateReason());
        assertEquals(3, report.getUnavailableCount());
        assertEquals(1, report.getRecordedCount());
        assertTrue(report.getFailedWriteCount() > 0, report.toString());
        assertEquals("ann", FeatureServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
                .getLeadFeatures(GetLeadFeaturesRequest.newBuilder().setLeadId("ann").build()).getLeadId(),
                "reads go on");

        refusal.set(null);
        awaitHealth(ServingStatus.SERVING);
        assertTrue(engine.isWritable());
        assertEquals(EventResult.Outcome.DUPLICATE, track("e1").getOutcome(), "it was kept");
        assertEquals(EventResult.Outcome.RECORDED, track("e2").getOutcome(), "it was not");
        assertEquals(IngestReport.State.RUNNING, ingest().getState());
    }

    @Test
    void shouldNotFindEventsOfALeadWhoseErasureIsCutOff() {
        final Event.Builder tour = event(EventType.TOUR_SCHEDULED, "bob", "p1").setAgentId("agent").setSessionId("session");
        tracking().trackEvent(TrackEventRequest.newBuilder().setEvent(tour.setEventId("bobs")).build());
        tracking().trackEvent(TrackEventRequest.newBuilder()
                .setEvent(tour.setEventId("visitors").setLeadId("visitor").setOccurredAt(fromNow(-5))).build());
        tracking().trackEvent(TrackEventRequest.newBuilder()
                .setEvent(tour.setEventId("carls").setLeadId("carl").setOccurredAt(fromNow(-6))).build());
        tracking().mergeLeads(MergeLeadsRequest.newBuilder().setFromLeadId("visitor").setIntoLeadId("bob").build());
        final List<EventFilter> filters = List.of(EventFilter.newBuilder().setPropertyId("p1").build(),
                EventFilter.newBuilder().setAgentId("agent").build(), EventFilter.newBuilder().setSessionId("session").build());
        filters.forEach(filter -> assertEquals(List.of("bobs", "visitors", "carls"), find(filter).stream()
                .filter(id -> !id.equals("e0")).toList()));

        room.set(1);
        refusal.set(new StoreException(StoreException.Reason.FULL, "No space left on device", null));
        assertEquals("STORE_FULL", Refused.by(() -> tracking().eraseLead(
                EraseLeadRequest.newBuilder().setLeadId("bob").build())).reason(), "the tombstone is all that was written");
        for (final EventFilter filter : filters) {
            final List<String> left = filter.getPropertyId().isEmpty() ? List.of("carls") : List.of("e0", "carls");
            assertEquals(left, find(filter));
            assertEquals(left.size(), tracking().countEvents(CountEventsRequest.newBuilder().setFilter(filter).build())
                    .getCount());
        }

        awaitHealth(ServingStatus.NOT_SERVING);
        refusal.set(null);
        awaitHealth(ServingStatus.SERVING);
        assertEquals(0, tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("bob").build()).getEventCount());
        assertEquals(LeadIdentity.NEVER, engine.store().leads().erasingUntil(engine.store().tenant("default")));
        filters.forEach(filter -> assertTrue(find(filter).contains("carls")));
    }

    private List<String> find(final EventFilter filter) {
        return tracking().listEvents(ListEventsRequest.newBuilder().setFilter(filter).build()).getEventsList().stream()
                .map(found -> found.getEvent().getEventId()).toList();
    }

    private TrackingServiceGrpc.TrackingServiceBlockingStub tracking() {
        return TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldSayThatTheDiskIsBroken() {
        refusal.set(new StoreException(StoreException.Reason.IO, "Input/output error", null));
        final Refused refused = Refused.by(() -> track("e1"));
        assertEquals(Code.UNAVAILABLE, refused.code());
        assertEquals("STORE_FAILED", refused.reason());
        assertTrue(refused.message().contains("disk refuses writes"), refused.message());
    }

    @Test
    void shouldAnswerEveryCallAfterAnErrorAndSayThatItNeedsARestart() {
        refusal.set(new StackOverflowError("of the test"));
        assertEquals("STORE_FAILED", Refused.by(() -> track("e1")).reason());
        refusal.set(null);
        final Refused later = Refused.by(() -> track("e2"));
        assertEquals(Code.UNAVAILABLE, later.code());
        assertTrue(later.message().contains("until it is restarted"), later.message());
        awaitHealth(ServingStatus.NOT_SERVING);
        assertEquals(IngestReport.State.FAILED, ingest().getState());
    }

    private EventResult track(final String id) {
        return TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
                .trackEvent(TrackEventRequest.newBuilder().setEvent(view("ann", "p1").setEventId(id)).build()).getResult();
    }

    private IngestReport ingest() {
        return ModelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
                .getLatencyReport(GetLatencyReportRequest.getDefaultInstance()).getIngest();
    }

    /** The watch looks once a second. */
    private void awaitHealth(final ServingStatus wanted) {
        ServingStatus status = ServingStatus.UNKNOWN;
        for (int i = 0; i < 200 && status != wanted; i++) {
            LockSupport.parkNanos(50_000_000);
            status = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance()).getStatus();
        }
        assertEquals(wanted, status);
    }
}
