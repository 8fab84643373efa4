package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is computed from tables and the first terms of a series, beside what {@link Math} says. */
class SeriesTest {
    private static final long DAY_MS = 86_400_000;
    private static final int HOUR_MS = 3_600_000;

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void shouldTakeLogarithms() {
        for (int i = 0; i < 1_000_000; i++) {
            final double number = Math.exp(random.nextDouble(-20, 40));
            assertEquals(Math.log(number), Logarithm.of(number), 1e-14 * Math.max(1, Math.abs(Math.log(number))));
        }
        for (final double number : new double[] {0.01, Math.nextDown(1.0), 1, Math.nextUp(1.0), 2, 1e12}) {
            assertEquals(Math.log(number), Logarithm.of(number), 1e-14, "of " + number);
        }
    }

    @Test
    void shouldFade() {
        final double halfLifeMs = 14.0 * DAY_MS;
        final Fading fading = new Fading(halfLifeMs, 30 * DAY_MS);
        for (int i = 0; i < 100_000; i++) {
            final long ageMs = i == 0 ? 0 : i == 1 ? 30 * DAY_MS : random.nextLong(30 * DAY_MS);
            assertEquals(Math.pow(2, -ageMs / halfLifeMs), fading.at(ageMs), 1e-11);
        }
    }

    @Test
    void shouldAddUpSinesAndCosinesOfTheDay() {
        final Clock clock = new Clock();
        for (int i = 0; i < 100_000; i++) {
            final int time = i == 0 ? 0 : i == 1 ? (int) DAY_MS - 1 : random.nextInt((int) DAY_MS);
            clock.clear();
            for (final int each : new int[] {time, 6 * HOUR_MS}) {
                final double fromMiddle = each % HOUR_MS - HOUR_MS / 2;
                clock.add(each / HOUR_MS, 1, Clock.sinOf(fromMiddle), Clock.versineOf(fromMiddle));
            }
            final double angle = 2 * Math.PI * time / DAY_MS;
            assertEquals(Math.sin(angle) + 1, clock.sin(), 3e-10);
            assertEquals(Math.cos(angle), clock.cos(), 3e-10);
        }
    }

    @Test
    void shouldTakeTheEntropyOfCounts() {
        final Entropy entropy = new Entropy(4, 100);
        assertEquals(0, entropy.of(new int[] {0, 7, 0, 0}, 0b1111, 7));
        assertEquals(1, entropy.of(new int[] {5, 5, 5, 5}, 0b1111, 20), 1e-15);
        assertEquals(0.5, entropy.of(new int[] {0, 50, 0, 50}, 0b1010, 100), 1e-15);
        assertEquals(-(0.3 * Math.log(0.3) + 0.7 * Math.log(0.7)) / Math.log(4),
                entropy.of(new int[] {3, 0, 7, 0}, 0b0111, 10), 1e-15);
    }
}
