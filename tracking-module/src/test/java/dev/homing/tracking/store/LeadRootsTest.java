package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.LeadMessage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LeadRootsTest extends WithJournal {
    private static final long AT = 1_000_000;

    @Test
    void shouldGiveAllIdsOfALeadOneRoot() {
        assertEquals(hash("a"), root("a"));
        merge("a", "b");
        merge("c", "d");
        merge("b", "c");
        for (final String id : List.of("a", "b", "c", "d")) {
            assertEquals(hash("d"), root(id), id);
        }
        assertEquals(hash("e"), root("e"));
        assertEquals(hash("a"), store.leads().roots(1).root(hash("a")), "another tenant's");
        assertEquals(hash("a"), store.leads().roots(7).root(hash("a")), "no tenant's");
        reopen();
        assertEquals(hash("d"), root("a"));
    }

    @Test
    void shouldTakeAChainApartInAnyOrder() {
        merge("a", "b");
        merge("b", "c");
        merge("c", "d");
        undo("b", "c");
        assertEquals(hash("b"), root("a"));
        assertEquals(hash("d"), root("c"));
        undo("a", "b");
        assertEquals(hash("a"), root("a"));
        merge("a", "c");
        assertEquals(hash("d"), root("a"));
        reopen();
        assertEquals(hash("d"), root("a"));
        assertEquals(hash("b"), root("b"));
    }

    @Test
    void shouldChangeNothingByAMergeThatIsRefused() {
        merge("a", "b");
        assertNotEquals(Outcome.RECORDED, Outcome.code(journal.life(0, LeadMessage.MERGE, AT, "b", "a")));
        assertNotEquals(Outcome.RECORDED, Outcome.code(journal.life(0, LeadMessage.MERGE, AT, "a", "c")));
        assertEquals(hash("b"), root("a"));
        assertEquals(hash("b"), root("b"));
    }

    @Test
    void shouldKnowWhatWasErasedUnderEachId() {
        journal.record(0, "e1", EventType.PROPERTY_VIEW, "a", "p", 10);
        merge("a", "b");
        assertFalse(isErased("a", 10));
        journal.life(0, LeadMessage.ERASE, AT, "b", "");
        for (int round = 0; round < 2; round++) {
            for (final String id : List.of("a", "b")) {
                assertTrue(isErased(id, 10));
                assertTrue(isErased(id, AT));
                assertFalse(isErased(id, AT + 1), "what comes later is a new lead's");
                assertEquals(hash(id), root(id), "the merge went with it");
            }
            assertFalse(isErased("c", 10));
            reopen();
        }
    }

    /** The same as the directory says, which asks the disk. */
    @Test
    void shouldAgreeWithTheDirectoryWhateverHappens() {
        final SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            final String one = "lead-" + random.nextInt(300);
            final String other = "lead-" + random.nextInt(300);
            final int kind = random.nextInt(10) < 6 ? LeadMessage.MERGE
                    : random.nextInt(20) < 19 ? LeadMessage.UNDO : LeadMessage.ERASE;
            final String into = kind == LeadMessage.UNDO
                    ? store.leads().merge(0, one).map(LeadDirectory.Merge::into).orElse(other) : other;
            journal.life(0, kind, AT + i, one, kind == LeadMessage.ERASE ? "" : into);
        }
        for (int round = 0; round < 2; round++) {
            int merged = 0;
            for (int i = 0; i < 300; i++) {
                final String root = store.leads().root(0, "lead-" + i);
                merged += root.equals("lead-" + i) ? 0 : 1;
                assertEquals(hash(root), root("lead-" + i));
                final long closedUntil = store.leads().identity(0, "lead-" + i).closedUntil();
                assertEquals(closedUntil >= AT, isErased("lead-" + i, AT));
                assertEquals(closedUntil != LeadIdentity.NEVER, isErased("lead-" + i, Math.max(0, closedUntil)));
                assertFalse(isErased("lead-" + i, Math.max(0, closedUntil + 1)));
            }
            assertTrue(merged > 50, "merged=" + merged);
            reopen();
        }
    }

    @Test
    @Timeout(20)
    void shouldComeToAnEndThoughHashesMakeACircle() {
        final LeadRoots roots = new LeadRoots();
        roots.merge(0, 5);
        roots.merge(5, 0);
        assertTrue(List.of(1L, 5L).contains(roots.root(0)));
        assertFalse(roots.isErased(5, 1));
    }

    private void merge(final String from, final String into) {
        assertEquals(Outcome.RECORDED, Outcome.code(journal.life(0, LeadMessage.MERGE, AT, from, into)));
    }

    private void undo(final String from, final String into) {
        assertEquals(Outcome.UPDATED, Outcome.code(journal.life(0, LeadMessage.UNDO, AT, from, into)));
    }

    private long root(final String id) {
        return store.leads().roots(0).root(hash(id));
    }

    private boolean isErased(final String id, final long at) {
        return store.leads().roots(0).isErased(hash(id), at);
    }

    private static long hash(final String id) {
        return LeadDirectory.leadHash(id);
    }

    private void reopen() {
        close();
        open();
    }
}
