package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One stripe of {@link HotTimelines}: a table of entries in order of use, and an arena of pages that hold their records. Every
 * method but {@link #lock()}, {@link #size()} and {@link #evictionCount()} wants the lock.
 *
 * <p>An entry has two chains of pages, lead events and agent events, each first in first out.
 */
final class TimelineStripe {
    /** Bytes of a page. */
    static final int PAGE_LENGTH = 512;

    private static final int PAGE_RECORDS = PAGE_LENGTH / TimelineRecord.LENGTH;
    private static final int NO_PAGE = -1;
    private static final int MIN_BUCKETS = 64;

    /** Records of one kind of a lead, oldest first. */
    private static final class Chain {
        int headPage = NO_PAGE;
        int headRecord;
        int tailPage = NO_PAGE;
        int tailRecords;
        int count;
        long newestAt = Long.MIN_VALUE;
    }

    private static final class Entry {
        final long hash;
        final int tenant;
        final byte[] lead;
        final Chain leadEvents = new Chain();
        final Chain agentEvents = new Chain();
        long droppedAt;
        long highestSequence;
        Entry nextInBucket;
        Entry newer;
        Entry older;

        Entry(final long hash, final int tenant, final byte[] lead) {
            this.hash = hash;
            this.tenant = tenant;
            this.lead = lead;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final int maxLeadEvents;
    private final int maxAgentEvents;
    private final UnsafeBuffer arena;
    /** The page after a page, in its chain or in the list of free pages. */
    private final int[] nextPage;
    private int freePage;
    private Entry[] buckets = new Entry[MIN_BUCKETS];
    /** Ring of all entries in order of use; its own newer is the oldest. */
    private final Entry order = new Entry(0, 0, new byte[0]);
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong evictions = new AtomicLong();

    TimelineStripe(final int pages, final int maxLeadEvents, final int maxAgentEvents) {
        this.maxLeadEvents = maxLeadEvents;
        this.maxAgentEvents = maxAgentEvents;
        arena = new UnsafeBuffer(ByteBuffer.allocateDirect(pages * PAGE_LENGTH));
        nextPage = new int[pages];
        for (int i = 0; i < pages; i++) {
            nextPage[i] = i + 1 < pages ? i + 1 : NO_PAGE;
        }
        order.newer = order;
        order.older = order;
    }

    ReentrantLock lock() {
        return lock;
    }

    int size() {
        return size.get();
    }

    long evictionCount() {
        return evictions.get();
    }

    boolean copy(
            final long hash, final int tenant, final DirectBuffer lead, final int offset, final int length, final Timeline into) {
        final Entry entry = find(hash, tenant, lead, offset, length);
        if (entry == null) {
            return false;
        }
        unlinkFromOrder(entry);
        linkAsNewest(entry);
        into.resize(entry.leadEvents.count, entry.agentEvents.count);
        copyOut(entry.leadEvents, into, into.leadOffset(0));
        copyOut(entry.agentEvents, into, into.agentOffset(0));
        into.droppedAt(entry.droppedAt);
        return true;
    }

    private void copyOut(final Chain chain, final Timeline into, final int offset) {
        int remaining = chain.count;
        int record = chain.headRecord;
        int target = offset;
        for (int page = chain.headPage; remaining > 0; page = nextPage[page]) {
            final int records = Math.min(remaining, PAGE_RECORDS - record);
            final int bytes = records * TimelineRecord.LENGTH;
            into.buffer().putBytes(target, arena, page * PAGE_LENGTH + record * TimelineRecord.LENGTH, bytes);
            target += bytes;
            remaining -= records;
            record = 0;
        }
    }

    /** Keeps a timeline that was loaded, if it finds room. */
    void put(
            final long hash,
            final int tenant,
            final DirectBuffer lead,
            final int offset,
            final int length,
            final Timeline loaded) {
        final byte[] id = new byte[length];
        lead.getBytes(offset, id);
        final Entry entry = new Entry(hash, tenant, id);
        entry.droppedAt = loaded.droppedAt();
        link(entry);
        boolean fits = true;
        for (int i = 0; i < loaded.leadCount() && fits; i++) {
            fits = add(entry, entry.leadEvents, loaded.buffer(), loaded.leadOffset(i));
        }
        for (int i = 0; i < loaded.agentCount() && fits; i++) {
            fits = add(entry, entry.agentEvents, loaded.buffer(), loaded.agentOffset(i));
        }
        if (!fits) {
            remove(entry);
        }
    }

    void append(
            final long hash,
            final int tenant,
            final DirectBuffer lead,
            final int offset,
            final int length,
            final DirectBuffer record,
            final int recordOffset) {
        final Entry entry = find(hash, tenant, lead, offset, length);
        if (entry == null || TimelineRecord.sequence(record, recordOffset) <= entry.highestSequence) {
            return;
        }
        final boolean isLeadEvent = EventType.isLeadEvent(TimelineRecord.typeCode(record, recordOffset));
        final Chain chain = isLeadEvent ? entry.leadEvents : entry.agentEvents;
        if (TimelineRecord.occurredAt(record, recordOffset) < chain.newestAt) {
            remove(entry);
            return;
        }
        final int max = isLeadEvent ? maxLeadEvents : maxAgentEvents;
        if (max == 0) {
            return;
        }
        if (chain.count == max) {
            if (isLeadEvent) {
                entry.droppedAt = TimelineRecord.occurredAt(
                        arena, chain.headPage * PAGE_LENGTH + chain.headRecord * TimelineRecord.LENGTH);
            }
            dropOldest(chain);
        }
        if (!add(entry, chain, record, recordOffset)) {
            remove(entry);
        }
    }

    void evict(final long hash, final int tenant, final DirectBuffer lead, final int offset, final int length) {
        final Entry entry = find(hash, tenant, lead, offset, length);
        if (entry != null) {
            remove(entry);
        }
    }

    private boolean add(final Entry entry, final Chain chain, final DirectBuffer record, final int recordOffset) {
        if (chain.tailPage == NO_PAGE || chain.tailRecords == PAGE_RECORDS) {
            final int page = takePage(entry);
            if (page == NO_PAGE) {
                return false;
            }
            if (chain.tailPage == NO_PAGE) {
                chain.headPage = page;
                chain.headRecord = 0;
            } else {
                nextPage[chain.tailPage] = page;
            }
            chain.tailPage = page;
            chain.tailRecords = 0;
        }
        arena.putBytes(chain.tailPage * PAGE_LENGTH + chain.tailRecords * TimelineRecord.LENGTH,
                record, recordOffset, TimelineRecord.LENGTH);
        chain.tailRecords++;
        chain.count++;
        chain.newestAt = TimelineRecord.occurredAt(record, recordOffset);
        entry.highestSequence = Math.max(entry.highestSequence, TimelineRecord.sequence(record, recordOffset));
        return true;
    }

    private void dropOldest(final Chain chain) {
        chain.count--;
        chain.headRecord++;
        if (chain.headRecord == PAGE_RECORDS) {
            final int page = chain.headPage;
            chain.headRecord = 0;
            if (page == chain.tailPage) {
                chain.headPage = NO_PAGE;
                chain.tailPage = NO_PAGE;
            } else {
                chain.headPage = nextPage[page];
            }
            free(page);
        }
    }

    /** A free page, made free by evicting others if need be; none when the entry itself is all there is. */
    private int takePage(final Entry forEntry) {
        while (freePage == NO_PAGE) {
            final Entry oldest = order.newer == forEntry ? forEntry.newer : order.newer;
            if (oldest == order) {
                return NO_PAGE;
            }
            remove(oldest);
            evictions.incrementAndGet();
        }
        final int page = freePage;
        freePage = nextPage[page];
        nextPage[page] = NO_PAGE;
        return page;
    }

    private void free(final int page) {
        nextPage[page] = freePage;
        freePage = page;
    }

    private void freeAll(final Chain chain) {
        int page = chain.headPage;
        while (page != NO_PAGE) {
            final int next = page == chain.tailPage ? NO_PAGE : nextPage[page];
            free(page);
            page = next;
        }
    }

    private Entry find(final long hash, final int tenant, final DirectBuffer lead, final int offset, final int length) {
        Entry entry = buckets[bucket(hash)];
        while (entry != null && !isSame(entry, hash, tenant, lead, offset, length)) {
            entry = entry.nextInBucket;
        }
        return entry;
    }

    /** The hash alone is not enough: showing one lead another's history would be unforgivable. */
    private static boolean isSame(
            final Entry entry, final long hash, final int tenant, final DirectBuffer lead, final int offset, final int length) {
        if (entry.hash != hash || entry.tenant != tenant || entry.lead.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (entry.lead[i] != lead.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    private int bucket(final long hash) {
        return (int) hash & (buckets.length - 1);
    }

    private void link(final Entry entry) {
        // Leads without events take no page, so their number is bounded as well: anybody can ask for leads that do not exist.
        if (size.get() == nextPage.length) {
            remove(order.newer);
            evictions.incrementAndGet();
        }
        if (size.get() >= buckets.length) {
            grow();
        }
        entry.nextInBucket = buckets[bucket(entry.hash)];
        buckets[bucket(entry.hash)] = entry;
        linkAsNewest(entry);
        size.incrementAndGet();
    }

    private void grow() {
        buckets = new Entry[buckets.length * 2];
        for (Entry entry = order.newer; entry != order; entry = entry.newer) {
            entry.nextInBucket = buckets[bucket(entry.hash)];
            buckets[bucket(entry.hash)] = entry;
        }
    }

    private void linkAsNewest(final Entry entry) {
        entry.older = order.older;
        entry.newer = order;
        order.older.newer = entry;
        order.older = entry;
    }

    private static void unlinkFromOrder(final Entry entry) {
        entry.older.newer = entry.newer;
        entry.newer.older = entry.older;
    }

    private void remove(final Entry entry) {
        final int bucket = bucket(entry.hash);
        if (buckets[bucket] == entry) {
            buckets[bucket] = entry.nextInBucket;
        } else {
            Entry before = buckets[bucket];
            while (before.nextInBucket != entry) {
                before = before.nextInBucket;
            }
            before.nextInBucket = entry.nextInBucket;
        }
        unlinkFromOrder(entry);
        freeAll(entry.leadEvents);
        freeAll(entry.agentEvents);
        size.decrementAndGet();
    }
}
