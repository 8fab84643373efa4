package dev.homing.serving.ingest;

import dev.homing.tracking.store.Committer;
import org.agrona.concurrent.ControlledMessageHandler.Action;

/** A ring of few messages that a stress test makes by the thousand, and a committer that notes what it drained. */
final class SmallRing {
    /** What a message that is not as it was encoded is noted as. */
    static final int TORN = 9;

    /** What takes places beforehand. */
    private static final int OTHER = 3;
    private static final int TYPE = 1;
    private static final int WORDS = 3;

    final Ring ring;
    private final int words;

    SmallRing() {
        this(1_024, WORDS);
    }

    /** A ring of five places of which four are taken. */
    static SmallRing withOnePlace() {
        // Agrona takes messages of an eighth of the ring: a correlation and one word, which lie in 24 bytes.
        final SmallRing small = new SmallRing(128, 1);
        for (int i = 0; i < 4; i++) {
            small.offer(OTHER);
        }
        return small;
    }

    private SmallRing(final int length, final int words) {
        ring = new Ring(length);
        this.words = words;
    }

    /** Offers a message that says its number in every word. */
    boolean offer(final int number) {
        return ring.tryOffer(TYPE, 0, number, words * Long.BYTES, (buffer, offset) -> {
            for (int i = 0; i < words; i++) {
                buffer.putLong(offset + i * Long.BYTES, number);
            }
        });
    }

    /** Claims a place and fails to fill it. */
    void offerInVain(final int number) {
        try {
            ring.tryOffer(TYPE, 0, number, words * Long.BYTES, (buffer, offset) -> {
                buffer.putLong(offset, number);
                throw new IllegalStateException("cannot be encoded");
            });
        } catch (final IllegalStateException e) {
            return;
        }
        throw new AssertionError("the failure was swallowed");
    }

    /** Drains what is there, as the committer does; the numbers of the messages as the digits of one number, 0 for none. */
    int drain() {
        final int[] seen = new int[1];
        long before;
        do {
            before = ring.buffer().consumerPosition();
            ring.buffer().controlledRead((type, buffer, index, length) -> {
                final int number = (int) buffer.getLong(index);
                boolean isWhole = type == TYPE && length == Committer.CORRELATION_LENGTH + words * Long.BYTES;
                for (int i = 0; isWhole && i < words; i++) {
                    isWhole = buffer.getLong(index + Committer.CORRELATION_LENGTH + i * Long.BYTES) == number;
                }
                seen[0] = seen[0] * 10 + (isWhole ? number : TORN);
                return Action.CONTINUE;
            }, Committer.MAX_BATCH);
        } while (ring.buffer().consumerPosition() != before);
        return seen[0];
    }
}
