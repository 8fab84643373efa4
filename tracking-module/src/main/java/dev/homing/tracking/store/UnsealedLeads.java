package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the leads of a tenant whose histories are worth a seal, or another one, portion by portion, for whoever has them sealed.
 * Nothing is held between two portions, so that this may take hours. Any one thread.
 *
 * <p>The leads of a portion are, as a text of {@link dev.homing.tracking.codec.LeadMessage}, one behind the other: length uint16,
 * big endian, and the bytes of the id.
 */
public final class UnsealedLeads {
    /** The most records of the leads of one portion, nearly: the committer does nothing else meanwhile. */
    public static final int MAX_RECORDS = 4_000;

    /** The smallest ring takes messages of twice that. */
    private static final int MAX_BYTES = 4 * 1024;
    /** Portions may be empty: whoever waits for the end of this is told to go on after so many leads. */
    private static final int MAX_LEADS_LOOKED_AT = 1_000;

    private final Store store;
    private final int tenant;
    private final long untilMs;
    private final byte[] ofTenant;
    private final ByteBuffer keyBytes = ByteBuffer.allocate(TimelineKey.MAX_LENGTH);
    private final UnsafeBuffer key = new UnsafeBuffer(keyBytes);
    private final UnsafeBuffer leads = new UnsafeBuffer(new byte[MAX_BYTES + TimelineKey.MAX_LENGTH]);
    private byte[] from;
    private int leadsLength;
    private int records;

    /**
     * Looks at all leads of a tenant.
     *
     * @param store   with the events
     * @param tenant  whose
     * @param untilMs the last millisecond to seal, since 1970: best one that late events hardly reach back to
     */
    public UnsealedLeads(final Store store, final int tenant, final long untilMs) {
        this.store = store;
        this.tenant = tenant;
        this.untilMs = untilMs;
        ofTenant = TimelineKey.ofTenant(tenant);
        from = ofTenant;
    }

    /** How many bytes a lead takes in a text of leads. */
    static int lengthAt(final DirectBuffer leads, final int position) {
        return Short.BYTES + idLength(leads, position);
    }

    static int idLength(final DirectBuffer leads, final int position) {
        return leads.getShort(position, BIG_ENDIAN) & 0xFFFF;
    }

    static int idOffset(final int position) {
        return position + Short.BYTES;
    }

    /**
     * Goes to the next portion.
     *
     * @return false when all leads were looked at
     */
    public boolean next() {
        leadsLength = 0;
        records = 0;
        final Cursor[] cursors = Cursor.pair(store, Family.TIMELINES, Family.HISTORIES);
        try (Cursor timelines = cursors[0]; SealedHistories sealed = new SealedHistories(store, cursors[1])) {
            boolean is = timelines.seek(from);
            int looked = 0;
            while (is && timelines.isAt(ofTenant)) {
                if (++looked > MAX_LEADS_LOOKED_AT || records >= MAX_RECORDS || leadsLength >= MAX_BYTES) {
                    from = timelines.copyOfKey();
                    return true;
                }
                // Fails when the key is not one of a record.
                timelines.record();
                final int length = TimelineKey.putLead(key, tenant, timelines.key(), TimelineKey.leadOffset(),
                        TimelineKey.leadLength(timelines.key()));
                lookAt(timelines, sealed, length);
                keyBytes.clear().limit(TimelineKey.putOrder(key, length, TimelineKey.BEHIND_EVENTS, 0, 0));
                is = timelines.seek(keyBytes);
            }
        }
        from = endOf(ofTenant);
        return leadsLength > 0;
    }

    private static byte[] endOf(final byte[] prefix) {
        final byte[] end = Arrays.copyOf(prefix, TimelineKey.MAX_LENGTH);
        Arrays.fill(end, prefix.length, end.length, (byte) 0xFF);
        return end;
    }

    private void lookAt(final Cursor timelines, final SealedHistories sealed, final int prefixLength) {
        final boolean isSealed = sealed.find(keyBytes.array(), prefixLength);
        int sealedRecords = 0;
        long fromMs = 0;
        if (isSealed) {
            sealed.readHeader();
            sealedRecords = sealed.records();
            fromMs = sealed.untilMs() + 1;
        }
        int count = 0;
        for (byte kind = TimelineKey.LEAD_EVENT; kind <= TimelineKey.AGENT_EVENT; kind++) {
            keyBytes.clear().limit(TimelineKey.putOrder(key, prefixLength, kind, fromMs, 0));
            boolean is = timelines.seek(keyBytes);
            while (is && timelines.isAtRecord(key, prefixLength) && TimelineKey.kind(timelines.key()) == kind
                    && TimelineKey.occurredAt(timelines.key()) <= untilMs) {
                if (sealedRecords + ++count > SealedHistory.MAX_RECORDS) {
                    return;
                }
                is = timelines.next();
            }
        }
        if (SealedHistory.isDue(sealedRecords, count)) {
            final int idLength = prefixLength - TimelineKey.leadOffset();
            leads.putShort(leadsLength, (short) idLength, BIG_ENDIAN);
            leads.putBytes(leadsLength + Short.BYTES, key, TimelineKey.leadOffset(), idLength);
            leadsLength += Short.BYTES + idLength;
            records += sealedRecords + count;
        }
    }

    /**
     * The leads of the portion.
     *
     * @return the first text of a message that seals them; empty when none of those that were looked at is worth it
     */
    public byte[] leads() {
        return Arrays.copyOf(leads.byteArray(), leadsLength);
    }

    /**
     * Until when.
     *
     * @return the second text of the message
     */
    public byte[] until() {
        return ByteBuffer.allocate(Long.BYTES).putLong(untilMs).array();
    }
}
