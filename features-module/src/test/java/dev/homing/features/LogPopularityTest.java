package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LogPopularityTest {
    private static final long DAY_MS = 86_400_000;
    /** Some 56 years in: 2^(time / half-life) itself would be far beyond a double. */
    private static final long NOW_MS = 20_500 * DAY_MS;

    @Test
    void shouldHalveAWeightWithEveryWeek() {
        final double log = LogPopularity.add(LogPopularity.NONE, 3, NOW_MS);
        assertEquals(3, LogPopularity.value(log, NOW_MS), 1e-9);
        assertEquals(1.5, LogPopularity.value(log, NOW_MS + 7 * DAY_MS), 1e-9);
        assertEquals(0.75, LogPopularity.value(log, NOW_MS + 14 * DAY_MS), 1e-9);
    }

    @Test
    void shouldNotCareInWhichOrderEventsCome() {
        final double inOrder = LogPopularity.add(LogPopularity.add(LogPopularity.NONE, 1, NOW_MS - 70 * DAY_MS), 5, NOW_MS);
        final double late = LogPopularity.add(LogPopularity.add(LogPopularity.NONE, 5, NOW_MS), 1, NOW_MS - 70 * DAY_MS);
        assertEquals(inOrder, late, 1e-9);
        assertEquals(5 + 1.0 / 1_024, LogPopularity.value(late, NOW_MS), 1e-7);
    }

    @Test
    void shouldOrderListingsWhateverTheTime() {
        final double older = LogPopularity.add(LogPopularity.NONE, 7, NOW_MS - 14 * DAY_MS);
        final double newer = LogPopularity.add(LogPopularity.NONE, 2, NOW_MS);
        assertTrue(newer > older);
        assertTrue(LogPopularity.value(newer, NOW_MS + 365 * DAY_MS) > LogPopularity.value(older, NOW_MS + 365 * DAY_MS));
    }

    @Test
    void shouldGainNothingFromNobody() {
        assertEquals(0, LogPopularity.value(LogPopularity.NONE, NOW_MS));
        assertEquals(0, LogPopularity.gain(LogPopularity.NONE, NOW_MS));
        assertEquals(2, LogPopularity.gain(LogPopularity.add(LogPopularity.NONE, 3, NOW_MS), NOW_MS), 1e-9);
    }
}
