package dev.homing.features;

import static dev.homing.features.PopularityHorizon.EVER;
import static dev.homing.features.PopularityHorizon.NONE;
import static dev.homing.features.PopularityHorizon.WEEK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PopularityHorizonTest {
    private static final long DAY_MS = 86_400_000;
    /** Some 56 years in: 2^(time / half-life) itself would be far beyond a double. */
    private static final long NOW_MS = 20_500 * DAY_MS;

    @Test
    void shouldHalveAWeightWithEveryWeek() {
        final double log = WEEK.add(NONE, 3, NOW_MS);
        assertEquals(3, WEEK.value(log, NOW_MS), 1e-9);
        assertEquals(1.5, WEEK.value(log, NOW_MS + 7 * DAY_MS), 1e-9);
        assertEquals(0.75, WEEK.value(log, NOW_MS + 14 * DAY_MS), 1e-9);
    }

    @Test
    void shouldNotCareInWhichOrderEventsCome() {
        final double inOrder = WEEK.add(WEEK.add(NONE, 1, NOW_MS - 70 * DAY_MS), 5, NOW_MS);
        final double late = WEEK.add(WEEK.add(NONE, 5, NOW_MS), 1, NOW_MS - 70 * DAY_MS);
        assertEquals(inOrder, late, 1e-9);
        assertEquals(5 + 1.0 / 1_024, WEEK.value(late, NOW_MS), 1e-7);
    }

    @Test
    void shouldOrderListingsWhateverTheTime() {
        final double older = WEEK.add(NONE, 7, NOW_MS - 14 * DAY_MS);
        final double newer = WEEK.add(NONE, 2, NOW_MS);
        assertTrue(newer > older);
        assertTrue(WEEK.value(newer, NOW_MS + 365 * DAY_MS) > WEEK.value(older, NOW_MS + 365 * DAY_MS));
    }

    @Test
    void shouldGainNothingFromNobody() {
        assertEquals(0, WEEK.value(NONE, NOW_MS));
        assertEquals(0, WEEK.gain(NONE, NOW_MS));
        assertEquals(2, WEEK.gain(WEEK.add(NONE, 3, NOW_MS), NOW_MS), 1e-9);
    }

    @Test
    void shouldSayWhatAPlainSumSaysOverAllHorizons() {
        final SplittableRandom random = new SplittableRandom(3);
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            for (int round = 0; round < 50; round++) {
                final long atMs = NOW_MS + random.nextLong(DAY_MS);
                double log = NONE;
                double expected = 0;
                for (int i = 0; i < 20; i++) {
                    final long occurredAtMs = NOW_MS - (long) (Math.pow(random.nextDouble(), 3) * 100 * DAY_MS);
                    final double weight = random.nextDouble(0.1, 7);
                    log = horizon.add(log, weight, occurredAtMs);
                    expected += weight * Math.pow(2, -(atMs - occurredAtMs) / (horizon.halfLifeDays() * DAY_MS));
                    assertEquals(Math.log(expected) / Math.log(2), log - horizon.periods(atMs), 1e-8, horizon.name());
                }
                assertEquals(expected, horizon.value(log, atMs), 1e-8 * (1 + expected), horizon.name());
                assertEquals(Math.log(1 + expected) / Math.log(2), horizon.gain(log, atMs), 1e-8, horizon.name());
            }
        }
    }

    @Test
    void shouldGainTogetherWhatListingsGainOneByOne() {
        final SplittableRandom random = new SplittableRandom(4);
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            final double[] logs = new double[100];
            for (int i = 1; i < logs.length; i++) {
                logs[i] = horizon.add(NONE, random.nextDouble(0.1, 7), NOW_MS - random.nextLong(300 * DAY_MS));
            }
            logs[0] = NONE;
            final double[] gains = logs.clone();
            horizon.gains(gains, 90, NOW_MS);
            for (int i = 0; i < logs.length; i++) {
                assertEquals(i < 90 ? horizon.gain(logs[i], NOW_MS) : logs[i], gains[i], horizon.name());
            }
        }
    }

    @Test
    void shouldNeverFadeWhatCountsForEver() {
        final double log = EVER.add(EVER.add(NONE, 2, 0), 3, NOW_MS);
        assertEquals(5, EVER.value(log, NOW_MS), 1e-12);
        assertEquals(5, EVER.value(log, Long.MAX_VALUE), 1e-12);
        assertEquals(0, EVER.periods(NOW_MS));
        assertEquals(0, EVER.value(NONE, NOW_MS));
    }
}
