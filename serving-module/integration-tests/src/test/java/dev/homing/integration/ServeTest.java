package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.ExportLeadRequest;
import dev.homing.proto.v1.GetLatencyReportRequest;
import dev.homing.proto.v1.LatencySummary;
import dev.homing.proto.v1.ModelServiceGrpc;
import dev.homing.proto.v1.PageViewDetails;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.Recommendation;
import dev.homing.proto.v1.RecommendationServiceGrpc;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackingServiceGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServeTest extends DistributionTest {
    private static final int DEADLINE_SECONDS = 30;
    private static final int TOO_MANY_BYTES = 10 << 20;

    @Test
    void shouldServeOverTheNetworkAndKeepEverythingOverARestart() throws IOException, InterruptedException {
        final Path data = folder().resolve("restart");
        final EventResult first;
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                assertEquals(ServingStatus.SERVING, HealthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .check(HealthCheckRequest.getDefaultInstance()).getStatus());
                final Set<String> services = services(channel);
                assertTrue(services.containsAll(Set.of("homing.v1.TrackingService", "homing.v1.CatalogService",
                        "homing.v1.FeatureService", "homing.v1.RecommendationService", "homing.v1.ModelService",
                        "inference.GRPCInferenceService", "grpc.health.v1.Health")), services.toString());
                assertFalse(services.stream().anyMatch(name -> name.startsWith("homing.bench")), services.toString());

                first = track(channel, "e1", "ann", "p1");
                assertEquals(EventResult.Outcome.RECORDED, first.getOutcome());
                track(channel, "e2", "ann", "p2");
                track(channel, "e3", "ben", "p2");
                assertEquals(List.of("p2", "p1"), recommend(channel, "cid"));
                assertEquals(List.of("p1"), recommend(channel, "ben"));
                final List<String> held = export(channel, "ann");
                assertEquals(4, held.size(), "two events, the features and the summary: " + held);
                checkLatency(channel);
            } finally {
                channel.shutdownNow();
            }
            final Finished ended = server.terminate();
            assertEquals(0, ended.exitCode(), ended.toString());
            assertTrue(ended.out().contains("TrackingService/TrackEvent"), ended.toString());
            assertEquals("", ended.err());
        }
        assertFalse(Files.exists(data.resolve("server.json")));

        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                assertEquals(List.of("p2", "p1"), recommend(channel, "cid"));
                final EventResult again = track(channel, "e1", "ann", "p1");
                assertEquals(EventResult.Outcome.DUPLICATE, again.getOutcome());
                assertEquals(first.getSequence(), again.getSequence());
            } finally {
                channel.shutdownNow();
            }
            assertEquals(0, server.terminate().exitCode());
        }
    }

    private static List<String> export(final Channel channel, final String lead) {
        final List<String> lines = new ArrayList<>();
        TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .exportLead(ExportLeadRequest.newBuilder().setLeadId(lead).build())
                .forEachRemaining(line -> lines.add(line.getJson()));
        return lines;
    }

    @Test
    void shouldSayWhereToGoWhenTheFolderIsServed() throws IOException, InterruptedException {
        final Path data = folder().resolve("held");
        final Path file = Files.writeString(folder().resolve("held.csv"),
                "event_type,occurred_at,lead_id,property_id\nPROPERTY_VIEW,2024-01-01T00:00:00Z,ann,p1\n");
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final String address = server.address();
            final Finished refused = homing().run("import", "events", file, "--data", data);
            assertEquals(1, refused.exitCode(), refused.toString());
            assertTrue(refused.err().contains("--server " + address), refused.toString());
            final Finished second = homing().run("serve", "--data", data, "--port", 0);
            assertEquals(1, second.exitCode(), second.toString());
            assertTrue(second.err().contains("--server " + address), second.toString());
            final Finished sent = homing().succeed("import", "events", file, "--server", address);
            assertEquals(1, sent.eventCounts().created(), sent.toString());
            final Path leads = Files.writeString(folder().resolve("leads.txt"), "zoe\n");
            final Finished lists = homing().succeed("recommend", "--server", address, "--leads", leads);
            assertTrue(lists.out().startsWith("lead_id,rank,property_id,score\nzoe,1,p1,")
                    || lists.out().startsWith("lead_id,rank,property_id,score\r\nzoe,1,p1,"), lists.toString());
            assertEquals(0, server.terminate().exitCode());
        }
        // Once the server is gone, the folder is free.
        assertEquals(1, homing().succeed("import", "events", file, "--data", data).eventCounts().known());
    }

    @Test
    void shouldRefuseAMessageThatIsTooLargeAndGoOn() throws IOException, InterruptedException {
        try (Running server = homing().start("serve", "--data", folder().resolve("large"), "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                final Event event = event("e1", "ann", "p1").setType(EventType.PAGE_VIEW)
                        .setPageView(PageViewDetails.newBuilder().setUrl("u".repeat(TOO_MANY_BYTES))).build();
                final StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, () -> tracking(channel)
                        .trackEvent(TrackEventRequest.newBuilder().setEvent(event).build()));
                assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode(), refused.toString());
                assertEquals(EventResult.Outcome.RECORDED, track(channel, "e1", "ann", "p1").getOutcome());
            } finally {
                channel.shutdownNow();
            }
            assertEquals(0, server.terminate().exitCode());
        }
    }

    private static void checkLatency(final Channel channel) {
        final List<LatencySummary> summaries = ModelServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .getLatencyReport(GetLatencyReportRequest.getDefaultInstance()).getSummariesList();
        final LatencySummary tracked = summaries.stream()
                .filter(summary -> summary.getName().equals("homing.v1.TrackingService/TrackEvent")).findFirst().orElseThrow();
        assertEquals(3, tracked.getCount());
        assertEquals(0, tracked.getErrorCount());
        assertTrue(tracked.getP50Us() > 0 && tracked.getP50Us() <= tracked.getMaxUs(), tracked.toString());
        assertTrue(summaries.stream().anyMatch(summary -> summary.getName().startsWith("stage/")), summaries.toString());
    }

    private static Set<String> services(final Channel channel) {
        final CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        final StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(final ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(final Throwable error) {
                        answer.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new AssertionError("no answer"));
                    }
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        final ServerReflectionResponse response = answer.join();
        requests.onCompleted();
        return response.getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName).collect(Collectors.toSet());
    }

    private static TrackingServiceGrpc.TrackingServiceBlockingStub tracking(final Channel channel) {
        return TrackingServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static Event.Builder event(final String id, final String lead, final String property) {
        return Event.newBuilder().setEventId(id).setType(EventType.PROPERTY_LIKE).setLeadId(lead).setPropertyId(property)
                .setOccurredAt(Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1_000 - 60));
    }

    private static EventResult track(final Channel channel, final String id, final String lead, final String property) {
        return tracking(channel)
                .trackEvent(TrackEventRequest.newBuilder().setEvent(event(id, lead, property)).build()).getResult();
    }

    private static List<String> recommend(final Channel channel, final String lead) {
        return RecommendationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .recommend(RecommendRequest.newBuilder().setLeadId(lead).build())
                .getRecommendationsList().stream().map(Recommendation::getPropertyId).toList();
    }
}
