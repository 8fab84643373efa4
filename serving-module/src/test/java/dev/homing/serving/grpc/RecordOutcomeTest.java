package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.fromNow;
import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.Code;
import dev.homing.proto.v1.EventOutcome;
import dev.homing.proto.v1.EventOutcome.Kind;
import dev.homing.proto.v1.EventResult;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.RecordOutcomeRequest;
import dev.homing.proto.v1.RecordOutcomeResponse;
import dev.homing.proto.v1.TrackEventRequest;
import dev.homing.proto.v1.TrackEventResponse;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordOutcomeTest {
    private TestServer server;

    @BeforeEach
    void open(@TempDir final Path folder) {
        server = TestServer.open(folder);
        server.track(event(EventType.TOUR_SCHEDULED, "ann", "p1").setEventId("e1"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldAnswerTheOutcomeAsItIsHeld() {
        final EventOutcome outcome = completed().setValue(0.25).setOccurredAt(seconds(1_700_000_000)).build();
        final RecordOutcomeResponse first = record("e1", outcome.toBuilder());
        assertTrue(first.getChanged());
        assertEquals(outcome, first.getOutcome());
        final RecordOutcomeResponse again = record("e1", outcome.toBuilder());
        assertFalse(again.getChanged());
        assertEquals(outcome, again.getOutcome());
        assertTrue(record("e1", outcome.toBuilder().setValue(0.5)).getChanged());
        assertTrue(record("e1", outcome.toBuilder().setValue(0.5).setKind(Kind.LOST)).getChanged());
    }

    @Test
    void shouldNotTakeARepeatWithoutATimeForAChange() {
        final RecordOutcomeResponse first = record("e1", completed());
        assertTrue(first.getChanged());
        assertTrue(Math.abs(first.getOutcome().getOccurredAt().getSeconds() - fromNow(0).getSeconds()) < 60);
        final RecordOutcomeResponse again = record("e1", completed());
        assertFalse(again.getChanged());
        assertEquals(first.getOutcome(), again.getOutcome());
        final RecordOutcomeResponse worth = record("e1", completed().setValue(-0.0));
        assertTrue(worth.getChanged());
        assertEquals(first.getOutcome().getOccurredAt(), worth.getOutcome().getOccurredAt());
        assertFalse(record("e1", completed().setValue(0.0)).getChanged(), "0 is 0");
    }

    @Test
    void shouldNotFindAnEventThatIsNotThere() {
        final Refused refused = Refused.by(() -> record("e2", completed()));
        assertEquals(Code.NOT_FOUND, refused.code());
        assertEquals("there is no event \"e2\"", refused.message());
    }

    @Test
    void shouldSeeAnEventThatIsStillOnItsWay() throws Exception {
        final TrackingServiceGrpc.TrackingServiceFutureStub stub =
                TrackingServiceGrpc.newFutureStub(server.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
        for (int i = 0; i < 50; i++) {
            final String id = "in-flight-" + i;
            final ListenableFuture<TrackEventResponse> event = stub.trackEvent(TrackEventRequest.newBuilder()
                    .setEvent(event(EventType.TOUR_SCHEDULED, "ann", "p1").setEventId(id)).build());
            final ListenableFuture<RecordOutcomeResponse> outcome = stub.recordOutcome(
                    RecordOutcomeRequest.newBuilder().setEventId(id).setOutcome(completed()).build());
            assertTrue(outcome.get(20, TimeUnit.SECONDS).getChanged());
            assertEquals(EventResult.Outcome.RECORDED, event.get(20, TimeUnit.SECONDS).getResult().getOutcome());
        }
    }

    @Test
    void shouldSayAllThatIsWrong() {
        assertEquals(List.of("event_id", "outcome"),
                Refused.by(() -> server.tracking().recordOutcome(RecordOutcomeRequest.getDefaultInstance())).fields());
        assertEquals(List.of("event_id", "outcome.kind", "outcome.value", "outcome.occurred_at"),
                Refused.by(() -> record("x".repeat(257), EventOutcome.newBuilder()
                        .setValue(Double.NaN).setOccurredAt(fromNow(3_600)))).fields());
        assertEquals(List.of("outcome.kind", "outcome.value"), Refused.by(() -> record("e1", EventOutcome.newBuilder()
                .setKindValue(8).setValue(1e13))).fields());
        assertEquals(List.of("outcome.occurred_at"),
                Refused.by(() -> record("e1", completed().setOccurredAt(seconds(-1)))).fields());
        assertTrue(record("e1", completed().setOccurredAt(fromNow(200))).getChanged(), "clocks differ");
    }

    private static EventOutcome.Builder completed() {
        return EventOutcome.newBuilder().setKind(Kind.COMPLETED);
    }

    private RecordOutcomeResponse record(final String event, final EventOutcome.Builder outcome) {
        return server.tracking().recordOutcome(
                RecordOutcomeRequest.newBuilder().setEventId(event).setOutcome(outcome).build());
    }
}
