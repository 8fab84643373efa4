package dev.homing.serving.event;

import com.google.protobuf.MessageLite;
import dev.homing.tracking.codec.Hash64;
import dev.homing.tracking.store.EventPosition;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where a list of events goes on: the place of the last event looked at, and a hash of it together with the question, so that a
 * token of another question, or a damaged one, is known for what it is. Not a secret.
 */
public final class PageToken {
    private static final int LENGTH = 3 * Long.BYTES;

    private final byte[] question;

    /**
     * The tokens of a question.
     *
     * @param tenant        whose events
     * @param filter        which of them
     * @param isOldestFirst in which direction
     */
    public PageToken(final int tenant, final MessageLite filter, final boolean isOldestFirst) {
        final byte[] bytes = filter.toByteArray();
        question = ByteBuffer.allocate(bytes.length + Integer.BYTES + 1)
                .put(bytes).putInt(tenant).put((byte) (isOldestFirst ? 1 : 0)).array();
    }

    /**
     * The token of a place.
     *
     * @param position the last event looked at
     * @return letters that fit into a URL
     */
    public String of(final EventPosition position) {
        final ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .putLong(position.occurredAt()).putLong(position.sequence()).putLong(hash(position));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The place of a token.
     *
     * @param token that somebody sent
     * @return empty when no answer to this question gave it
     */
    public Optional<EventPosition> position(final String token) {
        final ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (final IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.capacity() != LENGTH) {
            return Optional.empty();
        }
        final EventPosition position = new EventPosition(bytes.getLong(), bytes.getLong());
        return bytes.getLong() == hash(position) ? Optional.of(position) : Optional.empty();
    }

    private long hash(final EventPosition position) {
        final byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES + question.length)
                .putLong(position.occurredAt()).putLong(position.sequence()).put(question).array();
        return Hash64.hash(0, new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
