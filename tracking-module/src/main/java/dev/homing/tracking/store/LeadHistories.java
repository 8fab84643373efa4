package dev.homing.tracking.store;

import dev.homing.tracking.codec.LeadHistory;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The histories of a tenant's leads as they were when this was opened: one walk over the store's records for all leads that are
 * read, so that leads which lie together, as those of a sorted list do, cost no search each. What is being erased is not there.
 *
 * <p>For a snapshot ({@link Store#openReadOnly}): in a store that is written to, a merge or an erasure of a moment ago is known
 * before its events have moved. One thread.
 */
public final class LeadHistories implements AutoCloseable {
    private final LeadDirectory leads;
    private final int tenant;
    private final Cursor cursor;
    private final LeadIdentity identity = new LeadIdentity();
    private final ByteBuffer prefixBytes = ByteBuffer.allocateDirect(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer prefix = new UnsafeBuffer(prefixBytes);
    private int prefixLength;
    /** Whether the cursor stands at a key. */
    private boolean isAtKey;

    LeadHistories(final Store store, final int tenant) {
        this.tenant = tenant;
        leads = store.leads();
        cursor = new Cursor(store, Family.TIMELINES, false);
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
        leads.resolve(tenant, lead, offset, length, identity);
        prefixLength = TimelineKey.putLead(prefix, tenant, identity.buffer(), identity.offset(), identity.length());
        if (!isAtKey || !cursor.isAt(prefix, prefixLength)) {
            prefixBytes.clear().limit(prefixLength);
            isAtKey = cursor.seek(prefixBytes);
        }
        return fill(into);
    }

    /** Sees the leads of {@link #forEach}. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Sees one lead.
         *
         * @param leadId  of the lead
         * @param history all its events, valid during the call
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
        final byte[] ofTenant = TimelineKey.ofTenant(tenant);
        isAtKey = cursor.seek(ofTenant);
        while (isAtKey && cursor.isAt(ofTenant)) {
            // Fails when the key is not one of a record.
            cursor.record();
            final DirectBuffer key = cursor.key();
            final int length = TimelineKey.leadLength(key);
            prefixLength = TimelineKey.putLead(prefix, tenant, key, TimelineKey.leadOffset(), length);
            leads.resolve(tenant, prefix, TimelineKey.leadOffset(), length, identity);
            if (fill(reuse)) {
                visitor.lead(prefix.getStringWithoutLengthUtf8(TimelineKey.leadOffset(), length), reuse);
            }
        }
    }

    /** Takes all records from the cursor on that have the prefix, and leaves the cursor behind them. */
    private boolean fill(final LeadHistory into) {
        into.clear();
        final long erasedAt = identity.erasedAt();
        while (isAtKey && cursor.isAt(prefix, prefixLength)) {
            final DirectBuffer key = cursor.key();
            final DirectBuffer record = cursor.record();
            if (erasedAt == LeadIdentity.NEVER || TimelineKey.occurredAt(key) > erasedAt) {
                if (TimelineKey.kind(key) == TimelineKey.AGENT_EVENT) {
                    into.appendAgent(record, 0);
                } else {
                    into.appendLead(record, 0);
                }
            }
            isAtKey = cursor.next();
        }
        return into.leadCount() + into.agentCount() > 0;
    }

    @Override
    public void close() {
        cursor.close();
        BufferUtil.free(prefixBytes);
    }
}
