package dev.homing.serving.ingest;

import com.google.rpc.Status;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.store.Outcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The events of one stream that have no answer yet, in the order of the stream. One place among the waiting calls serves all of
 * them, and is kept until the stream has ended and the last of them is acked.
 *
 * <p>One thread at a time adds events and takes answers; acks arrive on the committer thread meanwhile.
 */
public final class EventWindow implements PendingCall {
    /** The most events of a stream that wait. */
    public static final int CAPACITY = 1_000;
    /** Bytes of memory, with ids as long as a UUID. */
    public static final int LENGTH = 128 * CAPACITY;

    private static final long WAITING = -1;

    private final Ring ring;
    private final Runnable whenAcked;
    private final long[] numbers = new long[CAPACITY];
    private final long[] times = new long[CAPACITY];
    private final String[] ids = new String[CAPACITY];
    private final Status[] refusals = new Status[CAPACITY];
    private final AtomicLongArray outcomes = new AtomicLongArray(CAPACITY);
    /** The stream itself, and every event whose ack is to come. */
    private final AtomicInteger holders = new AtomicInteger(1);
    private int slot;
    private int first;
    private int count;

    private EventWindow(final Ring ring, final Runnable whenAcked) {
        this.ring = ring;
        this.whenAcked = whenAcked;
    }

    /** Reserves the place of a stream; empty when too many calls wait. */
    static Optional<EventWindow> open(final Ring ring, final Runnable whenAcked) {
        final EventWindow window = new EventWindow(ring, whenAcked);
        window.slot = ring.tryEnter(window);
        return Ring.isEntered(window.slot) ? Optional.of(window) : Optional.empty();
    }

    /**
     * How many events could be added.
     *
     * @return 0 to {@link #CAPACITY}
     */
    public int room() {
        return CAPACITY - count;
    }

    /**
     * Whether events wait for their acks, so that another one is going to come.
     *
     * @return false when nothing is under way
     */
    public boolean isWaiting() {
        return holders.get() > 1;
    }

    /** Adds an event at the end. */
    void add(final long number, final String id, final long receivedAt) {
        final int position = position(count++);
        numbers[position] = number;
        times[position] = receivedAt;
        ids[position] = id;
        refusals[position] = null;
        outcomes.setPlain(position, WAITING);
    }

    /** Names the event that was added last. */
    void id(final String id) {
        ids[position(count - 1)] = id;
    }

    /** Takes the event back that was added last. */
    void takeBack() {
        count--;
    }

    /** Answers the event that was added last. */
    void refuse(final Status status) {
        final int position = position(count - 1);
        refusals[position] = status;
        outcomes.setPlain(position, Outcome.QUEUED);
    }

    /**
     * Puts the event that was added last into the ring.
     *
     * @return false, with nothing done, when there is no room
     */
    boolean tryOffer(final boolean isAwaited, final int length, final RingEncoder encoder) {
        final int position = position(count - 1);
        if (!isAwaited) {
            outcomes.setPlain(position, Outcome.QUEUED);
            return ring.tryOffer(EventFlyweight.TEMPLATE_ID, Ring.NOBODY, position, length, encoder);
        }
        holders.incrementAndGet();
        boolean isOffered = false;
        try {
            isOffered = ring.tryOffer(EventFlyweight.TEMPLATE_ID, slot, position, length, encoder);
        } finally {
            if (!isOffered) {
                holders.decrementAndGet();
            }
        }
        return isOffered;
    }

    @Override
    public boolean onOutcome(final int position, final long outcome) {
        outcomes.setRelease(position, outcome);
        // Before the stream hears of it, or it would wait for an ack that has come.
        final boolean isLast = holders.decrementAndGet() == 0;
        whenAcked.run();
        return isLast;
    }

    @Override
    public void complete() {
        // The stream has ended, and nobody waits for more.
    }

    /**
     * Whether nothing waits for an answer.
     *
     * @return true at first
     */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * Whether the first event that has no answer yet could get it now.
     *
     * @return false also when there is no event
     */
    public boolean isAnswered() {
        return count > 0 && outcomes.getAcquire(first) != WAITING;
    }

    /**
     * The client's number of the first event.
     *
     * @return 1 or more
     */
    public long number() {
        return numbers[first];
    }

    /**
     * The id of the first event.
     *
     * @return empty when it had none and was refused
     */
    public String id() {
        return ids[first];
    }

    /**
     * When the first event was received.
     *
     * @return milliseconds since 1970
     */
    public long receivedAt() {
        return times[first];
    }

    /**
     * What became of the first event, which {@link #isAnswered}.
     *
     * @return an {@link Outcome}
     */
    public long outcome() {
        return outcomes.getAcquire(first);
    }

    /**
     * Why the first event, which {@link #isAnswered}, was refused.
     *
     * @return empty when it was not
     */
    public Optional<Status> refusal() {
        return refusals[first] == null
                ? Refusals.ofOutcome(outcome(), "event", ids[first], "event.")
                : Optional.of(refusals[first]);
    }

    /** Goes on to the next event: the first one has its answer. */
    public void removeFirst() {
        ids[first] = null;
        refusals[first] = null;
        first = position(1);
        count--;
    }

    /** The stream has ended: gives its place back, now or with the last ack that is to come. Once. */
    public void close() {
        if (holders.decrementAndGet() == 0) {
            ring.leave(slot);
        }
    }

    private int position(final int index) {
        return (first + index) % CAPACITY;
    }
}
