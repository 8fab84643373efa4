package dev.homing.serving.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StageCostTest {
    private final StageCost cost = new StageCost();

    @Test
    void shouldExpectWhatTheFirstOneTookAndMoveByASixteenthFromThenOn() {
        assertEquals(0, cost.expectedNs(), "nobody knows");
        cost.add(1_600_000_000_000L);
        assertEquals(1_600_000_000_000L, cost.expectedNs());
        cost.add(0);
        assertEquals(1_500_000_000_000L, cost.expectedNs());
        cost.add(3_100_000_000_000L);
        assertEquals(1_600_000_000_000L, cost.expectedNs());
    }

    @Test
    void shouldStartAnewFromNothing() {
        cost.add(0);
        assertEquals(0, cost.expectedNs());
        cost.add(7);
        assertEquals(7, cost.expectedNs());
        cost.add(1);
        assertEquals(6, cost.expectedNs(), "halves go down");
    }
}
