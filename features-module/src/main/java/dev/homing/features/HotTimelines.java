package dev.homing.features;

import dev.homing.tracking.codec.Hash64;
import dev.homing.tracking.codec.Timeline;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.DirectBuffer;

/**
 * The timelines of hot leads, off heap, under a fixed memory budget: what was used longest ago makes room. Any thread reads; the
 * committer thread alone appends, after the disk has an event and before its ack, so that the next request knows it.
 *
 * <p>Leads are spread over stripes by their hash; each stripe has a lock, a table and an arena of its own. Reading copies out
 * under the lock (36 KB at most, some 3 KB usually), so that no reader computes on memory that an appender or an eviction
 * changes.
 *
 * <p>Nothing is allocated on a hit or by an append.
 */
public final class HotTimelines {
    /** The timeline was here. */
    public static final int HIT = 1;
    /** The timeline must be loaded. */
    public static final int MISS = 2;
    /** Another thread is at this stripe. */
    public static final int BUSY = 3;

    private static final int STRIPES = 16;
    private static final int STRIPE_SHIFT = Long.SIZE - 4;

    private final TimelineStripe[] stripes = new TimelineStripe[STRIPES];
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * Creates an empty cache.
     *
     * @param budgetBytes    of records; what a lead's entry takes on the heap (some 200 bytes) comes on top
     * @param maxLeadEvents  the most lead events kept of a lead
     * @param maxAgentEvents the most agent events kept of a lead
     */
    public HotTimelines(final long budgetBytes, final int maxLeadEvents, final int maxAgentEvents) {
        final long pages = budgetBytes / STRIPES / TimelineStripe.PAGE_LENGTH;
        if (pages < 2 || pages > Integer.MAX_VALUE / TimelineStripe.PAGE_LENGTH) {
            throw new IllegalArgumentException("budgetBytes=" + budgetBytes + ": "
                    + 2L * STRIPES * TimelineStripe.PAGE_LENGTH + " to " + (long) STRIPES * Integer.MAX_VALUE + " is allowed");
        }
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new TimelineStripe((int) pages, maxLeadEvents, maxAgentEvents);
        }
    }

    /**
     * Reads a timeline if it is here and nobody is in the way; never waits.
     *
     * @param tenant whose
     * @param lead   with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     * @param into   is filled on a hit
     * @return {@link #HIT}, {@link #MISS} or {@link #BUSY}
     */
    public int tryRead(final int tenant, final DirectBuffer lead, final int offset, final int length, final Timeline into) {
        final long hash = Hash64.hash(tenant, lead, offset, length);
        final TimelineStripe stripe = stripe(hash);
        if (!stripe.lock().tryLock()) {
            return BUSY;
        }
        try {
            if (stripe.copy(hash, tenant, lead, offset, length, into)) {
                hits.increment();
                return HIT;
            }
            return MISS;
        } finally {
            stripe.lock().unlock();
        }
    }

    /**
     * Reads a timeline, and loads it if it is not here; may wait for both.
     *
     * @param tenant whose
     * @param lead   with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     * @param loader reads what is not here
     * @param into   is filled
     * @return false when the lead has no events
     */
    public boolean read(
            final int tenant,
            final DirectBuffer lead,
            final int offset,
            final int length,
            final TimelineLoader loader,
            final Timeline into) {
        final long hash = Hash64.hash(tenant, lead, offset, length);
        final TimelineStripe stripe = stripe(hash);
        stripe.lock().lock();
        try {
            if (stripe.copy(hash, tenant, lead, offset, length, into)) {
                hits.increment();
            } else {
                misses.increment();
                // Under the lock: an event that is committed meanwhile is appended after the entry is there, never missed.
                if (!loader.load(tenant, lead, offset, length, into)) {
                    into.clear();
                }
                stripe.put(hash, tenant, lead, offset, length, into);
            }
            return into.leadCount() + into.agentCount() > 0;
        } finally {
            stripe.lock().unlock();
        }
    }

    /**
     * Adds an event to a lead's timeline if it is here. An event that the loader saw already changes nothing; one that happened
     * before the newest drops the entry, so that the next read loads it in order.
     *
     * @param tenant       whose
     * @param lead         with the lead's UTF-8 id
     * @param offset       of it
     * @param length       of it
     * @param record       with the {@link dev.homing.tracking.codec.TimelineRecord}
     * @param recordOffset of it
     */
    public void append(
            final int tenant,
            final DirectBuffer lead,
            final int offset,
            final int length,
            final DirectBuffer record,
            final int recordOffset) {
        final long hash = Hash64.hash(tenant, lead, offset, length);
        final TimelineStripe stripe = stripe(hash);
        stripe.lock().lock();
        try {
            stripe.append(hash, tenant, lead, offset, length, record, recordOffset);
        } finally {
            stripe.lock().unlock();
        }
    }

    /**
     * Drops a lead's timeline, so that the next read loads it: its history changed otherwise than by a new event. After the disk
     * has the change.
     *
     * @param tenant whose
     * @param lead   with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     */
    public void evict(final int tenant, final DirectBuffer lead, final int offset, final int length) {
        final long hash = Hash64.hash(tenant, lead, offset, length);
        final TimelineStripe stripe = stripe(hash);
        stripe.lock().lock();
        try {
            stripe.evict(hash, tenant, lead, offset, length);
        } finally {
            stripe.lock().unlock();
        }
    }

    /**
     * How many reads found their timeline here.
     *
     * @return since the start
     */
    public long hitCount() {
        return hits.sum();
    }

    /**
     * How many reads had to load.
     *
     * @return since the start
     */
    public long missCount() {
        return misses.sum();
    }

    /**
     * How many timelines had to make room.
     *
     * @return since the start
     */
    public long evictionCount() {
        long count = 0;
        for (final TimelineStripe stripe : stripes) {
            count += stripe.evictionCount();
        }
        return count;
    }

    /**
     * How many timelines are here.
     *
     * @return now
     */
    public int size() {
        int size = 0;
        for (final TimelineStripe stripe : stripes) {
            size += stripe.size();
        }
        return size;
    }

    private TimelineStripe stripe(final long hash) {
        return stripes[(int) (hash >>> STRIPE_SHIFT)];
    }
}
