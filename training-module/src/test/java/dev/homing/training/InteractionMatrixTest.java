package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InteractionMatrixTest {
    @Test
    void shouldSumUpWhatALeadLikedTwice() {
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.likes(4, new int[] {2, 0, 2}, new int[] {3}));
        assertEquals(2, matrix.rowCount());
        assertEquals(4, matrix.columnCount());
        assertEquals(3, matrix.size());
        assertEquals("{0={0=2.0, 2=4.0}, 1={3=2.0}}", describe(matrix));
    }

    @Test
    void shouldTakeTheFirstEventsOfEachLeadAlone() {
        final Behaviour behaviour = TestBehaviour.likes(4, new int[] {2, 0, 2}, new int[] {3, 1});
        final InteractionMatrix matrix = InteractionMatrix.of(behaviour, new int[] {2, 0}, Double.POSITIVE_INFINITY);
        assertEquals(2, matrix.rowCount(), "a lead of whom nothing is known keeps its row");
        assertEquals("{0={0=2.0, 2=2.0}, 1={}}", describe(matrix));
    }

    @Test
    void shouldHalveWhatIsAHalfLifeOlderThanTheNewest() {
        final Behaviour behaviour = TestBehaviour.likes(3, new int[] {0, 1, 2});
        assertEquals("{0={0=0.5, 1=1.0, 2=2.0}}", describe(InteractionMatrix.of(behaviour, behaviour.allEvents(), 1)));
    }

    @Test
    void shouldGrowBeyondItsFirstSize() {
        final Behaviour behaviour = TestBehaviour.random(400, 300, 60, 3);
        final InteractionMatrix matrix = TestBehaviour.matrix(behaviour);
        double sum = 0;
        for (int i = 0; i < matrix.size(); i++) {
            sum += matrix.weight(i);
        }
        assertEquals(2.0 * behaviour.eventCount(), sum);
    }

    @Test
    void shouldHaveTheSameEntriesWhenTransposed() {
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(40, 30, 12, 5));
        final InteractionMatrix flipped = matrix.transposed();
        assertEquals(matrix.columnCount(), flipped.rowCount());
        assertEquals(matrix.rowCount(), flipped.columnCount());
        final Map<Integer, Map<Integer, Float>> expected = new TreeMap<>();
        for (int column = 0; column < matrix.columnCount(); column++) {
            expected.put(column, new TreeMap<>());
        }
        rows(matrix).forEach((row, entries) -> entries.forEach((column, weight) -> expected.get(column).put(row, weight)));
        assertEquals(expected, rows(flipped));
        assertEquals(rows(matrix), rows(flipped.transposed()));
    }

    @Test
    void shouldTransposeWhatIsEmpty() {
        final InteractionMatrix nobody = TestBehaviour.matrix(TestBehaviour.likes(3));
        assertEquals(0, nobody.rowCount());
        assertEquals("{0={}, 1={}, 2={}}", describe(nobody.transposed()));
        assertEquals(0, TestBehaviour.matrix(TestBehaviour.likes(0)).transposed().rowCount());
    }

    private static String describe(final InteractionMatrix matrix) {
        return rows(matrix).toString();
    }

    private static Map<Integer, Map<Integer, Float>> rows(final InteractionMatrix matrix) {
        final Map<Integer, Map<Integer, Float>> rows = new TreeMap<>();
        for (int row = 0; row < matrix.rowCount(); row++) {
            rows.put(row, new TreeMap<>());
            for (int i = matrix.start(row); i < matrix.end(row); i++) {
                assertEquals(null, rows.get(row).put(matrix.column(i), matrix.weight(i)), "one entry for each column");
            }
        }
        return rows;
    }

    @Test
    void shouldLeaveOutRowsWithoutPairs() {
        final InteractionMatrix matrix = InteractionMatrix.of(
                new int[] {0, 0, 2, 2, 3, 3}, new int[] {0, 2, 1}, new float[] {1, 2, 3}, 4).withoutEmptyRows();
        assertEquals(2, matrix.rowCount());
        assertEquals(4, matrix.columnCount());
        assertEquals(3, matrix.size());
        assertEquals(0, matrix.start(0));
        assertEquals(2, matrix.end(0));
        assertEquals(2, matrix.start(1));
        assertEquals(3, matrix.end(1));
        assertEquals(3, matrix.weight(2));
    }
}
