package dev.homing.serving.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final long MS = 1_000_000;

    private long nowNs = Long.MAX_VALUE - MS;
    private boolean isBusy = true;
    private final List<Long> pauses = new ArrayList<>();
    private final Throttle throttle = new Throttle(() -> isBusy, () -> nowNs, ns -> {
        pauses.add(ns);
        nowNs += ns;
    });

    private long pausedAfter(final long workNs) {
        nowNs += workNs;
        final long before = nowNs;
        throttle.giveWay();
        return nowNs - before;
    }

    @Test
    void shouldGoOnWhileNobodyAsks() {
        isBusy = false;
        assertEquals(0, pausedAfter(10 * MS));
    }

    @Test
    void shouldNotStopForEveryLittlePiece() {
        assertEquals(0, pausedAfter(MS / 10));
        assertEquals(0, pausedAfter(MS / 20));
        assertEquals(8 * MS / 4, pausedAfter(MS / 10), "they add up");
    }

    @Test
    void shouldPauseAsLongAsSomebodyAsksButNotForEver() {
        assertEquals(8 * 5 * MS, pausedAfter(5 * MS));
        assertEquals(8 * MS, pausedAfter(MS), "the pause was no work");
    }

    @Test
    void shouldGoOnSoonAfterTheLastOne() {
        final List<Boolean> answers = new ArrayList<>(List.of(true, true, true, false));
        final Throttle asked = new Throttle(() -> answers.remove(0), () -> nowNs, ns -> nowNs += ns);
        nowNs += MS;
        final long before = nowNs;
        asked.giveWay();
        assertEquals(3 * MS / 10, nowNs - before);
    }

    @Test
    void shouldLookOftenWhetherSomebodyAsks() {
        pausedAfter(MS);
        assertEquals(80, pauses.size());
    }
}
