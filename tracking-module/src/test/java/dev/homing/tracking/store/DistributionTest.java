package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private final Distribution distribution = new Distribution();

    @Test
    void shouldSayNothingOfNothing() {
        assertEquals(0, distribution.count());
        assertEquals(0, distribution.quantile(0.5));
        assertEquals(0, distribution.max());
    }

    @Test
    void shouldBeExactForSmallNumbersAndForTheLargest() {
        for (int i = 1; i <= 10; i++) {
            distribution.record(i);
        }
        assertEquals(5, distribution.quantile(0.5));
        assertEquals(10, distribution.quantile(1));
        assertEquals(55, distribution.sum());
        distribution.record(Long.MAX_VALUE);
        distribution.record(-3);
        assertEquals(Long.MAX_VALUE, distribution.quantile(1));
        assertEquals(Long.MAX_VALUE, distribution.max());
        assertEquals(0, distribution.last(), "a clock that goes back is no time at all");
        assertEquals(12, distribution.count());
    }

    @Test
    void shouldBeAtMostAnEighthTooLarge() {
        final SplittableRandom random = new SplittableRandom(5);
        final long[] values = new long[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong(1L << random.nextInt(1, 62));
            distribution.record(values[i]);
        }
        Arrays.sort(values);
        for (final double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.9999}) {
            final long exact = values[(int) Math.ceil(share * values.length) - 1];
            final long found = distribution.quantile(share);
            assertTrue(found >= exact && found <= exact + exact / 8 + 1, share + ": " + found + " for " + exact);
        }
    }
}
