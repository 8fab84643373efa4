package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BatchTrackEventsResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventResult.Outcome;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.FilterAppliedDetails;
import dev.homing.proto.v1.PropertyLikeDetails;
import dev.homing.proto.v1.PropertySwipeDetails;
import dev.homing.proto.v1.PropertyViewDetails;
import dev.homing.proto.v1.SwipeDirection;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrackingGrpcTest {
    private TestServer server;

    @BeforeEach
    void open(@TempDir final Path folder) {
        // The smallest ring there is: the longest event must fit into it.
        server = TestServer.open(
                EngineOptions.builder(folder).ringLength(64 << 10).hotTimelineBytes(1 << 20).build());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldRecordAnEventOnceAndAnswerARetryWithTheFirstSequence() {
        final EventResult first = server.track(view("ann", "p1").setEventId("e1"));
        assertEquals(Outcome.RECORDED, first.getOutcome());
        assertEquals("e1", first.getEventId());
        assertEquals(1, first.getSequence());
        assertTrue(first.getReceivedAt().getSeconds() > 1_700_000_000);
        assertFalse(first.hasError());
        assertEquals(2, server.track(view("ann", "p2").setEventId("e2")).getSequence());

        final EventResult again = server.track(like("bob", "p3").setEventId("e1"));
        assertEquals(Outcome.DUPLICATE, again.getOutcome());
        assertEquals(1, again.getSequence());
        assertEquals("e1", again.getEventId());
        assertEquals(3, server.track(view("ann", "p2").setEventId("e3")).getSequence(), "a duplicate takes no place");
    }

    @Test
    void shouldAnswerARetryWithTheFirstSequenceAfterARestart(@TempDir final Path folder) {
        try (TestServer before = TestServer.open(folder)) {
            before.track(view("ann", "p1").setEventId("e1"));
            before.track(view("ann", "p1").setEventId("e2"));
        }
        try (TestServer after = TestServer.open(folder)) {
            final EventResult again = after.track(view("ann", "p1").setEventId("e2"));
            assertEquals(Outcome.DUPLICATE, again.getOutcome());
            assertEquals(2, again.getSequence());
            assertEquals(3, after.track(view("ann", "p1").setEventId("e3")).getSequence());
        }
    }

    @Test
    void shouldGiveAnEventWithoutIdARandomOne() {
        final EventResult first = server.track(view("ann", "p1"));
        final EventResult second = server.track(view("ann", "p1"));
        assertEquals(4, UUID.fromString(first.getEventId()).version());
        assertNotEquals(first.getEventId(), second.getEventId());
        assertEquals(Outcome.RECORDED, second.getOutcome());
        assertEquals(Outcome.DUPLICATE, server.track(view("ann", "p1").setEventId(first.getEventId())).getOutcome(),
                "the id that was said is the id that holds");
    }

    @Test
    void shouldAnswerABatchInItsOrderAndKeepTheBadOnesOut() {
        server.track(view("ann", "p1").setEventId("known"));
        final BatchTrackEventsResponse response = batch(
                view("ann", "p1").setEventId("a"),
                view("ann", "p1").setEventId("known"),
                view("ann", "p1").setEventId("a"),
                view("", "p1").setEventId("bad"),
                view("ann", "p2"),
                event(EventType.PROPERTY_SWIPE, "ann", "").setEventId("worse"));
        assertEquals(List.of(Outcome.RECORDED, Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.REJECTED, Outcome.RECORDED,
                Outcome.REJECTED), response.getResultsList().stream().map(EventResult::getOutcome).toList());
        assertEquals(List.of(2L, 1L, 2L, 0L, 3L, 0L), response.getResultsList().stream().map(EventResult::getSequence).toList());
        assertEquals(List.of("a", "known", "a", "bad"),
                response.getResultsList().stream().limit(4).map(EventResult::getEventId).toList());
        assertEquals(2, response.getRecordedCount());
        assertEquals(2, response.getDuplicateCount());
        assertEquals(2, response.getRejectedCount());
        assertEquals(List.of("events[3].lead_id"), Refused.in(response.getResults(3).getError()).fields());
        assertEquals(List.of("events[5].property_id", "events[5].property_swipe.direction"),
                Refused.in(response.getResults(5).getError()).fields());
        assertFalse(response.getResults(4).hasError());
    }

    @Test
    void shouldNameTheFieldOfEveryBadInput() {
        final Map<String, Event.Builder> bad = Map.ofEntries(
                Map.entry("event.type", view("ann", "p1").setTypeValue(99)),
                Map.entry("event.lead_id", view("", "p1")),
                Map.entry("event.property_id", view("ann", "")),
                Map.entry("event.occurred_at", view("ann", "p1").setOccurredAt(fromNow(3_600))),
                Map.entry("event.property_swipe.direction", event(EventType.PROPERTY_SWIPE, "ann", "p1")),
                Map.entry("event.property_like", view("ann", "p1").setPropertyLike(PropertyLikeDetails.getDefaultInstance())),
                Map.entry("event.event_id", view("ann", "p1").setEventId("x".repeat(257))),
                Map.entry("event.session_id", view("ann", "p1").setSessionId("é".repeat(129))),
                Map.entry("event.campaign_id", view("ann", "p1").setCampaignId("x".repeat(257))),
                Map.entry("event.agent_id", view("ann", "p1").setAgentId("x".repeat(257))),
                Map.entry("event.device", view("ann", "p1").setDeviceValue(77)),
                Map.entry("event.channel", view("ann", "p1").setChannelValue(77)),
                Map.entry("event.utc_offset_minutes", view("ann", "p1").setUtcOffsetMinutes(-1_081)),
                Map.entry("event.property_view.view_seconds", view("ann", "p1").setPropertyView(
                        PropertyViewDetails.newBuilder().setViewSeconds(Double.NaN))),
                Map.entry("event.property_view.photos_viewed", view("ann", "p1").setPropertyView(
                        PropertyViewDetails.newBuilder().setPhotosViewed(-1))));
        bad.forEach((field, event) -> {
            final Refused refused = Refused.by(() -> server.track(event));
            assertEquals(Code.INVALID_ARGUMENT, refused.code());
            assertEquals(List.of(field), refused.fields());
            assertTrue(refused.message().startsWith(field + ": "), refused.message());
        });
        assertEquals(List.of("event.type", "event.lead_id"),
                Refused.by(() -> server.tracking().trackEvent(TrackEventRequest.getDefaultInstance())).fields());
        assertEquals(List.of("event.property_swipe.direction"), Refused.by(() -> server.track(
                event(EventType.PROPERTY_SWIPE, "ann", "p1")
                        .setPropertySwipe(PropertySwipeDetails.getDefaultInstance()))).fields());
        assertEquals(1, server.track(view("ann", "p1")).getSequence(), "none of them was recorded");
    }

    @Test
    void shouldTakeLateEventsUpToTheLimitAndHistoryOfAnyAge() {
        final Event.Builder late = view("ann", "p1").setOccurredAt(fromNow(-29 * 86_400));
        final Event.Builder old = view("ann", "p1").setOccurredAt(fromNow(-31 * 86_400));
        assertEquals(Outcome.RECORDED, server.track(late).getOutcome());
        final Refused refused = Refused.by(() -> server.track(old));
        assertEquals(List.of("event.occurred_at"), refused.fields());
        assertTrue(refused.message().contains("31 days") && refused.message().contains("history"), refused.message());
        assertEquals(Outcome.REJECTED, batch(old).getResults(0).getOutcome());
        assertEquals(Outcome.RECORDED, server.tracking().batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                .addEvents(old).setHistory(true).build()).getResults(0).getOutcome());
    }

    @Test
    void shouldTakeWhatIsJustAllowed() {
        final String id = "x".repeat(256);
        final String text = "é".repeat(512);
        assertEquals(Outcome.RECORDED, server.track(event(EventType.FILTER_APPLIED, id, id)
                .setEventId(id).setAgentId(id).setSessionId(id).setCampaignId(id).setUtcOffsetMinutes(1_080)
                .setOccurredAt(fromNow(290))
                .setFilterApplied(FilterAppliedDetails.newBuilder().setFilterName(text).setFilterValue(text).setAreaId(id)
                        .setMinPrice(0).setMaxPrice(1e12).setMinBedrooms(250).setResultCount(0))).getOutcome());
        assertEquals(Outcome.RECORDED, server.track(event(EventType.PROPERTY_SWIPE, "ann", "p1").setPropertySwipe(
                PropertySwipeDetails.newBuilder().setDirection(SwipeDirection.LEFT))).getOutcome());
        assertEquals(Outcome.RECORDED, server.track(event(EventType.PAGE_VIEW, "ann", "")).getOutcome());
    }

    @Test
    void shouldRefuseABatchThatIsEmptyOrTooLong() {
        assertEquals(List.of("events"), Refused.by(this::batch).fields());
        final List<Event> many = Collections.nCopies(1_001, view("ann", "p1").build());
        final Refused refused = Refused.by(() -> server.tracking().batchTrackEvents(
                BatchTrackEventsRequest.newBuilder().addAllEvents(many).build()));
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertEquals(List.of("events"), refused.fields());
        assertTrue(refused.message().contains("1001") && refused.message().contains("1000"), refused.message());
        assertEquals(1, server.track(view("ann", "p1")).getSequence());
    }

    private BatchTrackEventsResponse batch(final Event.Builder... events) {
        final BatchTrackEventsRequest.Builder request = BatchTrackEventsRequest.newBuilder();
        for (final Event.Builder event : events) {
            request.addEvents(event);
        }
        return server.tracking().batchTrackEvents(request.build());
    }
}
