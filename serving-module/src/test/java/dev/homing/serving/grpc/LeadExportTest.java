package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.rpc.Code;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BookingRequestDetails;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.ExportLeadRequest;
import dev.homing.proto.v1.ExportLeadResponse;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeadExportTest {
    private static final long NOW = 1_700_000_000;

    private TestServer server;

    @BeforeEach
    void open(@TempDir final Path folder) {
        server = TestServer.open(EngineOptions.of(folder), () -> NOW * 1_000);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldTellAllThatIsHeldUnderAnyOfTheIds() throws Exception {
        server.track(view("ann", "p1").setEventId("young").setOccurredAt(seconds(NOW - 10)));
        server.track(event(EventType.BOOKING_REQUEST, "visitor", "p2").setEventId("old").setOccurredAt(seconds(NOW - 20))
                .setBookingRequest(BookingRequestDetails.newBuilder().setNotes("call \"me\"")));
        server.track(view("bob", "p1"));
        server.tracking().recordOutcome(RecordOutcomeRequest.newBuilder().setEventId("old")
                .setOutcome(EventOutcome.newBuilder().setKind(EventOutcome.Kind.COMPLETED).setValue(2)).build());
        server.catalog().upsertLead(UpsertLeadRequest.newBuilder()
                .setLead(Lead.newBuilder().setLeadId("ann").setEmail("ann@example.com")).build());
        server.tracking().mergeLeads(
                MergeLeadsRequest.newBuilder().setFromLeadId("visitor").setIntoLeadId("ann").build());

        final List<JsonNode> objects = export("visitor");
        assertEquals(List.of("lead", "merged_lead", "event", "event", "features", "summary"),
                objects.stream().map(object -> object.fieldNames().next()).toList());
        objects.forEach(object -> assertEquals(1, object.size()));
        assertEquals("ann@example.com", objects.get(0).at("/lead/email").asText());
        assertEquals("visitor", objects.get(1).at("/merged_lead/leadId").asText());
        assertEquals("ann", objects.get(1).at("/merged_lead/intoLeadId").asText());
        assertEquals("2023-11-14T22:13:20Z", objects.get(1).at("/merged_lead/mergedAt").asText());
        assertEquals("old", objects.get(2).at("/event/event/eventId").asText(), "in order of time");
        assertEquals("visitor", objects.get(2).at("/event/event/leadId").asText(), "as it was sent");
        assertEquals("call \"me\"", objects.get(2).at("/event/event/bookingRequest/notes").asText());
        assertEquals("COMPLETED", objects.get(2).at("/event/outcomes/0/kind").asText());
        assertEquals("young", objects.get(3).at("/event/event/eventId").asText());
        assertEquals(2, objects.get(4).at("/features/event_count").asInt());
        assertEquals("PROPERTY_VIEW", objects.get(4).at("/features/primary_event_type").asText());
        assertTrue(objects.get(4).at("/features/preferred_device").isMissingNode(), "there is none to choose from");
        assertEquals("{\"leadId\":\"ann\",\"exportedAt\":\"2023-11-14T22:13:20Z\",\"profileCount\":1.0,\"mergedLeadCount\":1.0,"
                + "\"eventCount\":2.0}", objects.get(5).get("summary").toString());
    }

    @Test
    void shouldFindNothingOfWhomNothingIsHeld() {
        assertEquals(Code.NOT_FOUND, Refused.by(() -> export("ann")).code());
        server.track(view("ann", "p1"));
        assertEquals(Code.NOT_FOUND, Refused.by(() -> export("bob")).code());
        assertEquals(List.of("lead_id"), Refused.by(() -> export("")).fields());
        server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("ann").build());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> export("ann")).code());
        assertEquals(Code.NOT_FOUND, Refused.by(() -> TrackingServiceGrpc.newBlockingStub(server.channel("other"))
                .exportLead(ExportLeadRequest.newBuilder().setLeadId("ann").build()).next()).code());
    }

    @Test
    void shouldWriteNoFurtherThanTheClientTakes() throws Exception {
        final BatchTrackEventsRequest.Builder request = BatchTrackEventsRequest.newBuilder();
        IntStream.range(0, 1_000).forEach(i -> request.addEvents(view("ann", "p" + i).setCampaignId("c".repeat(200))));
        server.tracking().batchTrackEvents(request.build());
        final Slow slow = new Slow();
        TrackingServiceGrpc.newStub(server.channel()).withDeadlineAfter(30, TimeUnit.SECONDS)
                .exportLead(ExportLeadRequest.newBuilder().setLeadId("ann").build(), slow);
        for (int i = 0; i < 1_002; i++) {
            slow.call.request(1);
            assertTrue(slow.taken.poll(20, TimeUnit.SECONDS).startsWith(
                    i < 1_000 ? "{\"event\":" : i == 1_000 ? "{\"features\":" : "{\"summary\":"));
            assertTrue(i == 1_001 || slow.taken.isEmpty(), "nobody asked for it");
        }
        slow.call.request(1);
        assertEquals("end", slow.taken.poll(20, TimeUnit.SECONDS));
    }

    /** A client that takes one message when it is told to. */
    private static final class Slow implements ClientResponseObserver<ExportLeadRequest, ExportLeadResponse> {
        final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        private ClientCallStreamObserver<ExportLeadRequest> call;

        @Override
        public void beforeStart(final ClientCallStreamObserver<ExportLeadRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(final ExportLeadResponse response) {
            taken.add(response.getJson());
        }

        @Override
        public void onError(final Throwable failure) {
            taken.add(failure.toString());
        }

        @Override
        public void onCompleted() {
            taken.add("end");
        }
    }

    private List<JsonNode> export(final String lead) throws Exception {
        final List<JsonNode> objects = new ArrayList<>();
        final var responses = server.tracking().exportLead(ExportLeadRequest.newBuilder().setLeadId(lead).build());
        while (responses.hasNext()) {
            objects.add(new ObjectMapper().readTree(responses.next().getJson()));
        }
        return objects;
    }
}
