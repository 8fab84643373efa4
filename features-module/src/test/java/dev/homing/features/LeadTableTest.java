package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeadTableTest {
    private final LeadTable leads = new LeadTable();

    @Test
    void shouldKeepWhatItWasToldOfEachLeadThroughGrowth() {
        for (int i = 0; i < 1_000; i++) {
            // All but the high bits alike, so that they meet in one place.
            assertEquals(i, leads.add((long) i << 40));
            leads.time(i, i);
            leads.session(i, -i);
            leads.mark(i, i % 2 == 0 ? 1 : 3);
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, leads.add((long) i << 40));
            assertEquals(i, leads.time(i));
            assertEquals(-i, leads.session(i));
        }
        assertEquals(1_000, leads.size());
        assertEquals(1_000, leads.count(1));
        assertEquals(500, leads.count(3));
        assertTrue(leads.isMarked(1, 3));
        leads.unmark(1, 2);
        assertFalse(leads.isMarked(1, 3));
    }

    @Test
    void shouldKnowNothingAfterItWasCleared() {
        leads.mark(leads.add(7), 1);
        leads.time(0, 5);
        leads.session(0, 6);
        leads.clear();
        assertEquals(0, leads.size());
        assertEquals(0, leads.add(8));
        assertEquals(1, leads.add(7));
        assertEquals(0, leads.count(1));
        assertEquals(0, leads.time(0));
        assertEquals(0, leads.session(0));
    }
}
