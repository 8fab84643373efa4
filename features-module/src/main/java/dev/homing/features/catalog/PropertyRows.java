package dev.homing.features.catalog;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All versions of a tenant's properties, off heap, one {@link PropertyRecord} each, linked from newer to older. Rows never move:
 * growing adds a chunk. One writer; a reader reaches a row only through a link that was published after the row was written.
 */
final class PropertyRows {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;

    private volatile UnsafeBuffer[] chunks = new UnsafeBuffer[0];
    private int count;

    /** Copies a record into a new row, linked to the version before it. */
    int add(final DirectBuffer source, final int offset, final int previousRow) {
        if (count == chunks.length << CHUNK_BITS) {
            final UnsafeBuffer[] more = Arrays.copyOf(chunks, chunks.length + 1);
            more[chunks.length] = new UnsafeBuffer(ByteBuffer.allocateDirect(CHUNK_ROWS * PropertyRecord.LENGTH));
            chunks = more;
        }
        final int row = count++;
        final UnsafeBuffer chunk = chunks[row >> CHUNK_BITS];
        chunk.putBytes(offsetOf(row), source, offset, PropertyRecord.LENGTH);
        chunk.putInt(offsetOf(row) + PropertyRecord.PREVIOUS_ROW_FIELD_OFFSET, previousRow, LITTLE_ENDIAN);
        return row;
    }

    /** Puts another version between a row and the one before it; readers see either. */
    void relink(final int row, final int previousRow) {
        chunks[row >> CHUNK_BITS].putIntOrdered(offsetOf(row) + PropertyRecord.PREVIOUS_ROW_FIELD_OFFSET, previousRow);
    }

    PropertyRecord wrap(final PropertyRecord record, final int row) {
        return record.wrap(chunks[row >> CHUNK_BITS], offsetOf(row));
    }

    long effectiveAt(final int row) {
        return chunks[row >> CHUNK_BITS].getLong(offsetOf(row) + PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    long listedAt(final int row) {
        return chunks[row >> CHUNK_BITS].getLong(offsetOf(row) + PropertyRecord.LISTED_AT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    int status(final int row) {
        return chunks[row >> CHUNK_BITS].getByte(offsetOf(row) + PropertyRecord.STATUS_FIELD_OFFSET);
    }

    int previous(final int row) {
        return chunks[row >> CHUNK_BITS].getIntVolatile(offsetOf(row) + PropertyRecord.PREVIOUS_ROW_FIELD_OFFSET);
    }

    int count() {
        return count;
    }

    private static int offsetOf(final int row) {
        return (row & CHUNK_ROWS - 1) * PropertyRecord.LENGTH;
    }
}
