package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DiceTest {
    @Test
    void shouldDrawTheSameWhenTheSeedIsTheSame() {
        final Dice one = Dice.of(1);
        final Dice other = Dice.of(1);
        for (int i = 0; i < 100; i++) {
            assertEquals(one.normal(0, 1), other.normal(0, 1));
            assertEquals(one.split().between(0, 1_000), other.split().between(0, 1_000));
        }
    }

    @Test
    void shouldPickByWeightWhenWeightsDiffer() {
        final Dice dice = Dice.of(2);
        final int[] counts = new int[3];
        for (int i = 0; i < 10_000; i++) {
            counts[dice.pick(new double[] {1, 0, 3})]++;
        }
        assertEquals(0, counts[1]);
        assertEquals(0.25, counts[0] / 10_000.0, 0.03);
    }

    @Test
    void shouldKeepToBothEndsWhenDrawingWholeNumbers() {
        final Dice dice = Dice.of(3);
        final boolean[] drawn = new boolean[3];
        for (int i = 0; i < 1_000; i++) {
            drawn[dice.between(0, 2)] = true;
            assertTrue(dice.around(5, 0.5) > 0);
        }
        assertTrue(drawn[0] && drawn[1] && drawn[2]);
        assertEquals(7L, dice.between(7L, 7L));
    }
}
