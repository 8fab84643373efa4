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
    private int leadBegin;
    private int leadCount;
    private int agentBegin;
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
        leadBegin = 0;
        leadCount = 0;
        agentBegin = 0;
        agentCount = 0;
        return this;
    }

    /**
     * Makes room for bytes that the caller writes straight into {@link #records()}, and then says by {@link #frame} what they
     * are. Meanwhile nothing may be asked of this history.
     *
     * @param length in bytes
     * @return {@link #records()} from now on, at least as long; what was there is lost
     */
    public byte[] reserve(final int length) {
        clear();
        if (length > records.length) {
            records = new byte[Math.max(length, 2 * records.length)];
            buffer.wrap(records);
        }
        return records;
    }

    /**
     * Says where in {@link #records()} the events lie that the caller has written there.
     *
     * @param leadOffset  of the oldest lead event, in bytes
     * @param leadEvents  how many there are, one behind the other
     * @param agentOffset of the oldest agent event, in bytes, not before the end of the lead events
     * @param agentEvents how many there are, one behind the other
     * @return this
     */
    public LeadHistory frame(final int leadOffset, final int leadEvents, final int agentOffset, final int agentEvents) {
        if (leadOffset < 0 || leadEvents < 0 || agentEvents < 0
                || agentOffset - leadOffset < (long) leadEvents * TimelineRecord.LENGTH
                || records.length - agentOffset < (long) agentEvents * TimelineRecord.LENGTH) {
            throw new IllegalArgumentException("leadOffset=" + leadOffset + ", leadEvents=" + leadEvents + ", agentOffset="
                    + agentOffset + ", agentEvents=" + agentEvents + ", records.length=" + records.length);
        }
        leadBegin = leadOffset;
        leadCount = leadEvents;
        agentBegin = agentOffset;
        agentCount = agentEvents;
        return this;
    }

    /**
     * Leaves out what happened before or after a period.
     *
     * @param fromMs  begin of the period, milliseconds since 1970
     * @param untilMs its last millisecond
     * @return this
     */
    public LeadHistory retain(final long fromMs, final long untilMs) {
        final int leadFirst = countBefore(leadBegin, leadCount, fromMs);
        leadCount = Math.max(leadFirst, leadCountAsOf(untilMs)) - leadFirst;
        leadBegin += leadFirst * TimelineRecord.LENGTH;
        final int agentFirst = countBefore(agentBegin, agentCount, fromMs);
        agentCount = Math.max(agentFirst, agentCountAsOf(untilMs)) - agentFirst;
        agentBegin += agentFirst * TimelineRecord.LENGTH;
        return this;
    }

    private int countBefore(final int begin, final int count, final long atMs) {
        return atMs == Long.MIN_VALUE ? 0 : countAsOf(begin, count, atMs - 1);
    }

    /**
     * Adds a newer lead event at the end, before there are agent events.
     *
     * @param source with the record
     * @param offset of the record
     * @throws IllegalStateException when there are {@link #MAX_EVENTS} already
     */
    public void appendLead(final DirectBuffer source, final int offset) {
        appendLead(source, offset, 1);
    }

    /**
     * Adds newer lead events at the end, before there are agent events.
     *
     * @param source with the records, one behind the other
     * @param offset of the first of them
     * @param count  how many there are
     * @throws IllegalStateException when there would be more than {@link #MAX_EVENTS}
     */
    public void appendLead(final DirectBuffer source, final int offset, final int count) {
        if (agentCount > 0) {
            throw new IllegalStateException("agentCount=" + agentCount + ": lead events come before agent events");
        }
        append(leadBegin + leadCount * TimelineRecord.LENGTH, source, offset, count);
        leadCount += count;
        agentBegin = leadBegin + leadCount * TimelineRecord.LENGTH;
    }

    /**
     * Adds a newer agent event at the end.
     *
     * @param source with the record
     * @param offset of the record
     * @throws IllegalStateException when there are {@link #MAX_EVENTS} already
     */
    public void appendAgent(final DirectBuffer source, final int offset) {
        appendAgent(source, offset, 1);
    }

    /**
     * Adds newer agent events at the end.
     *
     * @param source with the records, one behind the other
     * @param offset of the first of them
     * @param count  how many there are
     * @throws IllegalStateException when there would be more than {@link #MAX_EVENTS}
     */
    public void appendAgent(final DirectBuffer source, final int offset, final int count) {
        append(agentBegin + agentCount * TimelineRecord.LENGTH, source, offset, count);
        agentCount += count;
    }

    private void append(final int end, final DirectBuffer source, final int offset, final int count) {
        final int length = count * TimelineRecord.LENGTH;
        if (length > buffer.capacity() - end) {
            grow((long) end + length);
        }
        buffer.putBytes(end, source, offset, length);
    }

    private void grow(final long needed) {
        long length = records.length;
        while (length < needed) {
            length *= 2;
        }
        if (length > (long) MAX_EVENTS * TimelineRecord.LENGTH) {
            throw new IllegalStateException("a lead has more than " + MAX_EVENTS + " events");
        }
        records = Arrays.copyOf(records, (int) length);
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
        return leadBegin + i * TimelineRecord.LENGTH;
    }

    /**
     * Where an agent event is.
     *
     * @param i 0 for the oldest
     * @return offset in {@link #buffer()}
     */
    public int agentOffset(final int i) {
        return agentBegin + i * TimelineRecord.LENGTH;
    }

    /**
     * How many lead events had happened at an instant.
     *
     * @param asOfMs the instant, milliseconds since 1970; an event of that very instant had
     * @return 0 to {@link #leadCount()}
     */
    public int leadCountAsOf(final long asOfMs) {
        return countAsOf(leadBegin, leadCount, asOfMs);
    }

    /**
     * How many agent events had happened at an instant.
     *
     * @param asOfMs the instant, milliseconds since 1970; an event of that very instant had
     * @return 0 to {@link #agentCount()}
     */
    public int agentCountAsOf(final long asOfMs) {
        return countAsOf(agentBegin, agentCount, asOfMs);
    }

    private int countAsOf(final int begin, final int count, final long asOfMs) {
        // Most that is asked about lies within the period that was read.
        if (count == 0 || occurredAt(begin, 0) > asOfMs) {
            return 0;
        }
        if (occurredAt(begin, count - 1) <= asOfMs) {
            return count;
        }
        int low = 1;
        int high = count - 1;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (occurredAt(begin, middle) <= asOfMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long occurredAt(final int begin, final int i) {
        return RecordFields.occurredAt(records, begin + i * TimelineRecord.LENGTH);
    }
}
