package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.BatchUpsertLeadsRequest;
import dev.homing.proto.v1.BookingRequestDetails;
import dev.homing.proto.v1.CatalogServiceGrpc;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.GetLeadRequest;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.proto.v1.UpsertLeadRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is personal is in the store and in answers to whoever asks for it, and in nothing that a process writes for people. */
class PersonalDataTest extends DistributionTest {
    private static final String SECRET = "Annabel Quill";
    private static final int DEADLINE_SECONDS = 30;

    @Test
    void shouldBeInNoLogOfAServer() throws IOException, InterruptedException {
        try (Running server = homing().start("serve", "--data", folder().resolve("served"), "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                final CatalogServiceGrpc.CatalogServiceBlockingStub catalog = CatalogServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
                final Lead lead = Lead.newBuilder().setLeadId("ann").setName(SECRET).setNotes(SECRET).build();
                catalog.upsertLead(UpsertLeadRequest.newBuilder().setLead(lead).build());
                assertEquals(SECRET, catalog.getLead(GetLeadRequest.newBuilder().setLeadId("ann").build()).getLead().getName());
                final UpsertLeadRequest wrong = UpsertLeadRequest.newBuilder()
                        .setLead(lead.toBuilder().setName(SECRET.repeat(50))).build();
                assertRefusedWithoutIt(() -> catalog.upsertLead(wrong));
                assertFalse(catalog.batchUpsertLeads(BatchUpsertLeadsRequest.newBuilder().addRequests(wrong).build())
                        .getResults(0).getError().toString().contains(SECRET));

                final TrackingServiceGrpc.TrackingServiceBlockingStub tracking = TrackingServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
                final Event event = Event.newBuilder().setType(EventType.BOOKING_REQUEST).setLeadId("ann").setPropertyId("p1")
                        .setBookingRequest(BookingRequestDetails.newBuilder().setNotes(SECRET)).build();
                tracking.trackEvent(TrackEventRequest.newBuilder().setEvent(event).build());
                assertRefusedWithoutIt(() -> tracking.trackEvent(
                        TrackEventRequest.newBuilder().setEvent(event.toBuilder().clearPropertyId()).build()));
                assertRefusedWithoutIt(() -> tracking.trackEvent(TrackEventRequest.newBuilder().setEvent(event.toBuilder()
                        .setBookingRequest(BookingRequestDetails.newBuilder().setNotes(SECRET.repeat(100)))).build()));
            } finally {
                channel.shutdownNow();
            }
            final Finished ended = server.terminate();
            assertFalse(ended.toString().contains(SECRET), ended.toString());
        }
    }

    private static void assertRefusedWithoutIt(final Runnable call) {
        final StatusRuntimeException refusal = assertThrows(StatusRuntimeException.class, call::run);
        assertFalse(refusal.toString().contains(SECRET) || refusal.getTrailers().toString().contains(SECRET));
    }

    @Test
    void shouldStayInTheFilesOfWhoeverImportsIt() throws IOException, InterruptedException {
        final Path file = Files.writeString(folder().resolve("leads.csv"), "lead_id,name,email,channel,notes\n"
                + "ann," + SECRET + ",a@example.org,WEB,\n"
                + "," + SECRET + ",a@example.org,WEB,\n"
                + "bob," + SECRET + ",a@example.org,PIGEON,\n"
                + "cid," + SECRET + "\n"
                + "dan," + SECRET.repeat(50) + ",a@example.org,WEB,\n"
                + "eve,\"" + SECRET + ",a@example.org,WEB,\n");
        final Finished imported =
                homing().succeed("import", "leads", file, "--data", folder().resolve("imported"), "--verbose");
        assertTrue(imported.out().contains("6 rows: 1 new leads, 0 updates, 0 without change, 5 rejected"), imported.toString());
        assertFalse(imported.toString().contains(SECRET), imported.toString());
        assertEquals(5, Files.readAllLines(folder().resolve("leads.csv.rejected.jsonl")).stream()
                .filter(line -> line.contains(SECRET)).count(), "there it is to be mended");
    }
}
