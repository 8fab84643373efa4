package dev.homing.serving.grpc;

import com.google.rpc.Status;
import dev.homing.proto.v1.EventResult;
import dev.homing.serving.ingest.Submission;
import dev.homing.tracking.store.Outcome;
import java.util.Optional;

/** Says in the contract's words what became of an event. */
final class EventResults {
    private EventResults() {
    }

    static EventResult of(final Submission submission, final int position) {
        return of(submission.id(position), submission.receivedAt(), submission.refusal(position), submission.outcome(position));
    }

    static EventResult of(final String id, final long receivedAt, final Optional<Status> refusal, final long outcome) {
        final EventResult.Builder result =
                EventResult.newBuilder().setEventId(id).setReceivedAt(Replies.timestamp(receivedAt));
        if (refusal.isPresent()) {
            return result.setOutcome(EventResult.Outcome.REJECTED).setError(refusal.get()).build();
        }
        return result.setSequence(Outcome.value(outcome)).setOutcome(switch (Outcome.code(outcome)) {
            case Outcome.QUEUED -> EventResult.Outcome.QUEUED;
            case Outcome.DUPLICATE -> EventResult.Outcome.DUPLICATE;
            default -> EventResult.Outcome.RECORDED;
        }).build();
    }
}
