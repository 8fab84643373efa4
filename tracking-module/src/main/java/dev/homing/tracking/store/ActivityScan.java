package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.Activity;
import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.store.EventScan.By;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Reads what happened to a property, around an agent or in a session out of the index of events: the events themselves stay
 * unread. What is being erased is still there; {@link LeadRoots} tells, asked for after the reading.
 *
 * <p>One leap, then one step back for each event; a step allocates nothing. One instance belongs to one thread.
 */
public final class ActivityScan {
    private final Store store;
    private final ByteBuffer keyBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer key = new UnsafeBuffer(keyBytes);
    private final ByteBuffer valueBytes = ByteBuffer.allocateDirect(ActivityRecord.LENGTH);
    private final UnsafeBuffer value = new UnsafeBuffer(valueBytes);

    /**
     * Creates a reader.
     *
     * @param store to read
     */
    public ActivityScan(final Store store) {
        this.store = store;
    }

    /**
     * Reads the newest events of a span of time; waits for the disk.
     *
     * @param tenant  whose
     * @param by      what the events have in common; any but the lead
     * @param id      UTF-8, of that, all of it
     * @param afterMs behind this instant
     * @param untilMs up to this instant, itself included
     * @param into    emptied, then filled
     * @throws StoreException {@code CORRUPT} when an entry is not what it has to be, {@code IO} when the disk fails
     */
    public void read(
            final int tenant,
            final By by,
            final DirectBuffer id,
            final long afterMs,
            final long untilMs,
            final Activity into) {
        if (by.family() != Family.EVENT_INDEX) {
            throw new IllegalArgumentException("by=" + by + ": the index does not have it");
        }
        into.clear();
        // Times before 1970, which no event has, would sort behind all others.
        final long fromMs = Math.max(0, afterMs + 1);
        if (fromMs > untilMs) {
            return;
        }
        final byte[] from = key(tenant, by, id, fromMs, 0);
        try (Slice lower = new Slice(from);
                ReadOptions options = new ReadOptions().setIterateLowerBound(lower);
                RocksIterator iterator = store.iterator(Family.EVENT_INDEX, options)) {
            iterator.seekForPrev(key(tenant, by, id, untilMs, -1L));
            while (iterator.isValid() && add(iterator, from.length, into)) {
                iterator.prev();
            }
            iterator.status();
        } catch (final RocksDBException e) {
            throw store.failure("read", e);
        }
    }

    private static byte[] key(
            final int tenant, final By by, final DirectBuffer id, final long occurredAt, final long sequence) {
        final byte[] key = new byte[TimelineKey.MAX_LENGTH];
        return Arrays.copyOf(key, TimelineKey.put(
                new UnsafeBuffer(key), tenant, id, 0, id.capacity(), by.firstKind(), occurredAt, sequence));
    }

    private boolean add(final RocksIterator iterator, final int keyLength, final Activity into) {
        final int foundKeyLength = iterator.key(keyBytes.clear());
        final int valueLength = iterator.value(valueBytes.clear());
        if (foundKeyLength != keyLength || valueLength != ActivityRecord.LENGTH) {
            throw new StoreException(StoreException.Reason.CORRUPT, "An entry of the events in " + store.folder() + " has "
                    + foundKeyLength + " and " + valueLength + " bytes", null);
        }
        return into.prepend(key.getLong(keyLength - TimelineKey.ORDER_LENGTH, BIG_ENDIAN), value, 0);
    }
}
