package dev.homing.serving.ingest;

import dev.homing.tracking.store.AckListener;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.Outcome;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The many-to-one ring between the calls and the committer, and the calls that wait for their acks. Any thread may offer.
 *
 * <p>A full ring, and a full table of waiting calls, is a normal answer: {@link #tryOffer} and {@link #tryEnter} say no, the
 * caller tells the client when to come back, and nothing has happened. A waiting call is found by the number that travels with
 * its message, so the committer touches no map and allocates nothing.
 *
 * <p>A message in the ring, behind Agrona's own record header (length and type):
 *
 * <pre>
 *  +---------------------------------------------------------------+ 0
 *  |        position of the message in its call, int32             |
 *  +---------------------------------------------------------------+ 4   correlation, native order
 *  |        place of the waiting call, int32; -2: nobody waits     |
 *  +---------------------------------------------------------------+ 8 = Committer.CORRELATION_LENGTH
 *  |        the message, in the layout of its flyweight …
 * </pre>
 *
 * <p>A place in the ring is claimed, the message encoded there, and then committed; the committer sees it from then on, in the
 * order of the claims. A claim whose message cannot be encoded is aborted, and the committer skips it.
 */
public final class Ring implements AckListener {
    /** The most calls that wait at the same time. */
    public static final int MAX_PENDING_CALLS = 1 << 14;

    /** The place of a message whose sender does not wait: its ack goes nowhere. */
    static final int NOBODY = -2;

    private static final int NO_SLOT = -1;
    private static final int PROBES = 64;

    /** An idle committer looks so often whether it can write again, or is to end. */
    private static final long LONGEST_SLEEP_NS = 10_000_000;

    private final RingBuffer ring;
    private final RingWait wait;
    private final AtomicReferenceArray<PendingCall> calls = new AtomicReferenceArray<>(MAX_PENDING_CALLS);
    private final AtomicInteger nextSlot = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private volatile boolean isClosed;

    /**
     * Creates a ring.
     *
     * @param length in bytes, a power of two
     */
    public Ring(final int length) {
        ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(length + RingBufferDescriptor.TRAILER_LENGTH)));
        wait = new RingWait(() -> ring.size() == 0, LONGEST_SLEEP_NS);
    }

    /**
     * How the committer waits for messages.
     *
     * @return for its thread alone
     */
    public IdleStrategy idleStrategy() {
        return wait;
    }

    /**
     * What the committer drains.
     *
     * @return the ring buffer
     */
    public RingBuffer buffer() {
        return ring;
    }

    /**
     * How many messages or calls found no room.
     *
     * @return since the start
     */
    public long refusedCount() {
        return refused.sum();
    }

    /**
     * How much of the ring is taken by messages that wait for the committer.
     *
     * @return bytes; any thread
     */
    public int size() {
        return ring.size();
    }

    /**
     * How large the ring is.
     *
     * @return bytes
     */
    public int length() {
        return ring.capacity();
    }

    /** Refuses everything from now on, so that the committer can drain what is there and end. */
    public void close() {
        isClosed = true;
    }

    /**
     * Whether the ring was closed.
     *
     * @return true during shutdown
     */
    public boolean isClosed() {
        return isClosed;
    }

    /** Reserves a place for a call; {@link #NO_SLOT} when too many wait. */
    int tryEnter(final PendingCall call) {
        final int first = nextSlot.getAndIncrement();
        for (int i = 0; i < PROBES; i++) {
            final int slot = (first + i) & (MAX_PENDING_CALLS - 1);
            if (calls.get(slot) == null && calls.compareAndSet(slot, null, call)) {
                return slot;
            }
        }
        refused.increment();
        return NO_SLOT;
    }

    static boolean isEntered(final int slot) {
        return slot != NO_SLOT;
    }

    void leave(final int slot) {
        if (slot >= 0) {
            calls.set(slot, null);
        }
    }

    /**
     * Sends a message: claims its place, has it encoded there, and shows it to the committer. A claim that cannot be filled is
     * taken back, so that the ring never stands still.
     *
     * @return false, with nothing done, when the ring is full or closed
     */
    boolean tryOffer(final int messageType, final int slot, final int position, final int length, final RingEncoder encoder) {
        final int index = isClosed
                ? RingBuffer.INSUFFICIENT_CAPACITY
                : ring.tryClaim(messageType, Committer.CORRELATION_LENGTH + length);
        if (index < 0) {
            refused.increment();
            return false;
        }
        boolean isEncoded = false;
        try {
            ring.buffer().putLong(index, correlation(slot, position));
            encoder.encode(ring.buffer(), index + Committer.CORRELATION_LENGTH);
            isEncoded = true;
        } finally {
            if (isEncoded) {
                ring.commit(index);
                wait.wake();
            } else {
                ring.abort(index);
            }
        }
        return true;
    }

    private static long correlation(final int slot, final int position) {
        return (long) slot << Integer.SIZE | position;
    }

    @Override
    public void onAck(final long correlation, final long outcome) {
        final int slot = (int) (correlation >>> Integer.SIZE);
        final PendingCall call = slot == NOBODY ? null : calls.get(slot);
        if (call != null && call.onOutcome((int) correlation, outcome)) {
            // First, so that a continuation that fails keeps no place for ever.
            leave(slot);
            call.complete();
        }
    }

    /**
     * Answers what came in while the ring was being closed, behind the committer's last look: its calls would wait for ever.
     * After the committer's end.
     */
    public void refuseRest() {
        // A read ends where the buffer does, so one is not enough.
        long before;
        do {
            before = ring.consumerPosition();
            ring.read((messageType, buffer, index, length) ->
                    onAck(buffer.getLong(index), Outcome.of(Outcome.UNAVAILABLE, 0)));
        } while (ring.consumerPosition() != before);
    }
}
