package dev.homing.serving.ingest;

import com.google.rpc.Status;
import dev.homing.tracking.store.Outcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One call's messages and what became of each. Complete when every message was acked or refused; whoever completes it runs the
 * continuation.
 */
public final class Submission implements PendingCall {
    private final long[] outcomes;
    private final String[] ids;
    private final Status[] refusals;
    private final long receivedAt;
    private final AtomicInteger outstanding;
    private final Consumer<Submission> whenComplete;

    Submission(final int count, final long receivedAt, final Consumer<Submission> whenComplete) {
        outcomes = new long[count];
        ids = new String[count];
        refusals = new Status[count];
        outstanding = new AtomicInteger(count);
        this.receivedAt = receivedAt;
        this.whenComplete = whenComplete;
    }

    /**
     * How many messages there are.
     *
     * @return 1 or more
     */
    public int count() {
        return outcomes.length;
    }

    /**
     * When the call was received.
     *
     * @return milliseconds since 1970
     */
    public long receivedAt() {
        return receivedAt;
    }

    /**
     * What became of a message that was not refused.
     *
     * @param position of the message
     * @return an {@link Outcome}
     */
    public long outcome(final int position) {
        return outcomes[position];
    }

    /**
     * The id of what a message is about.
     *
     * @param position of the message
     * @return empty when it had none
     */
    public String id(final int position) {
        return ids[position];
    }

    /**
     * Why a message was refused, before or in the committer.
     *
     * @param position of the message
     * @return empty when it was applied, now or before
     */
    public Optional<Status> refusal(final int position) {
        if (refusals[position] != null) {
            return Optional.of(refusals[position]);
        }
        return switch (Outcome.code(outcomes[position])) {
            case Outcome.RECORDED, Outcome.DUPLICATE, Outcome.UPDATED -> Optional.empty();
            case Outcome.NOT_FOUND -> Optional.of(Refusals.notFound("property", ids[position]));
            default -> Optional.of(Refusals.ofOutcome(outcomes[position]));
        };
    }

    void id(final int position, final String id) {
        ids[position] = id;
    }

    /** Refuses a message that never reached the ring; true when that completed the submission. */
    boolean refuse(final int position, final Status status) {
        refusals[position] = status;
        return complete();
    }

    @Override
    public boolean onOutcome(final int position, final long outcome) {
        outcomes[position] = outcome;
        return complete();
    }

    // The counter's atomic decrement orders the plain writes of all threads before the continuation's reads.
    private boolean complete() {
        if (outstanding.decrementAndGet() > 0) {
            return false;
        }
        whenComplete.accept(this);
        return true;
    }
}
