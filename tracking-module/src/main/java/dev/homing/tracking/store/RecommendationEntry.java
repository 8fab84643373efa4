package dev.homing.tracking.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * One entry of the log of recommendations, big endian:
 *
 * <pre>
 *  int32 length of all that follows the checksum
 *  int32 CRC-32 of it
 *  byte  kind: 1 an answer, 2 feedback
 *  int32 tenant
 *  16 bytes id of the recommendation
 *  int32 length of the request, and the request
 *  the answer, to the end; nothing for feedback
 * </pre>
 *
 * @param kind    {@link #ANSWER} or {@link #FEEDBACK}
 * @param tenant  whose
 * @param id      of the recommendation, a UUID of version 7
 * @param request as it came, a protocol message
 * @param answer  as it was given, a protocol message; empty for feedback
 * @see RecommendationFiles
 */
public record RecommendationEntry(byte kind, int tenant, UUID id, byte[] request, byte[] answer) {
    /** Kind of a list and the request that it answers. */
    public static final byte ANSWER = 1;
    /** Kind of what somebody said of a list, which comes behind the list. */
    public static final byte FEEDBACK = 2;

    private static final int FRAME_LENGTH = 2 * Integer.BYTES;
    private static final int FIXED_LENGTH = Byte.BYTES + Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;
    /** No request and no answer is larger than what gRPC takes. */
    private static final int MAX_LENGTH = 16 << 20;

    /**
     * How long the entry is.
     *
     * @return bytes
     */
    public int length() {
        return FRAME_LENGTH + FIXED_LENGTH + request.length + answer.length;
    }

    /**
     * Writes the entry, and moves behind it.
     *
     * @param target big endian, with room for {@link #length}
     */
    public void put(final ByteBuffer target) {
        final int start = target.position();
        target.putInt(length() - FRAME_LENGTH).putInt(0)
                .put(kind).putInt(tenant).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits())
                .putInt(request.length).put(request).put(answer);
        target.putInt(start + Integer.BYTES, checksum(target, start + FRAME_LENGTH, target.position()));
    }

    /**
     * Reads the next entry, and moves behind it.
     *
     * @param source big endian
     * @return nothing, with nothing moved, at the end and where what comes is not whole
     */
    public static Optional<RecommendationEntry> read(final ByteBuffer source) {
        final int start = source.position();
        final int length = nextLength(source);
        if (length == 0 || length > source.remaining()
                || source.getInt(start + Integer.BYTES) != checksum(source, start + FRAME_LENGTH, start + length)) {
            return Optional.empty();
        }
        final ByteBuffer body = source.slice(start + FRAME_LENGTH, length - FRAME_LENGTH);
        try {
            final byte kind = body.get();
            final int tenant = body.getInt();
            final UUID id = new UUID(body.getLong(), body.getLong());
            final byte[] request = new byte[body.getInt()];
            body.get(request);
            final byte[] answer = new byte[body.remaining()];
            body.get(answer);
            source.position(start + length);
            return Optional.of(new RecommendationEntry(kind, tenant, id, request, answer));
        } catch (final BufferUnderflowException | NegativeArraySizeException e) {
            // The checksum is right and the lengths are not: whoever wrote this was not us.
            return Optional.empty();
        }
    }

    /**
     * Whether what comes next is about a recommendation; nothing is moved, and nothing checked.
     *
     * @param source big endian
     * @param tenant whose
     * @param id     of the recommendation
     * @return false also where there is no entry
     */
    public static boolean isNextAbout(final ByteBuffer source, final int tenant, final UUID id) {
        final int body = source.position() + FRAME_LENGTH + Byte.BYTES;
        return source.remaining() >= FRAME_LENGTH + FIXED_LENGTH && source.getInt(body) == tenant
                && source.getLong(body + Integer.BYTES) == id.getMostSignificantBits()
                && source.getLong(body + Integer.BYTES + Long.BYTES) == id.getLeastSignificantBits();
    }

    /**
     * Moves behind the next entry, which is not checked.
     *
     * @param source big endian
     * @return false, with nothing moved, where there is none
     */
    public static boolean skip(final ByteBuffer source) {
        final int length = nextLength(source);
        if (length == 0 || length > source.remaining()) {
            return false;
        }
        source.position(source.position() + length);
        return true;
    }

    /** How long the next entry says that it is, also where it is not all there; 0 where nothing says so, or nothing possible. */
    static int nextLength(final ByteBuffer source) {
        if (source.remaining() < FRAME_LENGTH) {
            return 0;
        }
        final int length = source.getInt(source.position());
        return length < FIXED_LENGTH || length > MAX_LENGTH ? 0 : FRAME_LENGTH + length;
    }

    private static int checksum(final ByteBuffer buffer, final int from, final int to) {
        final CRC32 crc = new CRC32();
        crc.update(buffer.slice(from, to - from));
        return (int) crc.getValue();
    }
}
