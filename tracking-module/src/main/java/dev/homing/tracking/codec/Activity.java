package dev.homing.tracking.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What happened to one property or around one agent, copied out for one reader: the newest events in order of (occurred at,
 * sequence), each as its time and an {@link ActivityRecord}.
 *
 * <p>Made once per thread and filled again for each request. It grows with the largest history that it was filled with, up to its
 * capacity times 32 bytes, and allocates nothing once it has grown. Not for use by several threads.
 */
public final class Activity {
    /** Default of the most events that count. */
    public static final int DEFAULT_MAX_EVENTS = 100_000;

    private static final int LENGTH = Long.BYTES + ActivityRecord.LENGTH;
    private static final int MIN_EVENTS = 256;

    private final int maxEvents;
    /** Newest first, so that an older event never moves the others. */
    private final UnsafeBuffer buffer;
    private int count;
    private boolean isTruncated;

    /** Creates an empty history of the default capacity. */
    public Activity() {
        this(DEFAULT_MAX_EVENTS);
    }

    /**
     * Creates an empty history.
     *
     * @param maxEvents the most events that it can hold, 1 or more
     */
    public Activity(final int maxEvents) {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents=" + maxEvents + ": 1 or more is allowed");
        }
        this.maxEvents = maxEvents;
        buffer = new UnsafeBuffer(new byte[Math.min(maxEvents, MIN_EVENTS) * LENGTH]);
    }

    /**
     * Empties this history.
     *
     * @return this
     */
    public Activity clear() {
        count = 0;
        isTruncated = false;
        return this;
    }

    /**
     * Adds an older event at the front.
     *
     * @param occurredAt of the event, milliseconds since 1970
     * @param source     with its {@link ActivityRecord}
     * @param offset     of the record
     * @return false when there is no room; then this history {@link #isTruncated()}
     */
    public boolean prepend(final long occurredAt, final DirectBuffer source, final int offset) {
        if (count == maxEvents) {
            isTruncated = true;
            return false;
        }
        final int position = count * LENGTH;
        if (position == buffer.capacity()) {
            final byte[] larger = new byte[(int) Math.min(2L * buffer.capacity(), (long) maxEvents * LENGTH)];
            buffer.getBytes(0, larger, 0, position);
            buffer.wrap(larger);
        }
        buffer.putLong(position, occurredAt, LITTLE_ENDIAN);
        buffer.putBytes(position + Long.BYTES, source, offset, ActivityRecord.LENGTH);
        count++;
        return true;
    }

    /**
     * How many events are here.
     *
     * @return 0 or more
     */
    public int count() {
        return count;
    }

    /**
     * Whether older events were left out for lack of room.
     *
     * @return false when all that were wanted are here
     */
    public boolean isTruncated() {
        return isTruncated;
    }

    /**
     * When an event happened.
     *
     * @param i 0 for the oldest
     * @return milliseconds since 1970
     */
    public long occurredAt(final int i) {
        return buffer.getLong((count - 1 - i) * LENGTH, LITTLE_ENDIAN);
    }

    /**
     * The bytes of all records.
     *
     * @return valid at {@link #offset}, until the next event is added
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where the {@link ActivityRecord} of an event is.
     *
     * @param i 0 for the oldest
     * @return offset in {@link #buffer()}
     */
    public int offset(final int i) {
        return (count - 1 - i) * LENGTH + Long.BYTES;
    }
}
