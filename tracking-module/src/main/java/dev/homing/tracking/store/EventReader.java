package dev.homing.tracking.store;

import dev.homing.tracking.codec.EventFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads events from the journal, with the personal data beside it when that is wanted. One instance belongs to one thread. */
public final class EventReader {
    private final Store store;
    private final EventFlyweight event = new EventFlyweight();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private boolean hasPersonal;

    /**
     * Creates a reader.
     *
     * @param store to read
     */
    public EventReader(final Store store) {
        this.store = store;
    }

    /**
     * The newest event of a tenant; looks at one key.
     *
     * @param tenant whose
     * @return its place in the journal, 1 or more; 0 when there is none
     */
    public long newest(final int tenant) {
        try (Cursor cursor = store.cursor(Family.EVENTS)) {
            final byte[] behindAll = ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(tenant).putLong(-1).array();
            return cursor.seekBack(behindAll) && cursor.isAt(TimelineKey.ofTenant(tenant))
                    ? cursor.key().getLong(Integer.BYTES, ByteOrder.BIG_ENDIAN) : 0;
        }
    }

    /**
     * Reads an event.
     *
     * @param tenant       whose
     * @param sequence     of the event
     * @param withPersonal also its personal details
     * @return false when there is none
     */
    public boolean read(final int tenant, final long sequence, final boolean withPersonal) {
        final byte[] key = ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(tenant).putLong(sequence).array();
        final byte[] bytes = store.get(Family.EVENTS, key);
        if (bytes == null) {
            return false;
        }
        wrap(bytes);
        if (withPersonal && event.personalCount() > 0) {
            readPersonal(key, bytes);
        }
        return true;
    }

    private void readPersonal(final byte[] key, final byte[] bytes) {
        final byte[] personal = store.get(Family.PERSONAL, key);
        if (personal == null) {
            return;
        }
        // The personal details stand behind the event again, as they did when it came.
        final byte[] whole = Arrays.copyOf(bytes, bytes.length + personal.length);
        System.arraycopy(personal, 0, whole, bytes.length, personal.length);
        wrap(whole);
        if (!EventFlyweight.areDetails(buffer, event.firstPersonal(), whole.length, event.personalCount())) {
            throw corrupt();
        }
        hasPersonal = true;
    }

    private void wrap(final byte[] bytes) {
        buffer.wrap(bytes);
        if (!EventFlyweight.isWellFormed(buffer, 0, bytes.length)) {
            throw corrupt();
        }
        event.wrap(buffer, 0);
        hasPersonal = false;
    }

    private StoreException corrupt() {
        return new StoreException(
                StoreException.Reason.CORRUPT, "An event in " + store.folder() + " is not what an event is", null);
    }

    /**
     * The event read last.
     *
     * @return valid until the next one is read
     */
    public EventFlyweight event() {
        return event;
    }

    /**
     * Whether the personal details of the event read last stand behind it.
     *
     * @return false when they were not wanted, or there are none
     */
    public boolean hasPersonal() {
        return hasPersonal;
    }
}
