package dev.homing.tracking.store;

import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Goes over the events of one lead, property, agent or session in order of time, either way, by their keys alone: the events
 * themselves stay unread. One thread; sees what was on disk when it was opened.
 */
public final class EventScan implements AutoCloseable {
    private final Store store;
    private final boolean isOldestFirst;
    private final Range[] ranges;
    private Range here;

    /** What the events have in common. */
    public enum By {
        /** The lead, by the id that it goes by. */
        LEAD(Family.TIMELINES, TimelineKey.LEAD_EVENT, TimelineKey.AGENT_EVENT),
        /** The property. */
        PROPERTY(Family.EVENT_INDEX, TimelineKey.BY_PROPERTY),
        /** The agent. */
        AGENT(Family.EVENT_INDEX, TimelineKey.BY_AGENT),
        /** The session. */
        SESSION(Family.EVENT_INDEX, TimelineKey.BY_SESSION);

        private final Family family;
        private final byte firstKind;
        private final byte lastKind;

        By(final Family family, final byte kind) {
            this(family, kind, kind);
        }

        By(final Family family, final byte firstKind, final byte lastKind) {
            this.family = family;
            this.firstKind = firstKind;
            this.lastKind = lastKind;
        }

        Family family() {
            return family;
        }

        byte firstKind() {
            return firstKind;
        }
    }

    /**
     * Opens a scan, which stands before its first event.
     *
     * @param store         to read
     * @param tenant        whose
     * @param by            what the events have in common
     * @param id            UTF-8, of that
     * @param from          the earliest place
     * @param until         behind the latest place
     * @param isOldestFirst the direction
     */
    public EventScan(
            final Store store,
            final int tenant,
            final By by,
            final byte[] id,
            final EventPosition from,
            final EventPosition until,
            final boolean isOldestFirst) {
        this.store = store;
        this.isOldestFirst = isOldestFirst;
        ranges = new Range[by.lastKind - by.firstKind + 1];
        for (int i = 0; i < ranges.length; i++) {
            final byte kind = (byte) (by.firstKind + i);
            ranges[i] = new Range(by.family, key(tenant, id, kind, from), key(tenant, id, kind, until));
        }
    }

    private static byte[] key(final int tenant, final byte[] id, final byte kind, final EventPosition position) {
        final byte[] key = new byte[TimelineKey.MAX_LENGTH];
        return Arrays.copyOf(key, TimelineKey.put(new UnsafeBuffer(key), tenant, new UnsafeBuffer(id), 0, id.length, kind,
                position.occurredAt(), position.sequence()));
    }

    /**
     * Goes to the next event.
     *
     * @return false when there is none
     */
    public boolean next() {
        if (here != null) {
            here.move();
        } else {
            for (final Range range : ranges) {
                range.begin();
            }
        }
        here = null;
        for (final Range range : ranges) {
            if (range.position != null && (here == null || isBefore(range.position, here.position))) {
                here = range;
            }
        }
        return here != null;
    }

    private boolean isBefore(final EventPosition a, final EventPosition b) {
        return isOldestFirst ? a.compareTo(b) < 0 : a.compareTo(b) > 0;
    }

    /**
     * The place of the event that the scan stands at.
     *
     * @return time and sequence
     */
    public EventPosition position() {
        return here.position;
    }

    /**
     * The type of the event that the scan stands at.
     *
     * @return code of an {@link dev.homing.tracking.EventType}
     */
    public int typeCode() {
        return here.typeCode();
    }

    @Override
    public void close() {
        for (final Range range : ranges) {
            range.close();
        }
    }

    /** The keys of one kind, which lie together. */
    private final class Range {
        private final Family family;
        private final Slice lower;
        private final Slice upper;
        private final ReadOptions options;
        private final RocksIterator iterator;
        private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
        private EventPosition position;

        Range(final Family family, final byte[] from, final byte[] until) {
            this.family = family;
            lower = new Slice(from);
            upper = new Slice(until);
            options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
            iterator = store.iterator(family, options);
        }

        void begin() {
            if (isOldestFirst) {
                iterator.seekToFirst();
            } else {
                iterator.seekToLast();
            }
            settle();
        }

        void move() {
            if (isOldestFirst) {
                iterator.next();
            } else {
                iterator.prev();
            }
            settle();
        }

        private void settle() {
            if (iterator.isValid()) {
                key.wrap(iterator.key());
                position = new EventPosition(TimelineKey.occurredAt(key), TimelineKey.sequence(key));
                return;
            }
            position = null;
            try {
                iterator.status();
            } catch (final RocksDBException e) {
                throw store.failure("read", e);
            }
        }

        int typeCode() {
            final byte[] value = iterator.value();
            if (value.length != (family == Family.TIMELINES ? TimelineRecord.LENGTH : ActivityRecord.LENGTH)) {
                throw new StoreException(StoreException.Reason.CORRUPT,
                        "An entry of the events in " + store.folder() + " has " + value.length + " bytes", null);
            }
            return family == Family.TIMELINES
                    ? TimelineRecord.typeCode(new UnsafeBuffer(value), 0) : value[ActivityRecord.TYPE_FIELD_OFFSET];
        }

        void close() {
            iterator.close();
            options.close();
            upper.close();
            lower.close();
        }
    }
}
