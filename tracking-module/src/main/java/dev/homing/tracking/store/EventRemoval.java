package dev.homing.tracking.store;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stages the removal of events from everywhere: timeline and its seal, journal, personal details, indexes, ids, outcomes. Erasure
 * and retention share it. What is removed is named by a range of timeline keys of one lead, so that a repeated removal finds
 * nothing and changes nothing. Committer thread only.
 */
public final class EventRemoval {
    /** The most events of one removal. */
    public static final int MAX_EVENTS = 4_000;

    private static final int JOURNAL_KEY_LENGTH = Integer.BYTES + Long.BYTES;
    // The counts travel in an outcome's 56 bits. An event has at most 3 entries in the indexes and one outcome of each kind.
    private static final int EVENT_BITS = 12;
    private static final int INDEX_BITS = 14;
    private static final int PERSONAL_SHIFT = EVENT_BITS;
    private static final int INDEX_SHIFT = PERSONAL_SHIFT + EVENT_BITS;
    private static final int OUTCOME_SHIFT = INDEX_SHIFT + INDEX_BITS;

    private final Store store;
    private final EventFlyweight event = new EventFlyweight();
    private long events;
    private long personal;
    private long indexEntries;
    private long outcomes;

    EventRemoval(final Store store) {
        this.store = store;
    }

    /**
     * How many events were removed; each had one record in a timeline and one id.
     *
     * @param outcome of a removal
     * @return 0 or more
     */
    public static int events(final long outcome) {
        return (int) Outcome.value(outcome) & (1 << EVENT_BITS) - 1;
    }

    /**
     * How many of the events had personal details.
     *
     * @param outcome of a removal
     * @return 0 or more
     */
    public static int personal(final long outcome) {
        return (int) (Outcome.value(outcome) >>> PERSONAL_SHIFT) & (1 << EVENT_BITS) - 1;
    }

    /**
     * How many entries of the indexes were removed.
     *
     * @param outcome of a removal
     * @return 0 or more
     */
    public static int indexEntries(final long outcome) {
        return (int) (Outcome.value(outcome) >>> INDEX_SHIFT) & (1 << INDEX_BITS) - 1;
    }

    /**
     * How many outcomes of events were removed.
     *
     * @param outcome of a removal
     * @return 0 or more
     */
    public static int outcomes(final long outcome) {
        return (int) (Outcome.value(outcome) >>> OUTCOME_SHIFT);
    }

    static byte[] journalKey(final int tenant, final long sequence) {
        return ByteBuffer.allocate(JOURNAL_KEY_LENGTH).putInt(tenant).putLong(sequence).array();
    }

    /** Stages the removal of the events from one timeline key to another. */
    long removeRange(final int tenant, final byte[] first, final byte[] last, final Batch batch) {
        events = 0;
        personal = 0;
        indexEntries = 0;
        outcomes = 0;
        final int leadEnd = TimelineKey.leadOffset() + TimelineKey.leadLength(new UnsafeBuffer(first));
        if (!Arrays.equals(first, 0, leadEnd, last, 0, Math.min(leadEnd, last.length))) {
            throw new IllegalArgumentException("the records of a removal belong to several leads");
        }
        long oldestAt = Long.MAX_VALUE;
        try (Cursor records = store.cursor(Family.TIMELINES); Cursor outcomeKeys = store.cursor(Family.OUTCOMES)) {
            for (boolean is = records.seek(first); is && !records.isBehind(last) && events < MAX_EVENTS; is = records.next()) {
                remove(tenant, TimelineKey.sequence(records.key()), outcomeKeys, batch);
                batch.key().putBytes(0, records.key(), 0, records.key().capacity());
                batch.delete(Family.TIMELINES, records.key().capacity());
                oldestAt = Math.min(oldestAt, TimelineKey.occurredAt(records.key()));
                events++;
            }
        }
        final int leadOffset = TimelineKey.leadOffset();
        store.seals().onChange(tenant, oldestAt, new UnsafeBuffer(first), leadOffset, leadEnd - leadOffset, batch);
        return Outcome.of(Outcome.UPDATED,
                outcomes << OUTCOME_SHIFT | indexEntries << INDEX_SHIFT | personal << PERSONAL_SHIFT | events);
    }

    /** Stages the removal of one event from everywhere but its timeline. */
    private void remove(final int tenant, final long sequence, final Cursor outcomeKeys, final Batch batch) {
        final byte[] key = journalKey(tenant, sequence);
        final byte[] bytes = store.get(Family.EVENTS, key);
        batch.key().putBytes(0, key);
        batch.delete(Family.EVENTS, key.length);
        batch.delete(Family.PERSONAL, key.length);
        // A damaged event is no reason to keep it.
        if (bytes != null && EventFlyweight.isWellFormed(new UnsafeBuffer(bytes), 0, bytes.length)) {
            event.wrap(new UnsafeBuffer(bytes), 0);
            personal += event.personalCount() > 0 ? 1 : 0;
            removeIndexEntry(tenant, Text.PROPERTY_ID, TimelineKey.BY_PROPERTY, sequence, batch);
            removeIndexEntry(tenant, Text.AGENT_ID, TimelineKey.BY_AGENT, sequence, batch);
            removeIndexEntry(tenant, Text.SESSION_ID, TimelineKey.BY_SESSION, sequence, batch);
            batch.delete(Family.REQUEST_IDS, RequestIds.putKey(batch.key(), tenant, EventApplier.REQUEST_KIND, event.buffer(),
                    event.textOffset(Text.EVENT_ID), event.textLength(Text.EVENT_ID)));
        }
        for (boolean is = outcomeKeys.seek(key); is && outcomeKeys.isAt(key); is = outcomeKeys.next()) {
            batch.key().putBytes(0, outcomeKeys.key(), 0, outcomeKeys.key().capacity());
            batch.delete(Family.OUTCOMES, outcomeKeys.key().capacity());
            outcomes++;
        }
    }

    private void removeIndexEntry(final int tenant, final Text text, final byte kind, final long sequence, final Batch batch) {
        final int length = event.textLength(text);
        if (length > 0) {
            batch.delete(Family.EVENT_INDEX, TimelineKey.put(
                    batch.key(), tenant, event.buffer(), event.textOffset(text), length, kind, event.occurredAt(), sequence));
            indexEntries++;
        }
    }
}
