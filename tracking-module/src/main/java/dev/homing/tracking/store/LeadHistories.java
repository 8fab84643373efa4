package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.LeadHistory;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The histories of a tenant's leads as they were when this was opened: one walk over the store's records for all leads that are
 * read, so that leads which lie together, as those of a sorted list do, cost no search each. What is being erased is not there.
 *
 * <p>What is sealed ({@link SealedHistory}) is taken from there, in one piece; the records behind it are looked at only for
 * instants that are not sealed.
 *
 * <p>Whoever needs a period alone reads that: what lies outside is passed over without its records, and by one leap when it is
 * much, so that a lead of many years costs little more than what it did in the period.
 *
 * <p>For a snapshot ({@link Store#openReadOnly}): in a store that is written to, a merge or an erasure of a moment ago is known
 * before its events have moved. One thread.
 */
public final class LeadHistories implements AutoCloseable {
    /** A leap searches every file of the store, which takes as long as some tens of steps. */
    private static final int MAX_STEPS = 32;
    private static final long EARLIEST_MS = Long.MIN_VALUE;
    private static final long LATEST_MS = Long.MAX_VALUE;

    private final LeadDirectory leads;
    private final int tenant;
    private final Cursor cursor;
    private final SealedHistories sealed;
    /** The sealed part of a history that has more. */
    private final LeadHistory part = new LeadHistory();
    private final LeadIdentity identity = new LeadIdentity();
    private final ByteBuffer prefixBytes = ByteBuffer.allocate(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer prefix = new UnsafeBuffer(prefixBytes);
    private int prefixLength;
    /** Whether the cursor stands at a key. */
    private boolean isAtKey;
    /** Whether there are records before it of the lead that it stands at. */
    private boolean isAmongRecords;

    LeadHistories(final Store store, final int tenant) {
        this.tenant = tenant;
        leads = store.leads();
        final Cursor[] cursors = Cursor.pair(store, Family.TIMELINES, Family.HISTORIES);
        cursor = cursors[0];
        sealed = new SealedHistories(store, cursors[1]);
    }

    /**
     * Reads the history of a lead by any of its ids. Fastest when leads come in the order of the store: shorter ids first, those
     * of one length in order of their bytes.
     *
     * @param lead   with the lead's UTF-8 id
     * @param offset of it
     * @param length of it
     * @param into   emptied, then filled
     * @return false when there are no events
     */
    public boolean read(final DirectBuffer lead, final int offset, final int length, final LeadHistory into) {
        return read(lead, offset, length, EARLIEST_MS, LATEST_MS, into);
    }

    /**
     * Reads a period of the history of a lead by any of its ids. Fastest when leads come in the order of the store: shorter ids
     * first, those of one length in order of their bytes.
     *
     * @param lead    with the lead's UTF-8 id
     * @param offset  of it
     * @param length  of it
     * @param fromMs  begin of the period, milliseconds since 1970
     * @param untilMs its last millisecond
     * @param into    emptied, then filled with the events of the period
     * @return false when there are no events up to the end of the period
     */
    public boolean read(
            final DirectBuffer lead,
            final int offset,
            final int length,
            final long fromMs,
            final long untilMs,
            final LeadHistory into) {
        leads.resolve(tenant, lead, offset, length, identity);
        prefixLength = TimelineKey.putLead(prefix, tenant, identity.buffer(), identity.offset(), identity.length());
        if (sealed.find(prefixBytes.array(), prefixLength)) {
            return fillFromSeal(fromMs, untilMs, into);
        }
        if (isAmongRecords || !isAtKey || !cursor.isAt(prefix, prefixLength)) {
            prefixBytes.clear().limit(prefixLength);
            isAtKey = cursor.seek(prefixBytes);
        }
        final boolean isThere = fill(fromMs, untilMs, into);
        stepToNextLead();
        return isThere;
    }

    /** It is near as a rule. */
    private void stepToNextLead() {
        for (int steps = 0; steps < MAX_STEPS && isAtLead(); steps++) {
            isAtKey = cursor.next();
        }
        isAmongRecords = isAtLead();
    }

    /** Sees the leads of {@link #forEach}. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Sees one lead.
         *
         * @param leadId  of the lead
         * @param history its events of the period, valid during the call
         */
        void lead(String leadId, LeadHistory history);
    }

    /**
     * Visits every lead that has events, in the order of the store.
     *
     * @param reuse   is filled for each lead
     * @param visitor sees them
     */
    public void forEach(final LeadHistory reuse, final Visitor visitor) {
        forEach(EARLIEST_MS, LATEST_MS, reuse, visitor);
    }

    /**
     * Visits every lead that has events up to the end of a period, in the order of the store, with those of the period: none when
     * all are older.
     *
     * @param fromMs  begin of the period, milliseconds since 1970
     * @param untilMs its last millisecond
     * @param reuse   is filled for each lead
     * @param visitor sees them
     */
    public void forEach(final long fromMs, final long untilMs, final LeadHistory reuse, final Visitor visitor) {
        final byte[] ofTenant = TimelineKey.ofTenant(tenant);
        isAmongRecords = false;
        isAtKey = cursor.seek(ofTenant);
        while (isAtKey && cursor.isAt(ofTenant)) {
            // Fails when the key is not one of a record.
            cursor.record();
            final DirectBuffer key = cursor.key();
            final int length = TimelineKey.leadLength(key);
            prefixLength = TimelineKey.putLead(prefix, tenant, key, TimelineKey.leadOffset(), length);
            leads.resolve(tenant, prefix, TimelineKey.leadOffset(), length, identity);
            final boolean isThere;
            if (sealed.find(prefixBytes.array(), prefixLength)) {
                isThere = fillFromSeal(fromMs, untilMs, reuse);
                if (isAtLead()) {
                    leapTo(TimelineKey.BEHIND_EVENTS, 0);
                }
            } else {
                isThere = fill(fromMs, untilMs, reuse);
                skipTo(TimelineKey.BEHIND_EVENTS, 0);
            }
            isAmongRecords = false;
            if (isThere) {
                visitor.lead(prefix.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), length), reuse);
            }
        }
    }

    /** Takes the lead's records of a period from its sealed history, and what happened later from the cursor's family. */
    private boolean fillFromSeal(final long fromMs, final long untilMs, final LeadHistory into) {
        final long existsFromMs = existsFromMs();
        sealed.read(into);
        final boolean isThere = into.retain(existsFromMs, untilMs).leadCount() + into.agentCount() > 0;
        into.retain(fromMs, untilMs);
        if (untilMs <= sealed.untilMs()) {
            return isThere;
        }
        part.clear();
        part.appendLead(into.buffer(), into.leadOffset(0), into.leadCount());
        part.appendAgent(into.buffer(), into.agentOffset(0), into.agentCount());
        final long behindMs = Math.max(existsFromMs, sealed.untilMs() + 1);
        leapTo(TimelineKey.LEAD_EVENT, behindMs);
        final boolean isThereLater = fill(behindMs, Math.max(behindMs, fromMs), untilMs, into);
        stepToNextLead();
        return isThere || isThereLater;
    }

    private long existsFromMs() {
        // No event happened before 1970.
        return Math.max(0, identity.erasedAt() + 1);
    }

    /** Takes the lead's records of a period from the cursor on, which is at the first of all of them or behind. */
    private boolean fill(final long fromMs, final long untilMs, final LeadHistory into) {
        part.clear();
        return fill(existsFromMs(), Math.max(existsFromMs(), fromMs), untilMs, into);
    }

    /** Takes the part of the lead's history that comes before, and behind it the records of a period from the cursor on. */
    private boolean fill(final long existsFromMs, final long wantedFromMs, final long untilMs, final LeadHistory into) {
        into.clear();
        boolean isThere = false;
        for (byte kind = TimelineKey.LEAD_EVENT; kind <= TimelineKey.AGENT_EVENT; kind++) {
            if (kind == TimelineKey.AGENT_EVENT) {
                into.appendAgent(part.buffer(), part.agentOffset(0), part.agentCount());
            } else {
                into.appendLead(part.buffer(), part.leadOffset(0), part.leadCount());
            }
            skipTo(kind, existsFromMs);
            isThere |= isWithin(kind, untilMs);
            skipTo(kind, wantedFromMs);
            while (isWithin(kind, untilMs)) {
                if (kind == TimelineKey.AGENT_EVENT) {
                    into.appendAgent(cursor.record(), 0);
                } else {
                    into.appendLead(cursor.record(), 0);
                }
                isAtKey = cursor.next();
            }
        }
        return isThere;
    }

    /** At once, as is best behind what is sealed: the steps over its records would take longer. */
    private void leapTo(final byte kind, final long fromMs) {
        prefixBytes.clear().limit(TimelineKey.putOrder(prefix, prefixLength, kind, fromMs, 0));
        isAtKey = cursor.seek(prefixBytes);
    }

    /** Goes on to the lead's first record from a kind and time on, or behind the lead when there is none. */
    private void skipTo(final byte kind, final long fromMs) {
        for (int steps = 0; isBefore(kind, fromMs); steps++) {
            if (steps < MAX_STEPS) {
                isAtKey = cursor.next();
            } else {
                leapTo(kind, fromMs);
            }
        }
    }

    private boolean isBefore(final byte kind, final long atMs) {
        return isAtLead() && (kind() < kind || (kind() == kind && occurredAt() < atMs));
    }

    private boolean isWithin(final byte kind, final long untilMs) {
        return isAtLead() && kind() == kind && occurredAt() <= untilMs;
    }

    private boolean isAtLead() {
        return isAtKey && cursor.isAtRecord(prefix, prefixLength);
    }

    private byte kind() {
        return cursor.key().getByte(prefixLength);
    }

    private long occurredAt() {
        return cursor.key().getLong(prefixLength + 1, BIG_ENDIAN);
    }

    @Override
    public void close() {
        cursor.close();
        sealed.close();
    }
}
