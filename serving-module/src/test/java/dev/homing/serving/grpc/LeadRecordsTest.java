package dev.homing.serving.grpc;

import static dev.homing.serving.Samples.event;
import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static dev.homing.serving.Samples.seconds;
import static dev.homing.serving.Samples.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.ActivateModelRequest;
import dev.homing.proto.v1.BatchTrackEventsRequest;
import dev.homing.proto.v1.BookingRequestDetails;
import dev.homing.proto.v1.EraseLeadRequest;
import dev.homing.proto.v1.EraseLeadResponse;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventResult.Outcome;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.GetLeadFeaturesRequest;
import dev.homing.proto.v1.GetLeadFeaturesResponse;
import dev.homing.proto.v1.MergeLeadsRequest;
import dev.homing.proto.v1.MergeLeadsResponse;
import dev.homing.proto.v1.RecommendRequest;
import dev.homing.proto.v1.RecommendationSource;
import dev.homing.proto.v1.TrackingServiceGrpc;
import dev.homing.serving.EngineOptions;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.model.TestBundle;
import dev.homing.tracking.codec.Timeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeadRecordsTest {
    private static final long NOW = 1_700_000_000;

    @TempDir
    private Path folder;
    private final AtomicLong clock = new AtomicLong(NOW * 1_000);
    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.open(EngineOptions.of(folder), clock::get);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldMakeAVisitorAndAKnownLeadOneFromTheAckOn() {
        server.track(view("ann", "p1"));
        server.track(view("visitor", "p2"));
        assertEquals(1, events("ann"));
        assertEquals(1, events("visitor"), "both are hot now");
        final MergeLeadsResponse merged = merge("visitor", "ann");
        assertEquals("ann", merged.getLeadId());
        assertEquals(1, merged.getMovedEventCount());
        assertEquals(seconds(NOW), merged.getMergedAt());
        assertEquals(seconds(NOW + TimeUnit.DAYS.toSeconds(30)), merged.getUndoUntilAt());
        assertEquals(2, events("ann"));
        assertEquals(2, events("visitor"));
        assertEquals("visitor", features("visitor").getLeadId(), "the answer keeps the id that was asked for");
        server.track(view("visitor", "p3"));
        assertEquals(3, events("ann"));
        reopen();
        assertEquals(3, events("visitor"));
        clock.addAndGet(5_000);
        assertEquals(merged.toBuilder().setMovedEventCount(0).build(), merge("visitor", "ann"), "idempotent");
    }

    @Test
    void shouldRecommendByTheHistoryOfAllIdsOfALead() {
        model();
        server.track(like("visitor", "e1"));
        assertEquals(RecommendationSource.POPULARITY, recommend("ann"));
        merge("visitor", "ann");
        assertEquals(RecommendationSource.MODEL, recommend("ann"));
        assertEquals("e2", server.listingsFor("ann").get(0));
        assertEquals(server.listingsFor("ann"), server.listingsFor("visitor"));
        undo("visitor", "ann");
        assertEquals(RecommendationSource.POPULARITY, recommend("ann"));
        assertEquals(RecommendationSource.MODEL, recommend("visitor"));
    }

    @Test
    void shouldUndoAMergeForThirtyDays() {
        server.track(view("visitor", "p1"));
        server.track(view("ann", "p1"));
        merge("visitor", "ann");
        server.track(view("visitor", "p2"));
        clock.addAndGet(TimeUnit.DAYS.toMillis(30));
        final MergeLeadsResponse undone = undo("visitor", "ann");
        assertEquals("visitor", undone.getLeadId());
        assertEquals(2, undone.getMovedEventCount());
        assertFalse(undone.hasUndoUntilAt() || undone.hasMergedAt());
        assertEquals(List.of("ann 1", "visitor 2"), stored());
        assertRefused("NOT_MERGED", MergeLeadsRequest.newBuilder()
                .setFromLeadId("visitor").setIntoLeadId("ann").setUndo(true));
        merge("visitor", "ann");
        clock.addAndGet(TimeUnit.DAYS.toMillis(30) + 1);
        assertRefused("UNDO_EXPIRED", MergeLeadsRequest.newBuilder()
                .setFromLeadId("visitor").setIntoLeadId("ann").setUndo(true));
    }

    @Test
    void shouldSayWhyLeadsCannotBeMerged() {
        server.track(view("somebody", "p1"));
        merge("a", "b");
        assertRefused("MERGED_OTHER_WAY_ROUND", MergeLeadsRequest.newBuilder().setFromLeadId("b").setIntoLeadId("a"));
        assertRefused("MERGED_ELSEWHERE", MergeLeadsRequest.newBuilder().setFromLeadId("a").setIntoLeadId("c"));
        assertEquals(List.of("into_lead_id"), Refused.by(() -> merge("a", "a")).fields());
        assertEquals(List.of("from_lead_id", "into_lead_id"), Refused.by(() -> merge("", "x".repeat(257))).fields());
        server.track(view("old", "p1").setOccurredAt(seconds(NOW - 100)));
        server.track(view("gone", "p1"));
        erase("gone");
        assertRefused("LEAD_ERASED", MergeLeadsRequest.newBuilder().setFromLeadId("old").setIntoLeadId("gone"));
    }

    @Test
    void shouldForgetALeadFromTheAckOnAndForGood() {
        model();
        final Event.Builder booking = event(EventType.BOOKING_REQUEST, "visitor", "e1").setEventId("b").setAgentId("agent")
                .setSessionId("s").setOccurredAt(seconds(NOW - 60))
                .setBookingRequest(BookingRequestDetails.newBuilder().setNotes("call me after six"));
        server.track(booking);
        server.track(like("ann", "e1").setEventId("l").setOccurredAt(seconds(NOW - 50)));
        server.track(like("bob", "e2").setEventId("o"));
        merge("visitor", "ann");
        assertEquals(RecommendationSource.MODEL, recommend("ann"));

        final EraseLeadResponse receipt = erase("visitor");
        assertEquals(EraseLeadResponse.newBuilder().setErasedAt(seconds(NOW)).setEventCount(2).setPersonalCount(1)
                .setTimelineRecordCount(2).setIndexEntryCount(4).setEventIdCount(2).setMergedLeadCount(1)
                .setRecommendationCount(1).build(), receipt);
        for (final String lead : List.of("ann", "visitor")) {
            assertEquals(0, events(lead));
            assertEquals(RecommendationSource.POPULARITY, recommend(lead));
        }
        reopen();
        assertEquals(List.of("bob 1"), stored(), "what a training reads");
        assertEquals(RecommendationSource.POPULARITY, recommend("ann"));

        final Refused again = Refused.by(() -> server.track(booking));
        assertEquals(Code.FAILED_PRECONDITION, again.code());
        assertEquals("LEAD_ERASED", again.reason());
        assertEquals("LEAD_ERASED", Refused.in(server.tracking().batchTrackEvents(BatchTrackEventsRequest.newBuilder()
                .addEvents(booking).setHistory(true).build()).getResults(0).getError()).reason(), "an import as well");
        assertEquals(EraseLeadResponse.newBuilder().setErasedAt(seconds(NOW)).build(),
                erase("visitor").toBuilder().clearRecommendationCount().build(), "idempotent but for the lists since then");

        clock.addAndGet(1_000);
        assertEquals(Outcome.RECORDED, server.track(like("ann", "e3").setEventId("l")).getOutcome(), "a new history");
        assertEquals(1, events("ann"));
        assertEquals(seconds(NOW + 1), erase("ann").getErasedAt());
    }

    @Test
    void shouldEraseMoreEventsThanOneStepHas() {
        final int batches = 9;
        for (int batch = 0; batch < batches; batch++) {
            final BatchTrackEventsRequest.Builder request = BatchTrackEventsRequest.newBuilder();
            IntStream.range(0, 1_000).forEach(i -> request.addEvents(view("bot", "p1")));
            assertEquals(1_000, server.tracking().batchTrackEvents(request.build()).getRecordedCount());
        }
        final EraseLeadResponse receipt = erase("bot");
        assertEquals(batches * 1_000, receipt.getEventCount());
        assertEquals(batches * 1_000, receipt.getIndexEntryCount());
        assertEquals(0, events("bot"));
        assertEquals(0, erase("bot").getEventCount());
    }

    @Test
    void shouldNotEraseWhomNobodyKnows() {
        assertEquals(Code.NOT_FOUND, Refused.by(() -> erase("ann")).code(), "a tenant without anything");
        server.track(view("bob", "p1"));
        assertEquals(Code.NOT_FOUND, Refused.by(() -> erase("ann")).code());
        assertEquals(List.of("lead_id"), Refused.by(() -> erase("")).fields());
        assertEquals(1, events("bob"));
    }

    @Test
    void shouldLeaveTheSameLeadsOfAnotherTenantAlone() {
        server.track(view("ann", "p1"));
        server.track(view("visitor", "p1"));
        final var other = TrackingServiceGrpc.newBlockingStub(server.channel("other"));
        other.batchTrackEvents(BatchTrackEventsRequest.newBuilder().addEvents(view("ann", "p9")).build());
        other.mergeLeads(MergeLeadsRequest.newBuilder().setFromLeadId("visitor").setIntoLeadId("ann").build());
        assertEquals(1, other.eraseLead(EraseLeadRequest.newBuilder().setLeadId("visitor").build()).getEventCount());
        assertEquals(1, events("ann"));
        assertEquals(1, events("visitor"));
        assertEquals(Outcome.RECORDED,
                server.track(view("ann", "p2").setOccurredAt(seconds(NOW - 5))).getOutcome(), "not erased here");
    }

    private List<String> stored() {
        final List<String> leads = new ArrayList<>();
        server.engine().store().timelines().forEachLead(0, Long.MAX_VALUE, new Timeline(),
                (lead, timeline) -> leads.add(lead + " " + timeline.leadCount()));
        return leads;
    }

    private void reopen() {
        server.close();
        open();
    }

    private void model() {
        final TestBundle bundle = new TestBundle("m1");
        for (final String id : List.of("e1", "e2", "e3", "n1", "n2", "n3")) {
            server.upsert(property(id));
            bundle.listing(id, 0, id.startsWith("e") ? 1 - id.charAt(1) / 500f : 0, id.startsWith("n") ? 1 : 0);
        }
        bundle.write(folder);
        server.models().activateModel(ActivateModelRequest.newBuilder().setVersion("m1").build());
    }

    private void assertRefused(final String reason, final MergeLeadsRequest.Builder request) {
        final Refused refused = Refused.by(() -> server.tracking().mergeLeads(request.build()));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        assertEquals(reason, refused.reason());
    }

    private MergeLeadsResponse merge(final String from, final String into) {
        return server.tracking().mergeLeads(
                MergeLeadsRequest.newBuilder().setFromLeadId(from).setIntoLeadId(into).build());
    }

    private MergeLeadsResponse undo(final String from, final String into) {
        return server.tracking().mergeLeads(
                MergeLeadsRequest.newBuilder().setFromLeadId(from).setIntoLeadId(into).setUndo(true).build());
    }

    private EraseLeadResponse erase(final String lead) {
        return server.tracking().eraseLead(EraseLeadRequest.newBuilder().setLeadId(lead).build());
    }

    private RecommendationSource recommend(final String lead) {
        return server.recommend(RecommendRequest.newBuilder().setLeadId(lead)).getSource();
    }

    private GetLeadFeaturesResponse features(final String lead) {
        return server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder().setLeadId(lead).build());
    }

    /** How many events of the last 30 days the features know; the hot timeline and the store must agree. */
    private int events(final String lead) {
        final GetLeadFeaturesResponse now = features(lead);
        final GetLeadFeaturesResponse stored = server.features().getLeadFeatures(GetLeadFeaturesRequest.newBuilder()
                .setLeadId(lead).setAsOf(Replies.timestamp(clock.get())).build());
        assertEquals(stored.getFeaturesList(), now.getFeaturesList());
        assertTrue(now.getFeaturesCount() > 0);
        return now.getFeaturesList().stream().filter(feature -> feature.getName().equals("event_count"))
                .mapToInt(feature -> (int) feature.getValue()).sum();
    }
}
