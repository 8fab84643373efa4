package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Keys of {@link Family#LEADS}, big endian:
 *
 * <pre>
 *  tenant int32 | kind byte | id's bytes                                              profile, merge, tombstone
 *  tenant int32 | kind byte | id's length uint16 | id's bytes | merged id's bytes     member
 * </pre>
 */
final class LeadKey {
    /** Kind of a profile. */
    static final byte PROFILE = 1;
    /** Kind of a merge: its time (int64), then the id that the lead goes by. */
    static final byte MERGE = 2;
    /** Kind of a tombstone: its time (int64), then the id under which the lead's events lay. */
    static final byte TOMBSTONE = 3;
    /** Kind of a member: a merge the other way round, without a value. */
    static final byte MEMBER = 4;
    /** Where the id begins. */
    static final int ID_OFFSET = Integer.BYTES + 1;

    private LeadKey() {
    }

    static int put(
            final MutableDirectBuffer key,
            final int tenant,
            final byte kind,
            final DirectBuffer id,
            final int offset,
            final int length) {
        key.putInt(0, tenant, BIG_ENDIAN);
        key.putByte(Integer.BYTES, kind);
        key.putBytes(ID_OFFSET, id, offset, length);
        return ID_OFFSET + length;
    }

    static byte[] of(final int tenant, final byte kind, final String id) {
        final byte[] bytes = utf8(id);
        return ByteBuffer.allocate(ID_OFFSET + bytes.length).putInt(tenant).put(kind).put(bytes).array();
    }

    /** What the keys of all members of a lead begin with, and all there is of a key when the member is given. */
    static byte[] ofMember(final int tenant, final String into, final String member) {
        final byte[] intoBytes = utf8(into);
        final byte[] memberBytes = utf8(member);
        return ByteBuffer.allocate(ID_OFFSET + Short.BYTES + intoBytes.length + memberBytes.length)
                .putInt(tenant).put(MEMBER).putShort((short) intoBytes.length).put(intoBytes).put(memberBytes).array();
    }

    /** The value of a merge or a tombstone. */
    static byte[] value(final long at, final String id) {
        final byte[] bytes = utf8(id);
        return ByteBuffer.allocate(Long.BYTES + bytes.length).putLong(at).put(bytes).array();
    }

    static long at(final byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static String id(final byte[] value) {
        return new String(value, Long.BYTES, value.length - Long.BYTES, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(final String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
