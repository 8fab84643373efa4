package dev.homing.serving.training;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One training, as it is at one moment. Immutable.
 *
 * @param id           names it in the data folder
 * @param order        what it was asked to do
 * @param state        how far it is
 * @param requestedAt  when it was asked for
 * @param startedAt    when its process was started
 * @param endedAt      when it ended
 * @param newestEvent  the tenant's newest event when it started, by its place in the journal; 0 before
 * @param progress     share of the work that is done, 0 to 1
 * @param phase        what it is or was at, for people
 * @param modelVersion that it wrote, or empty
 * @param isActivated  whether that model served when it ended
 * @param exitCode     of its process
 * @param error        why it failed or was cancelled, or empty
 */
public record TrainingRecord(
        String id,
        TrainingOrder order,
        TrainingState state,
        Instant requestedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long newestEvent,
        double progress,
        String phase,
        String modelVersion,
        boolean isActivated,
        OptionalInt exitCode,
        String error) {
    private static final int MAX_ERROR_LENGTH = 1_000;

    /** A training that waits for its turn. */
    static TrainingRecord queued(final String id, final TrainingOrder order, final Instant now) {
        return new TrainingRecord(id, order, TrainingState.QUEUED, now, Optional.empty(), Optional.empty(), 0, 0, "", "", false,
                OptionalInt.empty(), "");
    }

    /** The same training, at work. */
    TrainingRecord started(final Instant now, final long newest) {
        return new TrainingRecord(id, order.asOf().isPresent() ? order : order.asOf(now), TrainingState.RUNNING, requestedAt,
                Optional.of(now), endedAt, newest, progress, phase, modelVersion, isActivated, exitCode, error);
    }

    /** The same training, further on. */
    TrainingRecord at(final double nowDone, final String nowAt) {
        return new TrainingRecord(id, order, state, requestedAt, startedAt, endedAt, newestEvent, nowDone, nowAt, modelVersion,
                isActivated, exitCode, error);
    }

    /** The same training, whose model is on disk. */
    TrainingRecord wrote(final String version) {
        return new TrainingRecord(id, order, state, requestedAt, startedAt, endedAt, newestEvent, progress, phase, version,
                isActivated, exitCode, error);
    }

    /** The same training, whose process has ended. */
    TrainingRecord exited(final int code) {
        return new TrainingRecord(id, order, state, requestedAt, startedAt, endedAt, newestEvent, progress, phase, modelVersion,
                isActivated, OptionalInt.of(code), error);
    }

    /** The same training at its good end. */
    TrainingRecord succeeded(final boolean activated, final Instant now) {
        return new TrainingRecord(id, order, TrainingState.SUCCEEDED, requestedAt, startedAt, Optional.of(now), newestEvent, 1,
                "", modelVersion, activated, exitCode, "");
    }

    /** The same training at another end. */
    TrainingRecord ended(final TrainingState end, final String why, final Instant now) {
        return new TrainingRecord(id, order, end, requestedAt, startedAt, Optional.of(now), newestEvent, progress, phase,
                modelVersion, isActivated, exitCode, why.length() > MAX_ERROR_LENGTH ? why.substring(0, MAX_ERROR_LENGTH) : why);
    }
}
