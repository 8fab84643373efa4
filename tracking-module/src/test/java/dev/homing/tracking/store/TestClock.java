package dev.homing.tracking.store;

import org.agrona.concurrent.NanoClock;

/** A clock that stands still until it is told. It begins just before it overflows, as any nano clock may. */
final class TestClock implements NanoClock {
    private long nowNs = Long.MAX_VALUE - 1_000;

    void advance(final long durationNs) {
        nowNs += durationNs;
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }
}
