package dev.homing.features.catalog;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over a change of the catalogue on its way through the ring.
 *
 * <pre>
 *  +-------------------------------+-------------------------------+ 0
 *  |   tenant, int32               | kind  | reserved, 0   | count |
 *  +-------------------------------+-------------------------------+ 8
 *  |   received at, int64                                          |
 *  +---------------------------------------------------------------+ 16
 *  |   PropertyRecord, its ordinals and row not set                |
 *  +---------------------------------------------------------------+ 96
 *  |   texts: length uint16, UTF-8 (request, property, market, currency, area, agent), then `count` amenities
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>One instance belongs to one thread and allocates nothing.
 */
public final class PropertyMessage {
    /** Type of the message in the ring. */
    public static final int TEMPLATE_ID = 2;
    /** Kind: all attributes from an instant on. */
    public static final int UPSERT = 1;
    /** Kind: the status alone from an instant on. */
    public static final int STATUS = 2;
    /** Offset of the record. */
    public static final int RECORD_OFFSET = 16;
    /** Bytes before the texts. */
    public static final int FIXED_LENGTH = RECORD_OFFSET + PropertyRecord.LENGTH;
    /** Bytes in front of each text. */
    public static final int TEXT_HEADER_LENGTH = 2;
    /** A {@link PropertyRecord#listedAt()} that was not given. */
    public static final long NOT_GIVEN = Long.MIN_VALUE;

    private static final int KIND_OFFSET = 4;
    private static final int COUNT_OFFSET = 7;
    private static final int RECEIVED_AT_OFFSET = 8;

    /** The texts in their order; amenities follow. */
    public enum Text {
        /** Idempotency key of the request. */
        REQUEST_ID,
        /** The property. */
        PROPERTY_ID,
        /** The market. */
        MARKET,
        /** The currency. */
        CURRENCY,
        /** The area. */
        AREA_ID,
        /** The agent. */
        AGENT_ID;

        /** How many there are. */
        public static final int COUNT = 6;
    }

    private final int[] textOffsets = new int[Text.COUNT + 64];
    private DirectBuffer buffer;
    private MutableDirectBuffer target;
    private int offset;
    private int limit;

    /** Creates a flyweight; wrap it before use. */
    public PropertyMessage() {
    }

    /**
     * Begins a message; the caller fills {@link PropertyRecord} at {@link #RECORD_OFFSET}, then appends the six texts and the
     * amenities.
     *
     * @param target       to write to
     * @param offset       of the first byte
     * @param tenant       whose
     * @param kind         {@link #UPSERT} or {@link #STATUS}
     * @param receivedAtMs when it was received
     * @param amenities    how many amenities follow, 0 to 64
     * @return this
     */
    public PropertyMessage wrapAndBegin(
            final MutableDirectBuffer target,
            final int offset,
            final int tenant,
            final int kind,
            final long receivedAtMs,
            final int amenities) {
        this.buffer = target;
        this.target = target;
        this.offset = offset;
        target.putInt(offset, tenant, LITTLE_ENDIAN);
        target.putInt(offset + KIND_OFFSET, kind | amenities << 24, LITTLE_ENDIAN);
        target.putLong(offset + RECEIVED_AT_OFFSET, receivedAtMs, LITTLE_ENDIAN);
        PropertyRecord.putUnknown(target, offset + RECORD_OFFSET);
        target.putLong(offset + RECORD_OFFSET + PropertyRecord.LISTED_AT_FIELD_OFFSET, NOT_GIVEN, LITTLE_ENDIAN);
        limit = offset + FIXED_LENGTH;
        return this;
    }

    /**
     * Appends the next text.
     *
     * @param source UTF-8
     * @param length how many bytes of it, from its first on
     * @return this
     */
    public PropertyMessage appendText(final byte[] source, final int length) {
        target.putShort(limit, (short) length, LITTLE_ENDIAN);
        target.putBytes(limit + TEXT_HEADER_LENGTH, source, 0, length);
        limit += TEXT_HEADER_LENGTH + length;
        return this;
    }

    /**
     * Bytes written so far, or of the whole message after {@link #wrap}.
     *
     * @return a length
     */
    public int encodedLength() {
        return limit - offset;
    }

    /**
     * Points this flyweight at a message to read.
     *
     * @param buffer with the message
     * @param offset of its first byte
     * @return this
     */
    public PropertyMessage wrap(final DirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.target = null;
        this.offset = offset;
        limit = offset + FIXED_LENGTH;
        for (int i = 0; i < Text.COUNT + amenityCount(); i++) {
            textOffsets[i] = limit;
            limit += TEXT_HEADER_LENGTH + (buffer.getShort(limit, LITTLE_ENDIAN) & 0xFFFF);
        }
        return this;
    }

    /**
     * The tenant.
     *
     * @return its number
     */
    public int tenant() {
        return buffer.getInt(offset, LITTLE_ENDIAN);
    }

    /**
     * What is to change.
     *
     * @return {@link #UPSERT} or {@link #STATUS}
     */
    public int kind() {
        return buffer.getByte(offset + KIND_OFFSET);
    }

    /**
     * When it was received.
     *
     * @return milliseconds since 1970
     */
    public long receivedAt() {
        return buffer.getLong(offset + RECEIVED_AT_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * How many amenities follow the texts.
     *
     * @return 0 to 64
     */
    public int amenityCount() {
        return buffer.getByte(offset + COUNT_OFFSET);
    }

    /**
     * Where a text begins.
     *
     * @param text which
     * @return offset of its first byte
     */
    public int textOffset(final Text text) {
        return textOffsets[text.ordinal()] + TEXT_HEADER_LENGTH;
    }

    /**
     * How long a text is.
     *
     * @param text which
     * @return its bytes, 0 for none
     */
    public int textLength(final Text text) {
        return buffer.getShort(textOffsets[text.ordinal()], LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * Where an amenity begins.
     *
     * @param i 0 to {@link #amenityCount()} - 1
     * @return offset of its first byte
     */
    public int amenityOffset(final int i) {
        return textOffsets[Text.COUNT + i] + TEXT_HEADER_LENGTH;
    }

    /**
     * How long an amenity is.
     *
     * @param i 0 to {@link #amenityCount()} - 1
     * @return its bytes
     */
    public int amenityLength(final int i) {
        return buffer.getShort(textOffsets[Text.COUNT + i], LITTLE_ENDIAN) & 0xFFFF;
    }
}
