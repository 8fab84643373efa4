package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OldEventsTest extends WithJournal {
    private int recorded;

    @Test
    void shouldFindNothingWhereAllIsYoung() {
        assertFalse(OldEvents.ofTenant(store, 0, 100, 10).next());
        record("ann", EventType.PROPERTY_VIEW, 100);
        record("ann", EventType.AGENT_ACTION, 100);
        drain();
        journal.record(1, "other", EventType.PAGE_VIEW, "ann", "", 1);
        assertFalse(OldEvents.ofTenant(store, 0, 100, 10).next());
        assertFalse(OldEvents.ofLead(store, 0, "an", 1_000, 10).next());
    }

    @Test
    void shouldCutEventsOfOneInstantIntoRangesAsWell() {
        for (int i = 0; i < 5; i++) {
            record("ann", EventType.PROPERTY_VIEW, 7);
        }
        drain();
        final OldEvents old = OldEvents.ofTenant(store, 0, 100, 2);
        assertTrue(old.next());
        assertEquals(2, old.count());
        assertTrue(old.next());
        assertEquals(2, old.count());
        assertTrue(old.next());
        assertEquals(1, old.count());
        assertFalse(old.next());
        assertFalse(old.next());
    }

    @Test
    void shouldKeepARangeWithinOneLeadAndKind() {
        record("ann", EventType.PROPERTY_VIEW, 1);
        record("ann", EventType.AGENT_ACTION, 1);
        record("bob", EventType.PROPERTY_VIEW, 1);
        drain();
        final OldEvents old = OldEvents.ofTenant(store, 0, 100, 10);
        for (int i = 0; i < 3; i++) {
            assertTrue(old.next());
            assertEquals(1, old.count());
        }
        assertFalse(old.next());
    }

    @Test
    void shouldRemoveJustWhatIsOldOfRandomHistories() {
        final Random random = new Random(5);
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 150; i++) {
                record("l" + random.nextInt(12), random.nextInt(4) == 0 ? EventType.AGENT_ACTION : EventType.PROPERTY_VIEW,
                        random.nextInt(1_000));
            }
            drain();
            final long before = random.nextInt(1_000);
            final Map<Long, Long> expected = records();
            final int all = expected.size();
            expected.values().removeIf(at -> at < before);
            final int removed = journal.remove(0, OldEvents.ofTenant(store, 0, before, 1 + random.nextInt(7)));
            assertEquals(all - expected.size(), removed);
            assertEquals(expected, records());
            final int[] journaled = {0};
            store.scan(Family.EVENTS, TimelineKey.ofTenant(0), (key, value) -> ++journaled[0] > 0);
            assertEquals(expected.size(), journaled[0]);
        }
        assertTrue(journal.errors.isEmpty(), journal.errors.toString());
    }

    private void record(final String lead, final EventType type, final long at) {
        journal.offer(0, "e" + ++recorded, type, lead, "p", at);
    }

    private Map<Long, Long> records() {
        final Map<Long, Long> records = new TreeMap<>();
        store.scan(Family.TIMELINES, TimelineKey.ofTenant(0), (key, value) -> {
            records.put(TimelineKey.sequence(key), TimelineKey.occurredAt(key));
            return true;
        });
        return records;
    }
}
