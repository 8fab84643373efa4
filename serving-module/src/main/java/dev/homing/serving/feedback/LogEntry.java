package dev.homing.serving.feedback;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * One entry of the {@link RecommendationLog}, big endian:
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
 * @param id      of the recommendation
 * @param request as it came, a protocol message
 * @param answer  as it was given, a protocol message; empty for feedback
 */
record LogEntry(byte kind, int tenant, UUID id, byte[] request, byte[] answer) {
    static final byte ANSWER = 1;
    static final byte FEEDBACK = 2;

    private static final int FRAME_LENGTH = 2 * Integer.BYTES;
    private static final int FIXED_LENGTH = Byte.BYTES + Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;
    /** No request and no answer is larger than what gRPC takes. */
    private static final int MAX_LENGTH = 16 << 20;

    int length() {
        return FRAME_LENGTH + FIXED_LENGTH + request.length + answer.length;
    }

    /** Writes the entry, for which there is room. */
    void put(final ByteBuffer target) {
        final int start = target.position();
        target.putInt(length() - FRAME_LENGTH).putInt(0)
                .put(kind).putInt(tenant).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits())
                .putInt(request.length).put(request).put(answer);
        target.putInt(start + Integer.BYTES, checksum(target, start + FRAME_LENGTH, target.position()));
    }

    /** Reads the next entry, and moves behind it; null, with nothing moved, at the end and where what comes is not whole. */
    static LogEntry read(final ByteBuffer source) {
        final int start = source.position();
        if (source.remaining() < FRAME_LENGTH + FIXED_LENGTH) {
            return null;
        }
        final int length = source.getInt(start);
        if (length < FIXED_LENGTH || length > MAX_LENGTH || length > source.remaining() - FRAME_LENGTH
                || source.getInt(start + Integer.BYTES)
                        != checksum(source, start + FRAME_LENGTH, start + FRAME_LENGTH + length)) {
            return null;
        }
        final ByteBuffer body = source.slice(start + FRAME_LENGTH, length);
        try {
            final byte kind = body.get();
            final int tenant = body.getInt();
            final UUID id = new UUID(body.getLong(), body.getLong());
            final byte[] request = new byte[body.getInt()];
            body.get(request);
            final byte[] answer = new byte[body.remaining()];
            body.get(answer);
            source.position(start + FRAME_LENGTH + length);
            return new LogEntry(kind, tenant, id, request, answer);
        } catch (final BufferUnderflowException | NegativeArraySizeException e) {
            // The checksum is right and the lengths are not: whoever wrote this was not us.
            return null;
        }
    }

    /** Whether what comes next is about a recommendation; nothing is moved, and nothing checked. */
    static boolean isNextAbout(final ByteBuffer source, final int tenant, final UUID id) {
        final int body = source.position() + FRAME_LENGTH + Byte.BYTES;
        return source.remaining() >= FRAME_LENGTH + FIXED_LENGTH && source.getInt(body) == tenant
                && source.getLong(body + Integer.BYTES) == id.getMostSignificantBits()
                && source.getLong(body + Integer.BYTES + Long.BYTES) == id.getLeastSignificantBits();
    }

    /** Moves behind the next entry, which is not checked; false, with nothing moved, where there is none. */
    static boolean skip(final ByteBuffer source) {
        if (source.remaining() < FRAME_LENGTH + FIXED_LENGTH) {
            return false;
        }
        final int length = source.getInt(source.position());
        if (length < FIXED_LENGTH || length > MAX_LENGTH || length > source.remaining() - FRAME_LENGTH) {
            return false;
        }
        source.position(source.position() + FRAME_LENGTH + length);
        return true;
    }

    private static int checksum(final ByteBuffer buffer, final int from, final int to) {
        final CRC32 crc = new CRC32();
        crc.update(buffer.slice(from, to - from));
        return (int) crc.getValue();
    }
}
