package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchUpsertLeadsRequest;
import dev.homing.proto.v1.BatchUpsertPropertiesRequest;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.StreamEventsRequest;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.UpdatePropertyStatusRequest;
import dev.homing.proto.v1.UpsertLeadRequest;
import dev.homing.proto.v1.UpsertPropertyRequest;
import dev.homing.serving.TestServer;
import dev.homing.serving.grpc.AnyCall.Answer;
import io.grpc.MethodDescriptor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant comes to be with the first write that is right, and with nothing else. */
@Timeout(60)
class TenantCreationTest {
    private static final Event WRONG = view("", "p1").build();

    private TestServer server;
    private Map<String, MethodDescriptor<?, ?>> methods;

    @BeforeEach
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
        methods = AnyCall.methods(server.engine());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldNotComeToBeByMessagesThatAreWrong() {
        assertRefused(AnyCall.of("TrackingService/TrackEvent", TrackEventRequest.newBuilder().setEvent(WRONG)));
        assertRefused(AnyCall.of("TrackingService/TrackEvent", TrackEventRequest.newBuilder()
                .setEvent(view("ann", "p1")).setDurabilityValue(99)));
        assertRejected(2, AnyCall.of("TrackingService/BatchTrackEvents", BatchTrackEventsRequest.newBuilder()
                .addEvents(WRONG).addEvents(WRONG)));
        assertRejected(1, AnyCall.of("TrackingService/StreamEvents",
                StreamEventsRequest.newBuilder().setSequence(1).setEvent(WRONG)));
        assertRejected(1, AnyCall.of("TrackingService/StreamEvents",
                StreamEventsRequest.newBuilder().setSequence(1).setEvent(view("ann", "p1")).setDurabilityValue(99)));
        assertRefused(AnyCall.of("CatalogService/UpsertProperty", UpsertPropertyRequest.newBuilder()));
        assertRejected(1, AnyCall.of("CatalogService/BatchUpsertProperties", BatchUpsertPropertiesRequest.newBuilder()
                .addRequests(UpsertPropertyRequest.newBuilder())));
        assertRefused(AnyCall.of("CatalogService/UpsertLead", UpsertLeadRequest.newBuilder().setLead(Lead.newBuilder())));
        assertRejected(1, AnyCall.of("CatalogService/BatchUpsertLeads", BatchUpsertLeadsRequest.newBuilder()
                .addRequests(UpsertLeadRequest.newBuilder())));
        assertRefused(AnyCall.of("TrackingService/RecordOutcome", RecordOutcomeRequest.newBuilder()));
        assertRefused(AnyCall.of("CatalogService/UpdatePropertyStatus", UpdatePropertyStatusRequest.newBuilder()));
        assertRefused(AnyCall.of("TrackingService/MergeLeads", MergeLeadsRequest.newBuilder()));
    }

    @Test
    void shouldNotComeToBeByChangesOfWhatIsNotThere() {
        assertNotFound(AnyCall.of("TrackingService/RecordOutcome", RecordOutcomeRequest.newBuilder().setEventId("e")
                .setOutcome(EventOutcome.newBuilder().setKind(EventOutcome.Kind.COMPLETED))));
        assertNotFound(AnyCall.of("CatalogService/UpdatePropertyStatus", UpdatePropertyStatusRequest.newBuilder()
                .setPropertyId("p1").setStatus(PropertyStatus.SOLD)));
        assertNotFound(AnyCall.of("TrackingService/MergeLeads",
                MergeLeadsRequest.newBuilder().setFromLeadId("a").setIntoLeadId("b")));
        assertNotFound(AnyCall.of("TrackingService/MergeLeads",
                MergeLeadsRequest.newBuilder().setFromLeadId("a").setIntoLeadId("b").setUndo(true)));
        assertNotFound(AnyCall.of("TrackingService/EraseLead", EraseLeadRequest.newBuilder().setLeadId("a")));
    }

    @Test
    void shouldComeToBeByTheFirstThatIsRight() {
        assertOk("one", AnyCall.of("TrackingService/TrackEvent", TrackEventRequest.newBuilder().setEvent(view("ann", "p1"))));
        assertOk("batch", AnyCall.of("TrackingService/BatchTrackEvents", BatchTrackEventsRequest.newBuilder()
                .addEvents(WRONG).addEvents(view("ann", "p1"))));
        assertOk("stream", AnyCall.of("TrackingService/StreamEvents",
                StreamEventsRequest.newBuilder().setSequence(1).setEvent(view("ann", "p1"))));
        assertOk("property", AnyCall.of("CatalogService/UpsertProperty",
                UpsertPropertyRequest.newBuilder().setProperty(property("p1"))));
        assertOk("properties", AnyCall.of("CatalogService/BatchUpsertProperties", BatchUpsertPropertiesRequest.newBuilder()
                .addRequests(UpsertPropertyRequest.newBuilder())
                .addRequests(UpsertPropertyRequest.newBuilder().setProperty(property("p1")))));
        assertOk("lead", AnyCall.of("CatalogService/UpsertLead",
                UpsertLeadRequest.newBuilder().setLead(Lead.newBuilder().setLeadId("ann"))));
        assertOk("leads", AnyCall.of("CatalogService/BatchUpsertLeads", BatchUpsertLeadsRequest.newBuilder()
                .addRequests(UpsertLeadRequest.newBuilder())
                .addRequests(UpsertLeadRequest.newBuilder().setLead(Lead.newBuilder().setLeadId("ann")))));
        assertTenants("batch", "lead", "leads", "one", "properties", "property", "stream");
    }

    private void assertOk(final String tenant, final AnyCall call) {
        final Answer answer = call.on(server.channel(tenant), methods);
        assertTrue(answer.is(Code.OK), () -> call.method() + ": " + answer);
        final String text = answer.without(Set.of());
        assertTrue(text.contains("RECORDED") || text.contains("CREATED"), text);
    }

    private void assertRefused(final AnyCall call) {
        final Answer answer = call.on(server.channel("nobody"), methods);
        assertTrue(answer.is(Code.INVALID_ARGUMENT), () -> call.method() + ": " + answer);
        assertTenants();
    }

    private void assertRejected(final int count, final AnyCall call) {
        final Answer answer = call.on(server.channel("nobody"), methods);
        final String text = answer.without(Set.of());
        assertEquals(count, text.split("outcome: REJECTED", -1).length - 1, text);
        assertTrue(!text.contains("NOT_FOUND"), text);
        assertTenants();
    }

    private void assertNotFound(final AnyCall call) {
        final Answer answer = call.on(server.channel("nobody"), methods);
        assertTrue(answer.is(Code.NOT_FOUND), () -> call.method() + ": " + answer);
        assertTenants();
    }

    private void assertTenants(final String... names) {
        assertEquals(Set.of(names), server.engine().store().tenants().keySet());
    }
}
