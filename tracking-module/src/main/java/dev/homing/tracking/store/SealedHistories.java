package dev.homing.tracking.store;

import dev.homing.tracking.codec.LeadHistory;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Looks sealed histories up, fastest in the order of the store. One thread. */
final class SealedHistories implements AutoCloseable {
    /** A leap takes as long as some steps, each of which may read a long value. */
    private static final int MAX_STEPS = 4;

    private final Store store;
    private final Cursor cursor;
    private final byte[] headerBytes = new byte[SealedHistory.HEADER_LENGTH];
    private final UnsafeBuffer header = new UnsafeBuffer(headerBytes);
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    /** The key that was looked for last: the cursor stands at the first one from there on. */
    private final ByteBuffer lastBytes = ByteBuffer.allocate(TimelineKey.MAX_LENGTH);
    private final byte[] last = lastBytes.array();
    private int lastLength = -1;
    private boolean isAtKey;

    /**
     * Creates a view.
     *
     * @param cursor of {@link Family#HISTORIES}, which is closed with this
     */
    SealedHistories(final Store store, final Cursor cursor) {
        this.store = store;
        this.cursor = cursor;
    }

    /** Goes to the sealed history of a lead, by what the keys of its records begin with; false when there is none. */
    boolean find(final byte[] lead, final int length) {
        final boolean isBack = lastLength < 0 || Arrays.compareUnsigned(lead, 0, length, last, 0, lastLength) < 0;
        System.arraycopy(lead, 0, last, 0, length);
        lastLength = length;
        if (isBack) {
            seek();
        }
        for (int steps = 0; isAtKey && cursor.compareTo(lead, length) < 0; steps++) {
            if (steps < MAX_STEPS) {
                isAtKey = cursor.next();
            } else {
                seek();
            }
        }
        return isAtKey && cursor.compareTo(lead, length) == 0;
    }

    private void seek() {
        isAtKey = cursor.seek(lastBytes.clear().limit(lastLength));
    }

    /** Reads no more than the header, after which {@link #untilMs} and {@link #records} answer. */
    void readHeader() {
        requireWellFormed(cursor.value(headerBytes, headerBytes.length), header);
    }

    /** The last millisecond that the history is sealed until. */
    long untilMs() {
        return SealedHistory.untilMs(header);
    }

    /** How many records it has. */
    int records() {
        return SealedHistory.leadCount(header) + SealedHistory.agentCount(header);
    }

    /** Reads all of it, and the header. */
    void read(final LeadHistory into) {
        int length = cursor.value(into.records(), into.records().length);
        if (length > into.records().length) {
            length = cursor.value(into.reserve(length), into.records().length);
        }
        value.wrap(into.records());
        header.putBytes(0, value, 0, SealedHistory.HEADER_LENGTH);
        requireWellFormed(length, header);
        final int leadCount = SealedHistory.leadCount(header);
        into.frame(SealedHistory.HEADER_LENGTH, leadCount,
                SealedHistory.HEADER_LENGTH + leadCount * TimelineRecord.LENGTH, SealedHistory.agentCount(header));
    }

    private void requireWellFormed(final int length, final UnsafeBuffer ofHeader) {
        if (!SealedHistory.isWellFormed(ofHeader, length)) {
            throw new StoreException(StoreException.Reason.CORRUPT,
                    "A sealed history in " + store.folder() + " has a wrong length", null);
        }
    }

    @Override
    public void close() {
        cursor.close();
    }
}
