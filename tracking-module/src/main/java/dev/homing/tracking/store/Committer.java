package dev.homing.tracking.store;

import static org.agrona.concurrent.ControlledMessageHandler.Action.ABORT;
import static org.agrona.concurrent.ControlledMessageHandler.Action.CONTINUE;

import java.util.Arrays;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * The one writer of the store: drains the ring into one batch, writes it with one sync, makes it visible, then acks all of it.
 *
 * <p>While one batch is being synced the next one gathers in the ring, so that the rate of events does not depend on the rate
 * of syncs. A batch holds messages of one kind: where the kind changes (a price cut between two events) the batch ends, so that
 * the second kind sees the first applied. Where an applier says so, each message is a batch.
 *
 * <p><b>Failure.</b> A message that cannot be applied is answered {@link Outcome#FAILED} and leaves nothing behind.
 *
 * <p>When the disk refuses a batch, the committer is suspended: the messages of the batch, and all that come meanwhile, are
 * answered {@link Outcome#UNAVAILABLE}, which says that they may or may not be recorded. The batch is kept, not undone, and is
 * written again every second until the disk takes it; then everything goes on. So appliers need no way back: what they hold in
 * memory for the batch becomes true as soon as the disk does. Whoever was told UNAVAILABLE sends the same id again and gets
 * {@link Outcome#DUPLICATE} if the batch made it. What comes meanwhile is not looked at, because it would build on what the disk
 * does not have.
 *
 * <p>When an applier fails for a whole batch, or with an {@link Error}, memory and disk may differ. Then every message is
 * answered {@link Outcome#UNAVAILABLE} for good, and a restart, which reads the disk, is the honest way back.
 */
public final class Committer implements Agent {
    /** Bytes in front of each message in the ring: the correlation of its ack. */
    public static final int CORRELATION_LENGTH = Long.BYTES;
    /** Most messages of a batch. */
    public static final int MAX_BATCH = 8_192;
    /** How long a batch that the disk refused waits for the next attempt. */
    public static final long RETRY_INTERVAL_NS = 1_000_000_000L;

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

    private final BatchWriter writer;
    private final RingBuffer ring;
    private final AckListener acks;
    private final ErrorHandler errors;
    private final NanoClock clock;
    private final CommitterCounters counters = new CommitterCounters();
    private final Sequence sequence;
    private final Batch batch;
    private final ControlledMessageHandler handler = this::onMessage;
    private final long[] correlations = new long[MAX_BATCH];
    private final long[] outcomes = new long[MAX_BATCH];
    private Applier[] appliers = new Applier[1];
    private Applier current;
    private int staged;
    /** Of the batch, also while it is kept: it is counted when the disk has it. */
    private int batchMessages;
    private int batchRecorded;
    private int batchDuplicates;
    private long retryAtNs;
    private volatile CommitterState state = CommitterState.WRITING;

    /**
     * Creates a committer; {@link #register} what it applies before it runs.
     *
     * @param store  to write
     * @param ring   to drain
     * @param acks   hears of each message
     * @param errors hears of each failure
     */
    public Committer(final Store store, final RingBuffer ring, final AckListener acks, final ErrorHandler errors) {
        this(store, store, ring, acks, errors, SystemNanoClock.INSTANCE);
    }

    /**
     * Creates a committer that writes through something else than the store, and has a clock of its own.
     *
     * @param store  that the batches are for
     * @param writer takes the batches
     * @param ring   to drain
     * @param acks   hears of each message
     * @param errors hears of each failure
     * @param clock  of the time that writes take and of the pause between two attempts
     */
    public Committer(
            final Store store,
            final BatchWriter writer,
            final RingBuffer ring,
            final AckListener acks,
            final ErrorHandler errors,
            final NanoClock clock) {
        this.writer = writer;
        this.ring = ring;
        this.acks = acks;
        this.errors = errors;
        this.clock = clock;
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
     * Whether it writes, and if not, why.
     *
     * @return the state of this moment; any thread
     */
    public CommitterState state() {
        return state;
    }

    /**
     * What it did so far.
     *
     * @return live; any thread
     */
    public CommitterCounters counters() {
        return counters;
    }

    @Override
    public String roleName() {
        return "homing-committer";
    }

    @Override
    public int doWork() {
        final int attempts = state.isSuspended() && clock.nanoTime() - retryAtNs >= 0 ? writeKept() : 0;
        try {
            ring.controlledRead(handler, MAX_BATCH);
        } catch (final RuntimeException | Error e) {
            failForGood(e);
        }
        final int read = staged;
        if (read > 0) {
            commit();
        }
        return attempts + read;
    }

    private ControlledMessageHandler.Action onMessage(
            final int messageType, final MutableDirectBuffer buffer, final int index, final int length) {
        if (state.isRunning()) {
            final Applier applier = messageType < appliers.length ? appliers[messageType] : null;
            if (staged > 0 && (applier != current || isAlone(applier))) {
                return ABORT;
            }
            current = applier;
        }
        // Counted before it is applied: a message that ends with an Error is taken from the ring, and is acked all the same.
        final int position = staged++;
        correlations[position] = buffer.getLong(index);
        if (state.isRunning()) {
            outcomes[position] =
                    stage(current, messageType, buffer, index + CORRELATION_LENGTH, length - CORRELATION_LENGTH);
        }
        return CONTINUE;
    }

    private static boolean isAlone(final Applier applier) {
        return applier != null && applier.isAlone();
    }

    private long stage(
            final Applier applier, final int messageType, final MutableDirectBuffer buffer, final int offset, final int length) {
        batch.mark();
        try {
            if (applier == null) {
                throw new IllegalStateException("messageType=" + messageType + " has no applier");
            }
            return applier.stage(buffer, offset, length, batch);
        } catch (final RuntimeException e) {
            batch.rollback();
            errors.onError(e);
            return Outcome.of(Outcome.FAILED, 0);
        }
    }

    private void commit() {
        if (state.isRunning()) {
            try {
                countBatch();
                if (current != null) {
                    current.prepare(batch);
                }
                write();
            } catch (final RuntimeException | Error e) {
                failForGood(e);
            }
        }
        if (!state.isRunning()) {
            Arrays.fill(outcomes, 0, staged, state.refusal());
            counters.onUnavailable(staged);
        }
        acknowledge();
    }

    private void countBatch() {
        batchMessages = staged;
        batchRecorded = 0;
        batchDuplicates = 0;
        for (int i = 0; i < staged; i++) {
            final int code = Outcome.code(outcomes[i]);
            batchRecorded += code == Outcome.RECORDED || code == Outcome.UPDATED ? 1 : 0;
            batchDuplicates += code == Outcome.DUPLICATE ? 1 : 0;
        }
    }

    private int writeKept() {
        try {
            write();
        } catch (final RuntimeException | Error e) {
            failForGood(e);
        }
        return 1;
    }

    /** Writes the batch and makes it visible; if the disk refuses, keeps it for later. */
    private void write() {
        if (!batch.isEmpty()) {
            final long beginNs = clock.nanoTime();
            try {
                writer.write(batch, sequence.last);
            } catch (final StoreException e) {
                counters.onFailedWrite();
                suspend(e);
                return;
            }
            counters.onSync(clock.nanoTime() - beginNs);
        }
        if (current != null) {
            current.committed();
        }
        batch.clear();
        counters.onBatch(batchMessages, batchRecorded, batchDuplicates);
        state = CommitterState.WRITING;
    }

    private void suspend(final StoreException failure) {
        final CommitterState.Kind kind = switch (failure.reason()) {
            case FULL -> CommitterState.Kind.DISK_FULL;
            case IO -> CommitterState.Kind.DISK_FAILED;
            default -> throw failure;
        };
        retryAtNs = clock.nanoTime() + RETRY_INTERVAL_NS;
        if (state.kind() != kind) {
            // Not for each attempt: a disk that is full for a night would fill the log.
            state = new CommitterState(kind, failure.getMessage());
            errors.onError(failure);
        }
    }

    /**
     * Also for an Error, which is not thrown on: that would end the thread, and the calls whose messages are in the ring would
     * wait for ever.
     */
    private void failForGood(final Throwable failure) {
        if (state.kind() != CommitterState.Kind.FAILED) {
            state = new CommitterState(CommitterState.Kind.FAILED, failure.toString());
            batch.clear();
        }
        errors.onError(failure);
    }

    private void acknowledge() {
        final int count = staged;
        staged = 0;
        for (int i = 0; i < count; i++) {
            try {
                acks.onAck(correlations[i], outcomes[i]);
            } catch (final RuntimeException | Error e) {
                // Whatever became of one call, the others must hear.
                errors.onError(e);
            }
        }
    }

    /**
     * Applies and acks what is still in the ring, then frees the batch; a batch that the disk refused gets a last attempt first.
     * Nobody may write to the ring any more.
     */
    @Override
    public void onClose() {
        try {
            if (state.isSuspended()) {
                writeKept();
            }
            // Not until nothing was read: a read that meets just the padding at the ring's end reads nothing and goes on
            // behind it.
            long before;
            do {
                before = ring.consumerPosition();
                doWork();
            } while (ring.consumerPosition() != before);
        } finally {
            batch.close();
        }
    }
}
