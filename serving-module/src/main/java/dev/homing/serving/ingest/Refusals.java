package dev.homing.serving.ingest;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.CommitterState;
import dev.homing.tracking.store.LeadMerging;
import dev.homing.tracking.store.MergeRefusal;
import dev.homing.tracking.store.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Every refusal there is, as the canonical status with its details (AIP-193): one {@link ErrorInfo} always, {@link BadRequest}
 * for wrong fields, {@link RetryInfo} when coming back helps. No stack traces, no internals.
 */
public final class Refusals {
    /** Domain of all reasons. */
    public static final String DOMAIN = "homing.dev";
    /** When to come back after a full ring: some batches later, even on a slow disk. */
    private static final int RETRY_DELAY_MS = 50;
    private static final int NANOS_PER_MS = 1_000_000;
    private static final String MAYBE_RECORDED =
            "; the message may or may not be recorded: retry with the same id, nothing is recorded twice";

    private Refusals() {
    }

    /**
     * Wrong fields.
     *
     * @param violations 1 or more
     * @return INVALID_ARGUMENT
     */
    public static Status invalid(final List<FieldViolation> violations) {
        final String message = violations.stream()
                .map(violation -> violation.getField() + ": " + violation.getDescription())
                .collect(Collectors.joining("; "));
        return status(Code.INVALID_ARGUMENT, message, "INVALID_FIELD", Map.of())
                .addDetails(Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()))
                .build();
    }

    /**
     * One wrong field.
     *
     * @param field       path from the request on
     * @param description what is wrong and what is allowed
     * @return INVALID_ARGUMENT
     */
    public static Status invalid(final String field, final String description) {
        return invalid(List.of(FieldViolation.newBuilder().setField(field).setDescription(description).build()));
    }

    /**
     * A number that is not one of an enum's values.
     *
     * @param field path from the request on
     * @param code  the number
     * @return INVALID_ARGUMENT
     */
    public static Status unknownCode(final String field, final int code) {
        return invalid(field, "is " + code + ", which is not one of its values");
    }

    /**
     * No room.
     *
     * @return RESOURCE_EXHAUSTED with the time to wait
     */
    public static Status busy() {
        return later("RING_FULL", "the server has more to write than the disk takes; retry after the delay");
    }

    /**
     * Too many calls wait for a thread.
     *
     * @return RESOURCE_EXHAUSTED with the time to wait
     */
    public static Status overloaded() {
        return later("OVERLOADED", "the server has more calls than it can work on; retry after the delay");
    }

    /**
     * Something that is made one at a time is being made.
     *
     * @param what "backup" …
     * @return RESOURCE_EXHAUSTED with the time to wait
     */
    public static Status underWay(final String what) {
        return later("UNDER_WAY", "another " + what + " is being made; retry after the delay");
    }

    private static Status later(final String reason, final String message) {
        return status(Code.RESOURCE_EXHAUSTED, message, reason, Map.of())
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setNanos(RETRY_DELAY_MS * NANOS_PER_MS)).build()))
                .build();
    }

    /**
     * The server ends.
     *
     * @return UNAVAILABLE
     */
    public static Status shuttingDown() {
        return status(Code.UNAVAILABLE, "the server is shutting down; retry elsewhere or later", "SHUTTING_DOWN", Map.of())
                .build();
    }

    /**
     * Something that is named is not there.
     *
     * @param what     "property", "model" …
     * @param id       its name
     * @return NOT_FOUND
     */
    public static Status notFound(final String what, final String id) {
        return status(Code.NOT_FOUND, "there is no " + what + " \"" + id + "\"", "NOT_FOUND", Map.of(what, id)).build();
    }

    /**
     * No model serves the tenant.
     *
     * @return NOT_FOUND
     */
    public static Status noModel() {
        return status(Code.NOT_FOUND, "no model serves this tenant; train one, or name the version of one that is there",
                "NO_MODEL", Map.of()).build();
    }

    /**
     * Something that is to be made is there.
     *
     * @param what "backup" …
     * @param id   its name
     * @return ALREADY_EXISTS
     */
    public static Status alreadyExists(final String what, final String id) {
        return status(Code.ALREADY_EXISTS, "there is a " + what + " \"" + id + "\" already", "ALREADY_EXISTS", Map.of(what, id))
                .build();
    }

    /**
     * Something is not as it must be.
     *
     * @param reason  UPPER_SNAKE
     * @param message what and what helps
     * @return FAILED_PRECONDITION
     */
    public static Status precondition(final String reason, final String message) {
        return status(Code.FAILED_PRECONDITION, message, reason, Map.of()).build();
    }

    /**
     * A training of the tenant is queued or runs.
     *
     * @param trainingId its name
     * @return FAILED_PRECONDITION
     */
    public static Status trainingUnderWay(final String trainingId) {
        return status(Code.FAILED_PRECONDITION, "training " + trainingId + " of this tenant is under way; wait for its end, or "
                + "cancel it", "TRAINING_UNDER_WAY", Map.of("training_id", trainingId)).build();
    }

    /**
     * Something failed for a reason that is ours.
     *
     * @return INTERNAL; the server's log has more
     */
    public static Status internal() {
        return status(Code.INTERNAL, "the server could not do it; its log says why", "INTERNAL", Map.of()).build();
    }

    /**
     * What an outcome means for the client when it is not a success.
     *
     * @param outcome from the committer
     * @param what    the message is about
     * @param id      of it
     * @param prefix  of the paths of the message's fields
     * @return empty for a success
     */
    static Optional<Status> ofOutcome(final long outcome, final String what, final String id, final String prefix) {
        return switch (Outcome.code(outcome)) {
            case Outcome.QUEUED, Outcome.RECORDED, Outcome.DUPLICATE, Outcome.UPDATED -> Optional.empty();
            case Outcome.NOT_FOUND -> Optional.of(notFound(what, id));
            case Outcome.UNAVAILABLE -> Optional.of(unavailable(CommitterState.Kind.of(outcome)));
            case Outcome.LIMIT_REACHED -> Optional.of(invalid(prefix + "property.amenities",
                    "the tenant would have more than " + Outcome.value(outcome) + " different amenities"));
            case Outcome.LEAD_ERASED -> Optional.of(precondition("LEAD_ERASED",
                    "the lead was erased after the event happened; what it does from now on is taken"));
            case Outcome.MERGE_REFUSED -> Optional.of(ofMerge(MergeRefusal.of(outcome)));
            default -> Optional.of(internal());
        };
    }

    private static Status ofMerge(final MergeRefusal why) {
        return precondition(why.name(), switch (why) {
            case MERGED_OTHER_WAY_ROUND -> "into_lead_id goes by from_lead_id already; undo that first";
            case MERGED_ELSEWHERE -> "from_lead_id goes by another id already; merge that one, or undo its merge first";
            case TOO_MANY_EVENTS -> "the lead whose events would have to move has more than " + LeadMerging.MAX_EVENTS
                    + " of them";
            case NOT_MERGED -> "from_lead_id was not merged into into_lead_id, or that has been undone";
            case UNDO_EXPIRED -> "the merge is older than " + TimeUnit.MILLISECONDS.toDays(LeadMerging.UNDO_MS)
                    + " days and cannot be undone any more";
        });
    }

    /** Why nothing is written. */
    static Status unavailable(final CommitterState.Kind why) {
        return switch (why) {
            case RUNNING -> shuttingDown();
            case DISK_FULL -> suspended("STORE_FULL", "the server's disk is full");
            case DISK_FAILED -> suspended("STORE_FAILED", "the server's disk refuses writes (its log says why; if "
                    + "it goes on once the disk is well, only a restart of the server helps)");
            case FAILED -> status(Code.UNAVAILABLE,
                    "the server does not write until it is restarted (its log says why)" + MAYBE_RECORDED,
                    "STORE_FAILED", Map.of()).build();
        };
    }

    private static Status suspended(final String reason, final String message) {
        return status(Code.UNAVAILABLE, message + MAYBE_RECORDED, reason, Map.of())
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder()
                                .setSeconds(TimeUnit.NANOSECONDS.toSeconds(Committer.RETRY_INTERVAL_NS))).build()))
                .build();
    }

    private static Status.Builder status(
            final Code code, final String message, final String reason, final Map<String, String> metadata) {
        return Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason).setDomain(DOMAIN).putAllMetadata(metadata).build()));
    }
}
