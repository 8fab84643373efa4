package dev.homing.tracking.codec;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All events of a lead, of which a {@link Timeline} has only the newest: the lead events and, behind them, the agent events, each
 * oldest first in order of (occurred at, sequence), as {@link TimelineRecord}s. The timeline as of any instant is a stretch of
 * either, so that a lead is read once however many instants are asked about.
 *
 * <p>Made once per thread and filled again for each lead; grows to the longest history that it met, 64 bytes an event. Not for
 * use by several threads.
 */
public final class LeadHistory {
    /** The most events that a history can hold. */
    public static final int MAX_EVENTS = (1 << 30) / TimelineRecord.LENGTH;

    private static final int INITIAL_EVENTS = 1_024;

    private final UnsafeBuffer buffer = new UnsafeBuffer();
    private byte[] records = new byte[INITIAL_EVENTS * TimelineRecord.LENGTH];
    private int leadCount;
    private int agentCount;

    /** Creates an empty history. */
    public LeadHistory() {
        buffer.wrap(records);
    }

    /**
     * Empties this history.
     *
     * @return this
     */
    public LeadHistory clear() {
        leadCount = 0;
        agentCount = 0;
        return this;
    }

    /**
     * Adds a newer lead event at the end, before there are agent events.
     *
     * @param source with the record
     * @param offset of the record
     * @throws IllegalStateException when there are {@link #MAX_EVENTS} already
     */
    public void appendLead(final DirectBuffer source, final int offset) {
        if (agentCount > 0) {
            throw new IllegalStateException("agentCount=" + agentCount + ": lead events come before agent events");
        }
        append(source, offset);
        leadCount++;
    }

    /**
     * Adds a newer agent event at the end.
     *
     * @param source with the record
     * @param offset of the record
     * @throws IllegalStateException when there are {@link #MAX_EVENTS} already
     */
    public void appendAgent(final DirectBuffer source, final int offset) {
        append(source, offset);
        agentCount++;
    }

    private void append(final DirectBuffer source, final int offset) {
        final int end = (leadCount + agentCount) * TimelineRecord.LENGTH;
        if (end == buffer.capacity()) {
            grow();
        }
        buffer.putBytes(end, source, offset, TimelineRecord.LENGTH);
    }

    private void grow() {
        final int events = buffer.capacity() / TimelineRecord.LENGTH;
        if (events == MAX_EVENTS) {
            throw new IllegalStateException("a lead has more than " + MAX_EVENTS + " events");
        }
        records = Arrays.copyOf(records, 2 * records.length);
        buffer.wrap(records);
    }

    /**
     * The bytes of all records.
     *
     * @return valid at {@link #leadOffset} and {@link #agentOffset} until an event is added
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * The bytes of {@link #buffer()}, of which {@link RecordFields} reads faster.
     *
     * @return valid at the same offsets until an event is added; not to be written to
     */
    public byte[] records() {
        return records;
    }

    /**
     * How many lead events are here.
     *
     * @return 0 or more
     */
    public int leadCount() {
        return leadCount;
    }

    /**
     * How many agent events are here.
     *
     * @return 0 or more
     */
    public int agentCount() {
        return agentCount;
    }

    /**
     * Where a lead event is.
     *
     * @param i 0 for the oldest
     * @return offset in {@link #buffer()}
     */
    public int leadOffset(final int i) {
        return i * TimelineRecord.LENGTH;
    }

    /**
     * Where an agent event is.
     *
     * @param i 0 for the oldest
     * @return offset in {@link #buffer()}
     */
    public int agentOffset(final int i) {
        return (leadCount + i) * TimelineRecord.LENGTH;
    }

    /**
     * How many lead events had happened at an instant.
     *
     * @param asOfMs the instant, milliseconds since 1970; an event of that very instant had
     * @return 0 to {@link #leadCount()}
     */
    public int leadCountAsOf(final long asOfMs) {
        return countAsOf(0, leadCount, asOfMs);
    }

    /**
     * How many agent events had happened at an instant.
     *
     * @param asOfMs the instant, milliseconds since 1970; an event of that very instant had
     * @return 0 to {@link #agentCount()}
     */
    public int agentCountAsOf(final long asOfMs) {
        return countAsOf(leadCount, agentCount, asOfMs);
    }

    private int countAsOf(final int first, final int count, final long asOfMs) {
        int low = 0;
        int high = count;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (TimelineRecord.occurredAt(buffer, (first + middle) * TimelineRecord.LENGTH) <= asOfMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
