package dev.homing.tracking.store;

import dev.homing.tracking.codec.OutcomeMessage;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/**
 * Writes down how events turned out. The value of each {@link Outcome} is the time of the outcome as it is held.
 *
 * <p>A message that says no time leaves the time that is held for this kind alone, so that saying the same again changes nothing
 * whenever it is said; the first one counts from its receipt. What an outcome was worth is always what was said last, so leaving
 * the value out takes it back.
 */
public final class OutcomeApplier implements Applier {
    private final RequestIds eventIds;
    private final StagedValues outcomes;
    private final OutcomeMessage message = new OutcomeMessage();

    /**
     * Creates an applier.
     *
     * @param store to find events and earlier outcomes in
     */
    public OutcomeApplier(final Store store) {
        eventIds = new RequestIds(store, EventApplier.REQUEST_KIND);
        outcomes = new StagedValues(store, Family.OUTCOMES);
    }

    @Override
    public int messageType() {
        return OutcomeMessage.TEMPLATE_ID;
    }

    @Override
    public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
        message.wrap(buffer, offset, length);
        // Never in the batch that is being made: one of outcomes has no events.
        final long sequence = eventIds.find(message.tenant(), buffer, message.eventIdOffset(), message.eventIdLength());
        if (sequence == RequestIds.UNSEEN) {
            return Outcome.of(Outcome.NOT_FOUND, 0);
        }
        final byte[] key = EventOutcomes.key(message.tenant(), sequence, message.kind());
        final byte[] before = outcomes.find(key);
        final long occurredAt = occurredAt(before);
        final byte[] after = EventOutcomes.value(occurredAt, message.value());
        if (Arrays.equals(before, after)) {
            return Outcome.of(Outcome.DUPLICATE, occurredAt);
        }
        outcomes.stage(key, after, batch);
        return Outcome.of(before == null ? Outcome.RECORDED : Outcome.UPDATED, occurredAt);
    }

    private long occurredAt(final byte[] before) {
        if (message.occurredAt() != OutcomeMessage.NOT_GIVEN) {
            return message.occurredAt();
        }
        return before == null ? message.receivedAt() : EventOutcomes.occurredAt(before);
    }

    @Override
    public void prepare(final Batch batch) {
    }

    @Override
    public void committed() {
        outcomes.committed();
    }
}
