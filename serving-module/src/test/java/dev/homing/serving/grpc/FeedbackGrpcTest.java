package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.CountEventsRequest;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.EventFilter;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Feedback;
import dev.homing.proto.v1.FeedbackResult;
import dev.homing.proto.v1.ListEventsRequest;
import dev.homing.proto.v1.PropertyStatus;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendResponse;
import dev.homing.proto.v1.RecordFeedbackRequest;
import dev.homing.proto.v1.RecordFeedbackResponse;
import dev.homing.serving.TestServer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FeedbackGrpcTest {
    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(folder);
        for (int i = 1; i <= 6; i++) {
            server.upsert(property("p" + i).setPrice(i));
        }
        server.track(like("bob", "p3"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private RecommendResponse list(final String lead) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead).setLimit(5));
    }

    private static Feedback.Builder feedback(final Feedback.Kind kind, final String property) {
        return Feedback.newBuilder().setKind(kind).setPropertyId(property);
    }

    private RecordFeedbackResponse say(final RecommendResponse about, final Feedback.Builder... feedback) {
        final RecordFeedbackRequest.Builder request =
                RecordFeedbackRequest.newBuilder().setRecommendationId(about.getRecommendationId());
        for (final Feedback.Builder each : feedback) {
            request.addFeedback(each);
        }
        return server.recommendations().recordFeedback(request.build());
    }

    private long count(final String lead) {
        return server.tracking().countEvents(CountEventsRequest.newBuilder()
                .setFilter(EventFilter.newBuilder().setLeadId(lead)).build()).getCount();
    }

    @Test
    void shouldMakeEventsOfWhatTheLeadDid() {
        final RecommendResponse list = list("ann");
        assertEquals("p3", list.getRecommendations(0).getPropertyId());
        final String third = list.getRecommendations(2).getPropertyId();
        final RecordFeedbackResponse response = say(list, feedback(Feedback.Kind.IMPRESSION, "p3"),
                feedback(Feedback.Kind.CLICK, "p3"), feedback(Feedback.Kind.DISMISS, third).setReason("too far"));
        assertEquals("ann", response.getLeadId());
        assertEquals(List.of(1, 1, 3), response.getResultsList().stream().map(FeedbackResult::getRank).toList());
        assertFalse(response.getResults(0).hasEvent(), "an impression is no event");
        assertEquals(EventResult.Outcome.RECORDED, response.getResults(1).getEvent().getOutcome());
        assertTrue(response.getResults(2).getEvent().getEventId().startsWith(list.getRecommendationId() + "/"));
        assertEquals(2, count("ann"));
        assertFalse(TestServer.ids(list("ann")).contains("p3"), "seen by the next list");
        assertEquals("too far", server.tracking().listEvents(ListEventsRequest.newBuilder()
                .setFilter(EventFilter.newBuilder().setLeadId("ann")).setIncludePersonal(true).build())
                .getEventsList().stream().map(each -> each.getEvent())
                .filter(event -> event.getType() == EventType.PROPERTY_DISLIKE).findFirst().orElseThrow()
                .getPropertyDislike().getReason());

        final RecordFeedbackResponse again = say(list, feedback(Feedback.Kind.CLICK, "p3"), feedback(Feedback.Kind.LIKE, "p3"));
        assertEquals(EventResult.Outcome.DUPLICATE, again.getResults(0).getEvent().getOutcome());
        assertEquals(EventResult.Outcome.RECORDED, again.getResults(1).getEvent().getOutcome());
        assertEquals(3, count("ann"));
    }

    @Test
    void shouldGiveTheSameListAgain() {
        final RecommendResponse list = server.recommend(RecommendRequest.newBuilder().setLeadId("ann").setLimit(4)
                .setExploration(0.5f));
        assertEquals(7, UUID.fromString(list.getRecommendationId()).version());
        server.track(like("ann", "p5"));
        server.status("p3", PropertyStatus.SOLD);
        final RecommendRequest.Builder again =
                RecommendRequest.newBuilder().setLeadId("ann").setRecommendationId(list.getRecommendationId());
        assertEquals(list, server.recommend(again));
        server.close();
        server = TestServer.open(folder);
        assertEquals(list, server.recommend(again), "after a restart as well");
        assertCode(Status.Code.NOT_FOUND, () -> server.recommend(again.setLeadId("bob")));
        assertCode(Status.Code.NOT_FOUND, () -> server.recommend(again.setLeadId("ann")
                .setRecommendationId("019aa1b2-0000-7000-8000-000000000000")));
        assertCode(Status.Code.INVALID_ARGUMENT, () -> server.recommend(again.setRecommendationId("that one")));
    }

    @Test
    void shouldRefuseWhatIsNotAboutAList() {
        final RecommendResponse list = list("ann");
        final long before = count("ann");
        assertCode(Status.Code.INVALID_ARGUMENT, () -> say(list));
        assertCode(Status.Code.INVALID_ARGUMENT, () -> say(list, Feedback.newBuilder().setPropertyId("p3")));
        assertCode(Status.Code.INVALID_ARGUMENT,
                () -> say(list, feedback(Feedback.Kind.LIKE, "p3"), feedback(Feedback.Kind.LIKE, "nowhere")));
        assertCode(Status.Code.NOT_FOUND, () -> say(list.toBuilder()
                .setRecommendationId("019aa1b2-0000-7000-8000-000000000000").build(), feedback(Feedback.Kind.LIKE, "p3")));
        assertEquals(before, count("ann"), "all or nothing");
    }

    @Test
    void shouldEraseListsWithTheirLead() {
        final RecommendResponse list = list("bob");
        final RecommendResponse other = list("ann");
        say(list, feedback(Feedback.Kind.IMPRESSION, list.getRecommendations(0).getPropertyId()));
        assertEquals(2, server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId("bob").build())
                .getRecommendationCount());
        assertCode(Status.Code.NOT_FOUND, () -> server.recommend(
                RecommendRequest.newBuilder().setLeadId("bob").setRecommendationId(list.getRecommendationId())));
        assertEquals(other, server.recommend(
                RecommendRequest.newBuilder().setLeadId("ann").setRecommendationId(other.getRecommendationId())));
    }

    private static void assertCode(final Status.Code code, final Runnable call) {
        assertEquals(code, assertThrows(StatusRuntimeException.class, call::run).getStatus().getCode());
    }
}
