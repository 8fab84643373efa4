package dev.homing.tracking.store;

import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Reads what leads did: the newest events of one lead or of all, or their whole histories. Any thread. */
public final class TimelineReader {
    /** The most events that {@link #met} looks at. */
    public static final int MAX_MET_EVENTS = 65_536;

    private final Store store;

    TimelineReader(final Store store) {
        this.store = store;
    }

    /**
     * Fills a timeline with the newest events of a lead, by any of its ids, up to an instant. What is being erased is not there.
     *
     * @param tenant whose
     * @param lead   with the lead's UTF-8 id
     * @param offset of the id
     * @param length of the id
     * @param asOfMs later events do not exist for the answer
     * @param into   emptied, then filled
     * @return false when there are none
     */
    public boolean read(
            final int tenant,
            final DirectBuffer lead,
            final int offset,
            final int length,
            final long asOfMs,
            final Timeline into) {
        into.clear();
        final LeadIdentity identity = store.leads().resolve(tenant, lead, offset, length, new LeadIdentity());
        readKind(tenant, identity, TimelineKey.LEAD_EVENT, asOfMs, into);
        readKind(tenant, identity, TimelineKey.AGENT_EVENT, asOfMs, into);
        return into.leadCount() + into.agentCount() > 0;
    }

    private void readKind(
            final int tenant, final LeadIdentity identity, final byte kind, final long asOfMs, final Timeline into) {
        if (asOfMs < 0) {
            return;
        }
        final DirectBuffer lead = identity.buffer();
        final int offset = identity.offset();
        final int length = identity.length();
        final byte[] from = new byte[TimelineKey.MAX_LENGTH];
        final int keyLength = TimelineKey.put(
                new UnsafeBuffer(from), tenant, lead, offset, length, kind, Math.max(0, identity.erasedAt() + 1), 0);
        final byte[] to = new byte[keyLength];
        TimelineKey.put(new UnsafeBuffer(to), tenant, lead, offset, length, kind, asOfMs, -1L);
        try (Slice lower = new Slice(Arrays.copyOf(from, keyLength));
                ReadOptions options = new ReadOptions().setIterateLowerBound(lower);
                RocksIterator iterator = store.iterator(Family.TIMELINES, options)) {
            final UnsafeBuffer value = new UnsafeBuffer(0, 0);
            for (iterator.seekForPrev(to); iterator.isValid(); iterator.prev()) {
                value.wrap(iterator.value());
                if (value.capacity() != TimelineRecord.LENGTH) {
                    throw new StoreException(StoreException.Reason.CORRUPT, "A timeline record of lead "
                            + lead.getStringWithoutLengthUtf8(offset, length) + " in " + store.folder() + " has "
                            + value.capacity() + " bytes instead of " + TimelineRecord.LENGTH, null);
                }
                if (kind == TimelineKey.AGENT_EVENT) {
                    if (!into.prependAgent(value, 0)) {
                        return;
                    }
                } else if (!into.prependLead(value, 0)) {
                    into.droppedAt(TimelineRecord.occurredAt(value, 0));
                    return;
                }
            }
            iterator.status();
        } catch (final RocksDBException e) {
            throw store.failure("read", e);
        }
    }

    /**
     * Finds the listings that a lead met until an instant, by any of its ids: those that a full timeline has no place for. Of
     * more than {@link #MAX_MET_EVENTS} events it looks at the newest.
     *
     * @param tenant  whose
     * @param lead    with the lead's UTF-8 id
     * @param offset  of the id
     * @param length  of the id
     * @param untilMs the last instant that counts
     * @return ordinals, ascending, each once
     */
    public int[] met(final int tenant, final DirectBuffer lead, final int offset, final int length, final long untilMs) {
        final LeadIdentity identity = store.leads().resolve(tenant, lead, offset, length, new LeadIdentity());
        final byte[] key = new byte[TimelineKey.MAX_LENGTH];
        final UnsafeBuffer keyBuffer = new UnsafeBuffer(key);
        final int keyLength = TimelineKey.put(keyBuffer, tenant, identity.buffer(), identity.offset(), identity.length(),
                TimelineKey.LEAD_EVENT, Math.max(0, identity.erasedAt() + 1), 0);
        final byte[] from = Arrays.copyOf(key, keyLength);
        TimelineKey.put(keyBuffer, tenant, identity.buffer(), identity.offset(), identity.length(),
                TimelineKey.LEAD_EVENT, Math.max(0, untilMs), -1L);
        int[] met = new int[Timeline.DEFAULT_MAX_LEAD_EVENTS];
        int count = 0;
        try (Slice lower = new Slice(from);
                ReadOptions options = new ReadOptions().setIterateLowerBound(lower);
                RocksIterator iterator = store.iterator(Family.TIMELINES, options)) {
            final UnsafeBuffer value = new UnsafeBuffer(0, 0);
            iterator.seekForPrev(Arrays.copyOf(key, keyLength));
            for (int events = 0; events < MAX_MET_EVENTS && iterator.isValid(); events++, iterator.prev()) {
                value.wrap(iterator.value());
                final int ordinal = TimelineRecord.propertyOrdinal(value, 0);
                if (ordinal != TimelineRecord.NONE) {
                    met = count == met.length ? Arrays.copyOf(met, 2 * count) : met;
                    met[count++] = ordinal;
                }
            }
            iterator.status();
        } catch (final RocksDBException e) {
            throw store.failure("read", e);
        }
        return Arrays.stream(met, 0, count).sorted().distinct().toArray();
    }

    /** Sees the leads of {@link #forEachLead}. */
    @FunctionalInterface
    public interface LeadVisitor {
        /**
         * Sees one lead.
         *
         * @param leadId   of the lead
         * @param timeline its newest events, valid during the call
         */
        void lead(String leadId, Timeline timeline);
    }

    /**
     * Visits every lead that has events up to an instant, in the order of the store, which stays the same as long as nobody
     * writes.
     *
     * @param tenant  whose
     * @param asOfMs  later events do not exist for the visit
     * @param reuse   is filled for each lead
     * @param visitor sees them
     */
    public void forEachLead(final int tenant, final long asOfMs, final Timeline reuse, final LeadVisitor visitor) {
        forEachLead(tenant, asOfMs, reuse, visitor, () -> true);
    }

    /**
     * Visits leads as {@link #forEachLead(int, long, Timeline, LeadVisitor)} does, for as long as they are wanted.
     *
     * @param tenant  whose
     * @param asOfMs  later events do not exist for the visit
     * @param reuse   is filled for each lead
     * @param visitor sees them
     * @param goesOn  asked for every record, so it should be quick
     * @return false when the visit ended before the last lead
     */
    public boolean forEachLead(
            final int tenant, final long asOfMs, final Timeline reuse, final LeadVisitor visitor, final BooleanSupplier goesOn) {
        final TimelineGathering gathering = new TimelineGathering(store.leads(), asOfMs, reuse, visitor);
        final byte[] prefix = TimelineKey.ofTenant(tenant);
        try (Cursor cursor = new Cursor(store, Family.TIMELINES, false)) {
            for (boolean isAtKey = cursor.seek(prefix); isAtKey && cursor.isAt(prefix); isAtKey = cursor.next()) {
                if (!goesOn.getAsBoolean()) {
                    return false;
                }
                gathering.add(cursor.key(), cursor.record());
            }
        }
        gathering.finish();
        return true;
    }

    /**
     * Opens the whole histories of a tenant's leads, for one thread that closes them.
     *
     * @param tenant whose
     * @return as they are now
     */
    public LeadHistories histories(final int tenant) {
        return new LeadHistories(store, tenant);
    }

    /** When the newest event happened that lies under a lead's id; {@link LeadIdentity#NEVER} when there is none. */
    long newestEventAt(final int tenant, final String lead) {
        final byte[] prefix = TimelineKey.ofLead(tenant, lead);
        long newestAt = LeadIdentity.NEVER;
        try (Cursor cursor = store.cursor(Family.TIMELINES)) {
            for (final byte kind : new byte[] {TimelineKey.LEAD_EVENT, TimelineKey.AGENT_EVENT}) {
                final byte[] behind = Arrays.copyOf(prefix, prefix.length + 1);
                behind[prefix.length] = (byte) (kind + 1);
                if (cursor.seekBack(behind) && cursor.isAt(prefix)) {
                    newestAt = Math.max(newestAt, TimelineKey.occurredAt(cursor.key()));
                }
            }
        }
        return newestAt;
    }
}
