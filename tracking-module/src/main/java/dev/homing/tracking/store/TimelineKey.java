package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Key of a timeline record, all big endian so that a lead's records lie together in order of time:
 *
 * <pre>
 *  tenant int32 | id's length uint16 | id's bytes | kind byte | occurred at int64 | sequence int64
 * </pre>
 *
 * <p>The id is the lead's; in the index of events it is that of a property, an agent or a session, with a kind of its own.
 *
 * <p>One key for each record instead of one value for each lead: adding an event never rewrites the others, a late event
 * sorts into its place, and a reader takes the newest up to any instant with one backward scan. The length in front of the
 * lead keeps leads apart whatever bytes they are made of.
 */
final class TimelineKey {
    /** Kind of a lead event. */
    static final byte LEAD_EVENT = 0;
    /** Kind of an agent event. */
    static final byte AGENT_EVENT = 1;
    /** What comes after all kinds of events in the order of keys. */
    static final byte BEHIND_EVENTS = 2;
    /** Kind of an entry of the index by property. */
    static final byte BY_PROPERTY = 2;
    /** Kind of an entry of the index by agent. */
    static final byte BY_AGENT = 3;
    /** Kind of an entry of the index by session. */
    static final byte BY_SESSION = 4;
    /** Longest key: a lead of 65,535 bytes is refused long before. */
    static final int MAX_LENGTH = 1_024;
    /** Bytes after the kind. */
    static final int ORDER_LENGTH = Long.BYTES + Long.BYTES;

    private static final int LEAD_OFFSET = Integer.BYTES + Short.BYTES;

    private TimelineKey() {
    }

    static int put(
            final MutableDirectBuffer key,
            final int tenant,
            final DirectBuffer lead,
            final int offset,
            final int length,
            final byte kind,
            final long occurredAt,
            final long sequence) {
        return putOrder(key, putLead(key, tenant, lead, offset, length), kind, occurredAt, sequence);
    }

    /** Puts what follows the id, and returns where the key ends. */
    static int putOrder(
            final MutableDirectBuffer key, final int offset, final byte kind, final long occurredAt, final long sequence) {
        key.putByte(offset, kind);
        key.putLong(offset + 1, occurredAt, BIG_ENDIAN);
        key.putLong(offset + 1 + Long.BYTES, sequence, BIG_ENDIAN);
        return offset + 1 + ORDER_LENGTH;
    }

    /** Puts what the keys of all records of a lead begin with, and returns its length. */
    static int putLead(
            final MutableDirectBuffer key, final int tenant, final DirectBuffer lead, final int offset, final int length) {
        key.putInt(0, tenant, BIG_ENDIAN);
        key.putShort(Integer.BYTES, (short) length, BIG_ENDIAN);
        key.putBytes(LEAD_OFFSET, lead, offset, length);
        return LEAD_OFFSET + length;
    }

    /** The kind of an event's key. */
    static byte kindOf(final int eventTypeCode) {
        return EventType.isLeadEvent(eventTypeCode) ? LEAD_EVENT : AGENT_EVENT;
    }

    /** What the keys of all records of a tenant begin with. */
    static byte[] ofTenant(final int tenant) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(tenant).array();
    }

    /** What the keys of all records of a lead begin with. */
    static byte[] ofLead(final int tenant, final String lead) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LEAD_OFFSET + id.length).putInt(tenant).putShort((short) id.length).put(id).array();
    }

    /** The end of all keys of a lead that have the kind of a key; no event happens then. */
    static byte[] endOfKind(final DirectBuffer key) {
        final byte[] end = new byte[key.capacity()];
        key.getBytes(0, end);
        Arrays.fill(end, end.length - ORDER_LENGTH, end.length, (byte) 0xFF);
        return end;
    }

    static int leadOffset() {
        return LEAD_OFFSET;
    }

    static int leadLength(final DirectBuffer key) {
        return key.getShort(Integer.BYTES, BIG_ENDIAN) & 0xFFFF;
    }

    static int tenant(final DirectBuffer key) {
        return key.getInt(0, BIG_ENDIAN);
    }

    static byte kind(final DirectBuffer key) {
        return key.getByte(LEAD_OFFSET + leadLength(key));
    }

    static long occurredAt(final DirectBuffer key) {
        return key.getLong(LEAD_OFFSET + leadLength(key) + 1, BIG_ENDIAN);
    }

    static long sequence(final DirectBuffer key) {
        return key.getLong(LEAD_OFFSET + leadLength(key) + 1 + Long.BYTES, BIG_ENDIAN);
    }

    static boolean isWellFormed(final DirectBuffer key, final int valueLength) {
        return valueLength == TimelineRecord.LENGTH
                && key.capacity() > LEAD_OFFSET
                && key.capacity() == LEAD_OFFSET + leadLength(key) + 1 + ORDER_LENGTH;
    }
}
