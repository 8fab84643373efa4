package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IterationTimesTest {
    /** Two leads, three listings, two pairs: by hand. */
    @Test
    void shouldCountMultiplyAddsTwice() {
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.likes(3, new int[] {0}, new int[] {2}));
        final double ofPairs = 2 * 2 * 2 * 4 * (2 * 5);
        final double ofRows = (2 + 3) * (2 * 2 * 4 * 4 + 4 * 4);
        assertEquals((ofPairs + ofRows) / 1e9, new IterationTimes(matrix, 4, 5).gigaFlops(), 1e-12);
    }

    @Test
    void shouldNeverFindLessThanNothingWhenThreadsEnd() {
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(30, 40, 8, 2));
        final IterationTimes times = new IterationTimes(matrix, 8, 2);
        for (int iteration = 1; iteration <= 3; iteration++) {
            try (RowWorkers workers = new RowWorkers(2)) {
                workers.forEach(10_000, () -> (from, to) -> { });
            }
            times.record(iteration);
        }
        assertTrue(times.leastCpuSeconds() >= 0 && times.leastCpuSeconds() <= times.cpuSeconds());
        assertTrue(times.wallSeconds() > 0);
        assertTrue(times.floorSeconds() > 0);
    }

    @Test
    void shouldLeaveTheFirstQuarterOutOfMedians() {
        assertEquals(2, IterationTimes.median(new double[] {9, 1, 3, 2}));
        assertEquals(9, IterationTimes.median(new double[] {9, 10, 1}), "three have no quarter");
    }
}
