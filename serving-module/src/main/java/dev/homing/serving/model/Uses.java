package dev.homing.serving.model;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses something that must not be freed before all are done; one use is the owner's. Any thread, without locks. */
final class Uses {
    private final AtomicInteger count = new AtomicInteger(1);

    /** Begins a use, unless the last one has ended. */
    boolean tryBegin() {
        int current = count.get();
        while (current > 0) {
            if (count.compareAndSet(current, current + 1)) {
                return true;
            }
            current = count.get();
        }
        return false;
    }

    /** Ends a use; true for the last one, after which none begins. */
    boolean end() {
        return count.decrementAndGet() == 0;
    }

    /** Whether the last one has ended. */
    boolean areOver() {
        return count.get() == 0;
    }
}
