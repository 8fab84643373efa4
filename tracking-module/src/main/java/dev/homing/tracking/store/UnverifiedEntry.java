package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An entry of the store that may be anything, and how to read the journal with the same caution. */
final class UnverifiedEntry {
    private static final int SHOWN_BYTES = 64;

    private DirectBuffer key;
    private DirectBuffer value;

    UnverifiedEntry wrap(final DirectBuffer key, final DirectBuffer value) {
        this.key = key;
        this.value = value;
        return this;
    }

    DirectBuffer key() {
        return key;
    }

    DirectBuffer value() {
        return value;
    }

    /** Only of a key that is long enough. */
    int tenant() {
        return key.getInt(0, BIG_ENDIAN);
    }

    /** Reads an event of the journal; false when there is none of this sequence or what is there is no event. */
    static boolean readEvent(final Store store, final int tenant, final long sequence, final EventFlyweight into) {
        final byte[] found = store.get(
                Family.EVENTS, ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(tenant).putLong(sequence).array());
        if (found == null || !EventFlyweight.isWellFormed(new UnsafeBuffer(found), 0, found.length)) {
            return false;
        }
        into.wrap(new UnsafeBuffer(found), 0);
        return true;
    }

    /** The bytes of a text of an event. */
    static byte[] bytes(final EventFlyweight event, final Text text) {
        final byte[] bytes = new byte[event.textLength(text)];
        event.buffer().getBytes(event.textOffset(text), bytes);
        return bytes;
    }

    /** The key in hex. */
    @Override
    public String toString() {
        final byte[] bytes = new byte[Math.min(key.capacity(), SHOWN_BYTES)];
        key.getBytes(0, bytes);
        return HexFormat.of().formatHex(bytes) + (key.capacity() > SHOWN_BYTES ? "…" : "");
    }
}
