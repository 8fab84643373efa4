package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MedianTest {
    private final Median median = new Median();

    @Test
    void shouldBeTheMiddleOrTheMeanOfTheTwoMiddleOnes() {
        assertEquals(Double.NaN, median.value());
        assertEquals(3, of(3));
        assertEquals(2.5, of(3, 2));
        assertEquals(3, of(5, 1, 3));
        assertEquals(2, of(0, 4, 0, 4));
        assertEquals(Double.NaN, of());
    }

    @Test
    void shouldAgreeWithSortingWhateverTheNumbers() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            final double[] values = new double[1 + random.nextInt(300)];
            final int kind = round % 3;
            Arrays.setAll(values, i -> kind == 0 ? random.nextInt(4) : kind == 1 ? random.nextDouble() * 1e12
                    : Math.exp(700 * (random.nextDouble() - 0.5)));
            final double actual = of(values);
            Arrays.sort(values);
            assertEquals((values[(values.length - 1) / 2] + values[values.length / 2]) / 2, actual, "round=" + round);
        }
    }

    private double of(final double... values) {
        median.clear();
        for (final double value : values) {
            median.add(value);
        }
        assertEquals(values.length, median.size());
        return median.value();
    }
}
