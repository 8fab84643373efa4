package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowerOfTwoTest {
    @Test
    void shouldSayWhatTheLibrarySays() {
        final SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 200_000; i++) {
            final double exponent = random.nextDouble(-1, 1) * (i % 2 == 0 ? 1_000 : 2);
            assertEquals(1, PowerOfTwo.of(exponent) / Math.pow(2, exponent), 1e-14, () -> "2^" + exponent);
        }
    }

    @Test
    void shouldBeExactWhereWholeNumbersAre() {
        assertEquals(1, PowerOfTwo.of(0), 1e-15);
        assertEquals(1, PowerOfTwo.of(-0.0), 1e-15);
        assertEquals(1_024, PowerOfTwo.of(10), 1e-11);
        assertEquals(0x1p-54, PowerOfTwo.of(-54), 1e-30);
    }

    @Test
    void shouldKnowWhatNumbersCannotHold() {
        for (final double exponent : new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN,
                -1_060.5, -1_022, 1_022, 1_023.5, 2_000, -2_000}) {
            assertEquals(Math.pow(2, exponent), PowerOfTwo.of(exponent), () -> "2^" + exponent);
        }
    }
}
