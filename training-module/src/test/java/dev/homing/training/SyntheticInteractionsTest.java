package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyntheticInteractionsTest {
    @Test
    void shouldMakeAboutAsManyPairsAsAskedEachOnceAndHoldOneMoreBack() {
        final SyntheticInteractions interactions = new SyntheticInteractions(500, 2_000, 10_000, 1);
        final InteractionMatrix matrix = interactions.matrix();
        assertEquals(500, matrix.rowCount());
        assertEquals(2_000, matrix.columnCount());
        assertEquals(10_000, matrix.size(), 300);
        for (int lead = 0; lead < 500; lead++) {
            final Set<Integer> met = new HashSet<>(Set.of(interactions.heldBack(lead)));
            for (int i = matrix.start(lead); i < matrix.end(lead); i++) {
                assertTrue(met.add(matrix.column(i)), "lead " + lead + " meets " + matrix.column(i) + " twice");
                assertTrue(matrix.column(i) < 2_000 && matrix.weight(i) >= 1);
            }
        }
    }

    @Test
    void shouldDependOnTheSeed() {
        assertEquals(columns(3), columns(3));
        assertNotEquals(columns(3), columns(4));
    }

    @Test
    void shouldWorkWhenThereIsNextToNothing() {
        final SyntheticInteractions interactions = new SyntheticInteractions(1, 1, 1, 1);
        assertEquals(0, interactions.heldBack(0));
        assertEquals(0, interactions.matrix().size());
    }

    private static String columns(final long seed) {
        final InteractionMatrix matrix = new SyntheticInteractions(10, 50, 60, seed).matrix();
        final StringBuilder columns = new StringBuilder();
        for (int i = 0; i < matrix.size(); i++) {
            columns.append(matrix.column(i)).append(' ');
        }
        return columns.toString();
    }
}
