package dev.homing.tracking.store;

import static dev.homing.tracking.EventType.PROPERTY_VIEW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.Timeline;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Erasures and the removal of events, over a real store. */
class EventRemovalTest extends WithJournal {
    private static final List<Family> OF_EVENTS = List.of(Family.EVENTS, Family.PERSONAL, Family.TIMELINES, Family.EVENT_INDEX,
            Family.REQUEST_IDS, Family.OUTCOMES);

    @Test
    void shouldLeaveNothingOfAnEventAnywhereAndCountWhatWasThere() {
        journal.recordTour(0, "e1", "ann", 10);
        putOutcome(0, 1, 1);
        putOutcome(0, 1, 6);
        journal.record(0, "e2", PROPERTY_VIEW, "ann", "p", 20);
        OF_EVENTS.forEach(family -> assertTrue(keys(0, family) > 0, family.name()));
        final OldEvents old = OldEvents.ofLead(store, 0, "ann", 100, 10);
        assertTrue(old.next());
        assertEquals(2, old.count());
        final long outcome = journal.remove(0, old.first(), old.last());
        assertEquals(2, EventRemoval.events(outcome));
        assertEquals(1, EventRemoval.personal(outcome));
        assertEquals(4, EventRemoval.indexEntries(outcome));
        assertEquals(2, EventRemoval.outcomes(outcome));
        OF_EVENTS.forEach(family -> assertEquals(0, keys(0, family), family.name()));
        assertEquals(List.of("0 ann"), journal.changed);
        assertEquals(Outcome.of(Outcome.UPDATED, 0), journal.remove(0, old.first(), old.last()), "again");
        assertEquals(Outcome.RECORDED, Outcome.code(journal.record(0, "e1", PROPERTY_VIEW, "ann", "p", 10)),
                "its id is free again");
    }

    @Test
    void shouldTouchNeitherOtherLeadsNorOtherTenants() {
        for (final String lead : List.of("an", "ann", "anna")) {
            journal.recordTour(0, lead, lead, 10);
            journal.recordTour(1, lead, lead, 10);
        }
        putOutcome(1, 4, 1);
        assertEquals(Outcome.RECORDED, Outcome.code(journal.erase(0, "ann", 20)));
        assertEquals(2, keys(0, Family.TIMELINES));
        assertEquals(6, keys(0, Family.EVENT_INDEX));
        assertEquals(2, keys(0, Family.PERSONAL));
        assertEquals(3, keys(1, Family.TIMELINES));
        assertEquals(9, keys(1, Family.EVENT_INDEX));
        assertEquals(1, keys(1, Family.OUTCOMES));
        assertEquals(Outcome.DUPLICATE, Outcome.code(journal.recordTour(1, "ann", "ann", 10)), "not erased there");
        assertEquals(Outcome.NOT_FOUND, Outcome.code(journal.erase(1, "nobody", 20)));
    }

    @Test
    void shouldRemoveAnEventThatIsDamagedOrMissingInTheJournal() {
        journal.recordTour(0, "e1", "ann", 10);
        journal.recordTour(0, "e2", "ann", 20);
        try (Batch batch = store.newBatch()) {
            batch.key().putBytes(0, EventRemoval.journalKey(0, 1));
            batch.put(Family.EVENTS, 12, new UnsafeBuffer(new byte[7]), 0, 7);
            batch.key().putBytes(0, EventRemoval.journalKey(0, 2));
            batch.delete(Family.EVENTS, 12);
            store.write(batch, 2);
        }
        assertEquals(Outcome.RECORDED, Outcome.code(journal.erase(0, "ann", 30)));
        assertEquals(0, keys(0, Family.TIMELINES));
        assertEquals(0, keys(0, Family.EVENTS));
        assertEquals(0, keys(0, Family.PERSONAL));
    }

    @Test
    void shouldEraseTheIdsMergedIntoALeadWhicheverOfThemIsNamed() {
        journal.recordTour(0, "e1", "visitor", 10);
        journal.recordTour(0, "e2", "ann", 20);
        putProfile("ann");
        putProfile("visitor");
        putProfile("bob");
        journal.life(0, LeadMessage.MERGE, 25, "visitor", "ann");
        journal.life(0, LeadMessage.MERGE, 25, "phone", "visitor");
        final long outcome = journal.erase(0, "visitor", 30);
        assertEquals(Outcome.RECORDED, Outcome.code(outcome));
        assertEquals(2, LeadErasure.profiles(outcome));
        assertEquals(2, LeadErasure.members(outcome));
        OF_EVENTS.stream().filter(family -> family != Family.OUTCOMES)
                .forEach(family -> assertEquals(0, keys(0, family), family.name()));
        assertEquals(4, keys(0, Family.LEADS), "three tombstones and a profile of somebody else");
        for (final String id : List.of("visitor", "ann", "phone")) {
            assertEquals(new LeadDirectory.Tombstone("ann", 30), store.leads().tombstone(0, id).orElseThrow());
            assertEquals(id, store.leads().root(0, id));
            assertEquals(Outcome.LEAD_ERASED, Outcome.code(journal.record(0, "x" + id, PROPERTY_VIEW, id, "p", 30)));
            assertEquals(Outcome.RECORDED, Outcome.code(journal.record(0, "y" + id, PROPERTY_VIEW, id, "p", 31)));
        }
        assertTrue(journal.changed.containsAll(List.of("0 visitor", "0 phone", "0 ann")), journal.changed.toString());
    }

    @Test
    void shouldTellAnErasureThatChangesNothingFromOneOfANewHistory() {
        assertEquals(Outcome.NOT_FOUND, Outcome.code(journal.erase(0, "ann", 5)));
        journal.record(0, "e1", PROPERTY_VIEW, "ann", "p", 10);
        assertEquals(Outcome.RECORDED, Outcome.code(journal.erase(0, "ann", 20)));
        assertEquals(Outcome.DUPLICATE, Outcome.code(journal.erase(0, "ann", 30)));
        assertEquals(20, store.leads().tombstone(0, "ann").orElseThrow().erasedAt());
        journal.record(0, "e2", PROPERTY_VIEW, "ann", "p", 40);
        assertEquals(Outcome.RECORDED, Outcome.code(journal.erase(0, "ann", 35)));
        assertEquals(40, store.leads().tombstone(0, "ann").orElseThrow().erasedAt(), "what was ahead of the clock as well");
        assertEquals(Outcome.LEAD_ERASED, Outcome.code(journal.record(0, "e2", PROPERTY_VIEW, "ann", "p", 40)));
    }

    @Test
    void shouldGoOnWithAnErasureThatACrashCutOff() {
        journal.record(0, "e1", PROPERTY_VIEW, "ann", "p", 10);
        journal.record(0, "e2", PROPERTY_VIEW, "ann", "p", 11);
        journal.record(0, "e3", PROPERTY_VIEW, "visitor", "p", 12);
        journal.life(0, LeadMessage.MERGE, 15, "visitor", "ann");
        journal.life(0, LeadMessage.ERASE, 20, "visitor", "");
        final OldEvents first = OldEvents.ofLead(store, 0, "ann", 21, 1);
        assertTrue(first.next());
        journal.remove(0, first.first(), first.last());
        close();
        open();
        final List<String> seen = new ArrayList<>();
        store.timelines().forEachLead(0, Long.MAX_VALUE, new Timeline(), (lead, timeline) -> seen.add(lead));
        assertEquals(List.of(), seen, "half-erased leads do not exist for readers");
        assertEquals(2, keys(0, Family.TIMELINES));
        checkSound();
        journal.record(0, "e4", PROPERTY_VIEW, "ann", "p", 21);
        assertEquals(Outcome.LEAD_ERASED, Outcome.code(journal.life(0, LeadMessage.MERGE, 22, "ann", "zoe")),
                "what is being erased does not move away");
        assertEquals(Outcome.DUPLICATE, Outcome.code(journal.erase(0, "visitor", 30)));
        assertEquals(1, keys(0, Family.TIMELINES), "the new history alone");
        checkSound();
    }

    private void checkSound() {
        assertEquals(List.of(), StoreCheck.run(store, (fraction, looked) -> { }).findings());
    }

    private void putOutcome(final int tenant, final long sequence, final int kind) {
        final byte[] key = ByteBuffer.allocate(13).putInt(tenant).putLong(sequence).put((byte) kind).array();
        put(Family.OUTCOMES, key);
    }

    private void putProfile(final String lead) {
        put(Family.LEADS, LeadKey.of(0, LeadKey.PROFILE, lead));
    }

    private void put(final Family family, final byte[] key) {
        try (Batch batch = store.newBatch()) {
            batch.key().putBytes(0, key);
            batch.put(family, key.length, new UnsafeBuffer(new byte[16]), 0, 16);
            store.write(batch, store.lastSequence());
        }
    }

    private int keys(final int tenant, final Family family) {
        final int[] count = {0};
        store.scan(family, TimelineKey.ofTenant(tenant), (key, value) -> ++count[0] > 0);
        return count[0];
    }
}
