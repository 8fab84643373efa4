package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * How events turned out, as it is stored: at most one outcome of each kind for an event.
 *
 * <pre>
 *  key:    tenant int32 | sequence of the event int64 | kind byte       (big endian)
 *  value:  occurred at int64 | value float64, NaN when not said         (little endian)
 * </pre>
 */
public final class EventOutcomes {
    private static final int KIND_OFFSET = Integer.BYTES + Long.BYTES;
    private static final int KEY_LENGTH = KIND_OFFSET + 1;
    private static final int VALUE_LENGTH = Long.BYTES + Double.BYTES;

    private EventOutcomes() {
    }

    /** Sees the outcomes of an event. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Sees one outcome.
         *
         * @param kind       how the event turned out, a number of the protocol
         * @param occurredAt when, in milliseconds since 1970
         * @param value      what it was worth; NaN when not said
         */
        void outcome(int kind, long occurredAt, double value);
    }

    /**
     * Visits the outcomes of an event by kind. Any thread.
     *
     * @param store    to read
     * @param tenant   whose
     * @param sequence of the event
     * @param visitor  sees them
     */
    public static void forEach(final Store store, final int tenant, final long sequence, final Visitor visitor) {
        final byte[] prefix = ByteBuffer.allocate(KIND_OFFSET).putInt(tenant).putLong(sequence).array();
        store.scan(Family.OUTCOMES, prefix, (key, value) -> {
            if (!isWellFormed(key, value)) {
                throw new StoreException(StoreException.Reason.CORRUPT,
                        "An outcome in " + store.folder() + " has a wrong length", null);
            }
            visitor.outcome(
                    key.getByte(KIND_OFFSET), value.getLong(0, LITTLE_ENDIAN), value.getDouble(Long.BYTES, LITTLE_ENDIAN));
            return true;
        });
    }

    static boolean isWellFormed(final DirectBuffer key, final DirectBuffer value) {
        return key.capacity() == KEY_LENGTH && value.capacity() == VALUE_LENGTH;
    }

    static byte[] key(final int tenant, final long sequence, final byte kind) {
        return ByteBuffer.allocate(KEY_LENGTH).order(BIG_ENDIAN).putInt(tenant).putLong(sequence).put(kind).array();
    }

    static byte[] value(final long occurredAt, final double value) {
        return ByteBuffer.allocate(VALUE_LENGTH).order(LITTLE_ENDIAN).putLong(occurredAt).putDouble(value).array();
    }

    static long occurredAt(final byte[] stored) {
        return ByteBuffer.wrap(stored).order(LITTLE_ENDIAN).getLong();
    }
}
