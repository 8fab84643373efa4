package dev.homing.tracking.codec;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A lead's recent events, copied out for one reader: the newest lead events and, apart from them, the newest agent events, each
 * oldest first in order of (occurred at, sequence), as {@link TimelineRecord}s.
 *
 * <p>Made once per thread and filled again for each request; filling allocates nothing. Not for use by several threads.
 */
public final class Timeline {
    /** Default of the most lead events that count. */
    public static final int DEFAULT_MAX_LEAD_EVENTS = 512;
    /** Default of the most agent events that count. */
    public static final int DEFAULT_MAX_AGENT_EVENTS = 64;
    /** What {@link #droppedAt()} says when nothing was left out. */
    public static final long NOTHING_DROPPED = Long.MIN_VALUE;

    private final byte[] records;
    private final UnsafeBuffer buffer;
    private final int maxLeadEvents;
    private final int maxAgentEvents;
    private int leadStart;
    private int agentStart;
    private long droppedAt;

    /** Creates an empty timeline of the default capacity. */
    public Timeline() {
        this(DEFAULT_MAX_LEAD_EVENTS, DEFAULT_MAX_AGENT_EVENTS);
    }

    /**
     * Creates an empty timeline.
     *
     * @param maxLeadEvents  the most lead events that it can hold, 1 or more
     * @param maxAgentEvents the most agent events that it can hold, 0 or more
     */
    public Timeline(final int maxLeadEvents, final int maxAgentEvents) {
        if (maxLeadEvents < 1 || maxAgentEvents < 0) {
            throw new IllegalArgumentException(
                    "maxLeadEvents=" + maxLeadEvents + " (1 or more), maxAgentEvents=" + maxAgentEvents + " (0 or more)");
        }
        this.maxLeadEvents = maxLeadEvents;
        this.maxAgentEvents = maxAgentEvents;
        records = new byte[(maxLeadEvents + maxAgentEvents) * TimelineRecord.LENGTH];
        buffer = new UnsafeBuffer(records);
        leadStart = maxLeadEvents;
        agentStart = maxLeadEvents + maxAgentEvents;
        droppedAt = NOTHING_DROPPED;
    }

    /**
     * Empties this timeline.
     *
     * @return this
     */
    public Timeline clear() {
        return resize(0, 0);
    }

    /**
     * Makes room for a number of records, which the caller then writes at {@link #leadOffset} and {@link #agentOffset}.
     *
     * @param leadCount  0 to {@link #maxLeadEvents()}
     * @param agentCount 0 to {@link #maxAgentEvents()}
     * @return this
     */
    public Timeline resize(final int leadCount, final int agentCount) {
        if (leadCount < 0 || leadCount > maxLeadEvents || agentCount < 0 || agentCount > maxAgentEvents) {
            throw new IllegalArgumentException("leadCount=" + leadCount + ", agentCount=" + agentCount);
        }
        leadStart = maxLeadEvents - leadCount;
        agentStart = maxLeadEvents + maxAgentEvents - agentCount;
        droppedAt = NOTHING_DROPPED;
        return this;
    }

    /**
     * Adds an older lead event at the front.
     *
     * @param source with the record
     * @param offset of the record
     * @return false, with nothing done, when there is no room
     */
    public boolean prependLead(final DirectBuffer source, final int offset) {
        if (leadStart == 0) {
            return false;
        }
        leadStart--;
        buffer.putBytes(leadStart * TimelineRecord.LENGTH, source, offset, TimelineRecord.LENGTH);
        return true;
    }

    /**
     * Adds an older agent event at the front.
     *
     * @param source with the record
     * @param offset of the record
     * @return false, with nothing done, when there is no room
     */
    public boolean prependAgent(final DirectBuffer source, final int offset) {
        if (agentStart == maxLeadEvents) {
            return false;
        }
        agentStart--;
        buffer.putBytes(agentStart * TimelineRecord.LENGTH, source, offset, TimelineRecord.LENGTH);
        return true;
    }

    /**
     * The bytes of all records.
     *
     * @return valid at {@link #leadOffset} and {@link #agentOffset}
     */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /**
     * The bytes of {@link #buffer()}, of which {@link RecordFields} reads faster.
     *
     * @return valid at the same offsets; not to be written to
     */
    public byte[] records() {
        return records;
    }

    /**
     * How many lead events are here.
     *
     * @return 0 to {@link #maxLeadEvents()}
     */
    public int leadCount() {
        return maxLeadEvents - leadStart;
    }

    /**
     * How many agent events are here.
     *
     * @return 0 to {@link #maxAgentEvents()}
     */
    public int agentCount() {
        return maxLeadEvents + maxAgentEvents - agentStart;
    }

    /**
     * Where a lead event is.
     *
     * @param i 0 for the oldest
     * @return offset in {@link #buffer()}
     */
    public int leadOffset(final int i) {
        return (leadStart + i) * TimelineRecord.LENGTH;
    }

    /**
     * Where an agent event is.
     *
     * @param i 0 for the oldest
     * @return offset in {@link #buffer()}
     */
    public int agentOffset(final int i) {
        return (agentStart + i) * TimelineRecord.LENGTH;
    }

    /**
     * Capacity for lead events.
     *
     * @return 1 or more
     */
    public int maxLeadEvents() {
        return maxLeadEvents;
    }

    /**
     * Capacity for agent events.
     *
     * @return 0 or more
     */
    public int maxAgentEvents() {
        return maxAgentEvents;
    }

    /**
     * When the newest lead event happened that did not find room here.
     *
     * @return milliseconds since 1970, {@link #NOTHING_DROPPED} when all are here
     */
    public long droppedAt() {
        return droppedAt;
    }

    /**
     * Says that lead events were left out.
     *
     * @param droppedAt when the newest of them happened
     */
    public void droppedAt(final long droppedAt) {
        this.droppedAt = droppedAt;
    }
}
