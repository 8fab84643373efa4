package dev.homing.serving.ingest;

import com.google.rpc.Status;
import dev.homing.tracking.store.Outcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * One call's messages and what became of each. Complete when every message was acked or refused; whoever hears of the last one
 * runs the continuation, after giving back what the call held.
 */
public final class Submission implements PendingCall {
    private final long[] outcomes;
    private final String[] ids;
    private final Status[] refusals;
    private final long receivedAt;
    private final AtomicInteger outstanding;
    private final String what;
    private final IntFunction<String> prefix;
    private final Consumer<Submission> whenComplete;

    /** Begins with everything outstanding; {@code what} is what the messages are about, for people. */
    Submission(
            final int count,
            final long receivedAt,
            final String what,
            final IntFunction<String> prefix,
            final Consumer<Submission> whenComplete) {
        outcomes = new long[count];
        ids = new String[count];
        refusals = new Status[count];
        outstanding = new AtomicInteger(count);
        this.receivedAt = receivedAt;
        this.what = what;
        this.prefix = prefix;
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
        return Refusals.ofOutcome(outcomes[position], what, ids[position], prefix(position));
    }

    /** What the messages are about, for people. */
    String what() {
        return what;
    }

    /** What the paths of a message's fields begin with. */
    String prefix(final int position) {
        return prefix.apply(position);
    }

    void id(final int position, final String id) {
        ids[position] = id;
    }

    /** Refuses a message that never reached the ring; true when nothing is outstanding any more. */
    boolean refuse(final int position, final Status status) {
        refusals[position] = status;
        return isLast();
    }

    @Override
    public boolean onOutcome(final int position, final long outcome) {
        outcomes[position] = outcome;
        return isLast();
    }

    @Override
    public void complete() {
        whenComplete.accept(this);
    }

    // The counter's atomic decrement orders the plain writes of all threads before the continuation's reads.
    private boolean isLast() {
        return outstanding.decrementAndGet() == 0;
    }
}
