package dev.homing.training;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long settings may be tried, from now on. A search that it ends has tried less, and goes on with the best that it knows: the
 * same data then no longer means the same model. One thread.
 */
final class SearchBudget {
    /** Where nobody says otherwise. */
    static final Duration DEFAULT = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private final long endNs;
    private boolean wasSpent;

    SearchBudget(final Duration limit, final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        endNs = nanoTime.getAsLong() + limit.toNanos();
    }

    static SearchBudget of(final Duration limit) {
        return new SearchBudget(limit, System::nanoTime);
    }

    /** Whether there is no time left for another trial. */
    boolean isSpent() {
        wasSpent = wasSpent || nanoTime.getAsLong() - endNs >= 0;
        return wasSpent;
    }

    /** Whether somebody has been told that there was no time left. */
    boolean wasSpent() {
        return wasSpent;
    }
}
