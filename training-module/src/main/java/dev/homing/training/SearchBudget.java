package dev.homing.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long settings may be tried, from now on. A search that it ends has tried less, and goes on with the best that it knows: the
 * same data then no longer means the same model. One thread.
 */
final class SearchBudget {
    private static final Duration LEAST = Duration.ofSeconds(30);
    private static final Duration MOST = Duration.ofMinutes(10);
    private static final long EVENTS_PER_SECOND = 1_000;

    private final Duration limit;
    private final LongSupplier nanoTime;
    private final long endNs;
    private long partEndNs;
    private boolean wasSpent;

    SearchBudget(final Duration limit, final LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        endNs = nanoTime.getAsLong() + limit.toNanos();
        partEndNs = endNs;
    }

    /**
     * The limit where nobody says otherwise: half a minute, and a second for each thousand events, ten minutes at most.
     *
     * @param events that there are to learn from
     */
    static Duration ofData(final long events) {
        final Duration wanted = LEAST.plusSeconds(events / EVENTS_PER_SECOND);
        return wanted.compareTo(MOST) < 0 ? wanted : MOST;
    }

    static SearchBudget of(final Duration limit) {
        return new SearchBudget(limit, System::nanoTime);
    }

    Duration limit() {
        return limit;
    }

    /**
     * Leaves something for others: until the next part begins, no more may be spent than a share of what is left now.
     *
     * @param share more than 0, up to 1
     */
    void beginPart(final double share) {
        final long nowNs = nanoTime.getAsLong();
        partEndNs = nowNs + (long) ((endNs - nowNs) * share);
    }

    /** Whether there is no time left for another trial. */
    boolean isSpent() {
        final boolean isSpent = nanoTime.getAsLong() - partEndNs >= 0;
        wasSpent |= isSpent;
        return isSpent;
    }

    /** Whether somebody has been told that there was no time left. */
    boolean wasSpent() {
        return wasSpent;
    }
}
