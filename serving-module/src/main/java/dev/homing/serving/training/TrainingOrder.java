package dev.homing.serving.training;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a training is asked to do. Immutable.
 *
 * @param tenant           whose model
 * @param requestId        of the request, or empty
 * @param isScheduled      whether the server's own schedule asks
 * @param asOf             events after this instant do not exist; empty: the instant at which it starts
 * @param seed             of the random numbers
 * @param memoryLimitBytes the most heap that its process may take
 * @param budget           the most time for trying settings, whole seconds; empty: as its data asks for
 */
public record TrainingOrder(
        String tenant,
        String requestId,
        boolean isScheduled,
        Optional<Instant> asOf,
        long seed,
        long memoryLimitBytes,
        Optional<Duration> budget) {
    /** The seed of whoever does not say one. */
    public static final long DEFAULT_SEED = 42;

    /** Checks that everything is there. */
    public TrainingOrder {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(asOf, "asOf");
        Objects.requireNonNull(budget, "budget");
    }

    /** The same order with its instant. */
    TrainingOrder asOf(final Instant instant) {
        return new TrainingOrder(tenant, requestId, isScheduled, Optional.of(instant), seed, memoryLimitBytes, budget);
    }
}
