package dev.homing.tracking.store;

import static org.agrona.concurrent.ControlledMessageHandler.Action.ABORT;
import static org.agrona.concurrent.ControlledMessageHandler.Action.CONTINUE;

import java.util.Arrays;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * The one writer of the store: drains the ring into one batch, writes it with one sync, makes it visible, then acks all of it.
 *
 * <p>While one batch is being synced the next one gathers in the ring, so that the rate of events does not depend on the rate
 * of syncs. A batch holds messages of one kind: where the kind changes (a price cut between two events) the batch ends, so that
 * the second kind sees the first applied.
 *
 * <p><b>Failure.</b> A message that cannot be applied is answered {@link Outcome#FAILED} and leaves nothing behind. When the disk
 * refuses a batch, all of its messages are answered {@link Outcome#UNAVAILABLE} and so is every later one: what is in memory and
 * what is on disk may differ from then on, and a restart, which reads the disk, is the honest way back.
 */
public final class Committer implements Agent {
    /** Bytes in front of each message in the ring: the correlation of its ack. */
    public static final int CORRELATION_LENGTH = Long.BYTES;
    /** Most messages of a batch. */
    public static final int MAX_BATCH = 8_192;

    /** Gives events their places in the journal; committer thread only. */
    public static final class Sequence {
        private long last;

        private Sequence(final long last) {
            this.last = last;
        }

        long next() {
            return ++last;
        }
    }

    private final Store store;
    private final RingBuffer ring;
    private final AckListener acks;
    private final ErrorHandler errors;
    private final Sequence sequence;
    private final Batch batch;
    private final ControlledMessageHandler handler = this::onMessage;
    private final long[] correlations = new long[MAX_BATCH];
    private final long[] outcomes = new long[MAX_BATCH];
    private Applier[] appliers = new Applier[1];
    private Applier current;
    private int staged;
    private volatile boolean hasFailed;

    /**
     * Creates a committer; {@link #register} what it applies before it runs.
     *
     * @param store  to write
     * @param ring   to drain
     * @param acks   hears of each message
     * @param errors hears of each failure
     */
    public Committer(final Store store, final RingBuffer ring, final AckListener acks, final ErrorHandler errors) {
        this.store = store;
        this.ring = ring;
        this.acks = acks;
        this.errors = errors;
        sequence = new Sequence(store.lastSequence());
        batch = store.newBatch();
    }

    /**
     * The places that this committer gives.
     *
     * @return for appliers
     */
    public Sequence sequence() {
        return sequence;
    }

    /**
     * Adds an applier; before the committer runs.
     *
     * @param applier for one kind of message
     */
    public void register(final Applier applier) {
        final int type = applier.messageType();
        if (type >= appliers.length) {
            appliers = Arrays.copyOf(appliers, type + 1);
        }
        if (appliers[type] != null) {
            throw new IllegalStateException("messageType=" + type + " has an applier");
        }
        appliers[type] = applier;
    }

    /**
     * Whether the disk refused a batch, so that nothing is written any more.
     *
     * @return true until the process restarts; any thread
     */
    public boolean hasFailed() {
        return hasFailed;
    }

    @Override
    public String roleName() {
        return "homing-committer";
    }

    @Override
    public int doWork() {
        final int read = ring.controlledRead(handler, MAX_BATCH);
        if (staged > 0) {
            commit();
        }
        return read;
    }

    private ControlledMessageHandler.Action onMessage(
            final int messageType, final MutableDirectBuffer buffer, final int index, final int length) {
        final Applier applier = messageType < appliers.length ? appliers[messageType] : null;
        if (staged > 0 && applier != current) {
            return ABORT;
        }
        current = applier;
        correlations[staged] = buffer.getLong(index);
        outcomes[staged] = hasFailed
                ? Outcome.of(Outcome.UNAVAILABLE, 0)
                : stage(applier, messageType, buffer, index + CORRELATION_LENGTH, length - CORRELATION_LENGTH);
        staged++;
        return CONTINUE;
    }

    private long stage(
            final Applier applier, final int messageType, final MutableDirectBuffer buffer, final int offset, final int length) {
        batch.mark();
        try {
            if (applier == null) {
                throw new IllegalStateException("messageType=" + messageType + " has no applier");
            }
            final long outcome = applier.stage(buffer, offset, length, batch);
            batch.release();
            return outcome;
        } catch (final RuntimeException e) {
            batch.rollback();
            errors.onError(e);
            return Outcome.of(Outcome.FAILED, 0);
        }
    }

    private void commit() {
        try {
            if (!hasFailed && current != null) {
                current.prepare(batch);
                if (!batch.isEmpty()) {
                    store.write(batch, sequence.last);
                }
                current.committed();
            }
        } catch (final RuntimeException e) {
            hasFailed = true;
            Arrays.fill(outcomes, 0, staged, Outcome.of(Outcome.UNAVAILABLE, 0));
            errors.onError(e);
        } finally {
            batch.clear();
            acknowledge();
        }
    }

    private void acknowledge() {
        final int count = staged;
        staged = 0;
        for (int i = 0; i < count; i++) {
            try {
                acks.onAck(correlations[i], outcomes[i]);
            } catch (final RuntimeException e) {
                errors.onError(e);
            }
        }
    }

    /** Applies and acks what is still in the ring, then frees the batch. Nobody may write to the ring any more. */
    @Override
    public void onClose() {
        // Not until nothing was read: a read that meets just the padding at the ring's end reads nothing and goes on behind it.
        long before;
        do {
            before = ring.consumerPosition();
            doWork();
        } while (ring.consumerPosition() != before);
        batch.close();
    }
}
