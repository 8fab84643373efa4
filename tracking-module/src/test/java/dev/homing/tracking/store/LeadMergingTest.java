package dev.homing.tracking.store;

import static dev.homing.tracking.EventType.AGENT_ACTION;
import static dev.homing.tracking.EventType.PROPERTY_VIEW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LeadMergingTest extends WithJournal {
    private static final long MERGED_AT = 1_000_000;

    @Test
    void shouldMoveTheHistoryAndFileWhatComesLaterUnderTheSameLead() {
        view("a1", "ann", 20);
        view("v1", "visitor", 10);
        journal.record(0, "v2", AGENT_ACTION, "visitor", "", 30);
        assertEquals(Outcome.of(Outcome.RECORDED, 2), merge("visitor", "ann"));
        assertEquals(List.of(2L, 1L, 3L), sequences(0, "ann"));
        assertEquals(List.of(2L, 1L, 3L), sequences(0, "visitor"), "both ids mean one lead");
        assertEquals(List.of("0 visitor", "0 ann"), journal.changed);
        view("v3", "visitor", 25);
        assertEquals(List.of(2L, 1L, 4L, 3L), sequences(0, "ann"));
        assertEquals(Outcome.of(Outcome.DUPLICATE, 4), journal.record(0, "v3", PROPERTY_VIEW, "ann", "p", 25));
        assertEquals(List.of("visitor"), store.leads().members(0, "ann"));
    }

    @Test
    void shouldChangeNothingWhenTheSameMergeComesAgain() {
        view("v1", "visitor", 10);
        merge("visitor", "ann");
        assertEquals(Outcome.of(Outcome.DUPLICATE, 0), merge("visitor", "ann"));
        assertEquals(new LeadDirectory.Merge("ann", MERGED_AT), store.leads().merge(0, "visitor").orElseThrow());
        merge("ann", "anna");
        assertEquals(Outcome.DUPLICATE, Outcome.code(merge("visitor", "anna")), "through another");
        merge("phone", "anna");
        assertEquals(Outcome.DUPLICATE, Outcome.code(merge("phone", "visitor")), "one lead already");
    }

    @Test
    void shouldResolveChainsToTheirEndHoweverTheyCameToBe() {
        view("a1", "a", 1);
        view("b1", "b", 2);
        view("c1", "c", 3);
        merge("a", "b");
        merge("b", "c");
        merge("d", "a");
        view("d1", "d", 4);
        for (final String id : List.of("a", "b", "c", "d")) {
            assertEquals("c", store.leads().root(0, id));
            assertEquals(List.of(1L, 2L, 3L, 4L), sequences(0, id));
        }
        assertEquals(List.of("b", "a", "d"), store.leads().members(0, "c"));
    }

    @Test
    void shouldRefuseWhatWouldGoRoundInCirclesOrElsewhere() {
        merge("a", "b");
        merge("b", "c");
        assertEquals(MergeRefusal.MERGED_OTHER_WAY_ROUND, refusal(merge("c", "a")));
        assertEquals(MergeRefusal.MERGED_OTHER_WAY_ROUND, refusal(merge("b", "a")));
        assertEquals(MergeRefusal.MERGED_OTHER_WAY_ROUND, refusal(merge("x", "x")));
        assertEquals(MergeRefusal.MERGED_ELSEWHERE, refusal(merge("a", "other")));
        assertEquals(MergeRefusal.NOT_MERGED, refusal(undo("a", "c", MERGED_AT)));
        assertEquals(MergeRefusal.NOT_MERGED, refusal(undo("x", "y", MERGED_AT)));
    }

    @Test
    void shouldGiveEachIdItsEventsBackWhenAMergeIsUndone() {
        view("a1", "a", 1);
        view("b1", "b", 2);
        view("c1", "c", 3);
        merge("a", "b");
        merge("b", "c");
        view("a2", "a", 4);
        view("b2", "b", 5);
        journal.changed.clear();
        assertEquals(Outcome.of(Outcome.UPDATED, 4), undo("b", "c", MERGED_AT + LeadMerging.UNDO_MS));
        assertEquals(List.of("0 b", "0 c"), journal.changed);
        assertEquals(List.of(3L), sequences(0, "c"));
        assertEquals(List.of(1L, 2L, 4L, 5L), sequences(0, "a"));
        assertEquals(Outcome.of(Outcome.UPDATED, 2), undo("a", "b", MERGED_AT));
        assertEquals(List.of(1L, 4L), sequences(0, "a"));
        assertEquals(List.of(2L, 5L), sequences(0, "b"));
        assertEquals(MergeRefusal.NOT_MERGED, refusal(undo("a", "b", MERGED_AT)), "once");
    }

    @Test
    void shouldNotUndoAMergeOfMoreThanThirtyDaysAgo() {
        merge("a", "b");
        assertEquals(MergeRefusal.UNDO_EXPIRED, refusal(undo("a", "b", MERGED_AT + LeadMerging.UNDO_MS + 1)));
        assertEquals("b", store.leads().root(0, "a"));
    }

    @Test
    void shouldMoveTheLargestHistoryThatIsAllowedAndNoLargerOne() {
        for (int i = 0; i < LeadMerging.MAX_EVENTS; i++) {
            journal.offer(0, "e" + i, PROPERTY_VIEW, "bot", "", i);
            if (i % 4_000 == 0) {
                drain();
            }
        }
        drain();
        assertEquals(Outcome.of(Outcome.RECORDED, LeadMerging.MAX_EVENTS), merge("bot", "ann"));
        view("a", "ann", 5);
        assertEquals(MergeRefusal.TOO_MANY_EVENTS, refusal(undo("bot", "ann", MERGED_AT)));
        assertEquals(MergeRefusal.TOO_MANY_EVENTS, refusal(merge("ann", "zoe")));
        assertEquals("ann", store.leads().root(0, "bot"));
        assertEquals("ann", store.leads().root(0, "ann"));
    }

    @Test
    void shouldKeepMergesThroughARestart() {
        view("a1", "a", 1);
        merge("a", "b");
        close();
        open();
        assertEquals("b", store.leads().root(0, "a"));
        view("a2", "a", 2);
        assertEquals(List.of(1L, 2L), sequences(0, "b"));
        assertEquals(Outcome.of(Outcome.UPDATED, 2), undo("a", "b", MERGED_AT));
        close();
        open();
        assertEquals("a", store.leads().root(0, "a"));
        assertEquals(List.of(1L, 2L), sequences(0, "a"));
    }

    @Test
    void shouldLeaveTheSameIdsOfAnotherTenantAlone() {
        view("a1", "a", 1);
        journal.record(1, "a1", PROPERTY_VIEW, "a", "p", 1);
        merge("a", "b");
        assertEquals("a", store.leads().root(1, "a"));
        assertEquals(List.of(2L), sequences(1, "a"));
        assertEquals(List.of(), sequences(1, "b"));
        assertEquals(MergeRefusal.NOT_MERGED, refusal(journal.life(1, LeadMessage.UNDO, 0, "a", "b")));
    }

    @Test
    void shouldSeeOneMergeAppliedBeforeTheNextOfTheSameDrain() {
        final List<Long> sent = new ArrayList<>();
        view("a1", "a", 1);
        sent.add(journal.offerLife(0, LeadMessage.MERGE, MERGED_AT, "a", "b"));
        sent.add(journal.offerLife(0, LeadMessage.MERGE, MERGED_AT, "b", "c"));
        sent.add(journal.offer(0, "a2", PROPERTY_VIEW, "a", "p", 2));
        sent.add(journal.offerLife(0, LeadMessage.MERGE, MERGED_AT, "c", "a"));
        drain();
        assertEquals(List.of(Outcome.of(Outcome.RECORDED, 1), Outcome.of(Outcome.RECORDED, 1), Outcome.of(Outcome.RECORDED, 2),
                MergeRefusal.MERGED_OTHER_WAY_ROUND.outcome()), sent.stream().map(journal.acks::get).toList());
        assertEquals(List.of(1L, 2L), sequences(0, "c"));
    }

    @Test
    void shouldKeepWhatWasErasedOfOneLeadFromComingBackThroughAnother() {
        view("a1", "a", 10);
        view("b1", "b", 10);
        journal.erase(0, "b", 20);
        assertEquals(Outcome.LEAD_ERASED, Outcome.code(merge("a", "b")));
        assertEquals("a", store.leads().root(0, "a"));
        merge("c", "b");
        assertEquals(Outcome.LEAD_ERASED, Outcome.code(view("c1", "c", 20)), "both ids mean one lead");
        assertEquals(Outcome.RECORDED, Outcome.code(view("c2", "c", 21)));
        undo("c", "b", MERGED_AT);
        assertEquals(Outcome.RECORDED, Outcome.code(view("c1", "c", 20)));
        assertTrue(journal.errors.isEmpty(), journal.errors.toString());
    }

    private long view(final String id, final String lead, final long at) {
        return journal.record(0, id, PROPERTY_VIEW, lead, "p", at);
    }

    private long merge(final String from, final String into) {
        return journal.life(0, LeadMessage.MERGE, MERGED_AT, from, into);
    }

    private long undo(final String from, final String into, final long at) {
        return journal.life(0, LeadMessage.UNDO, at, from, into);
    }

    private static MergeRefusal refusal(final long outcome) {
        assertEquals(Outcome.MERGE_REFUSED, Outcome.code(outcome));
        return MergeRefusal.of(outcome);
    }

    /** Sequences of a lead's events, lead events first, each kind in order of time. */
    private List<Long> sequences(final int tenant, final String lead) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        final Timeline timeline = new Timeline();
        store.timelines().read(tenant, new UnsafeBuffer(id), 0, id.length, Long.MAX_VALUE, timeline);
        final List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < timeline.leadCount(); i++) {
            sequences.add(TimelineRecord.sequence(timeline.buffer(), timeline.leadOffset(i)));
        }
        for (int i = 0; i < timeline.agentCount(); i++) {
            sequences.add(TimelineRecord.sequence(timeline.buffer(), timeline.agentOffset(i)));
        }
        return sequences;
    }
}
