package dev.homing.tracking.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over one whole event, as it travels through the ring and lies in the journal.
 *
 * <pre>
 *  +---------------+---------------+---------------+---------------+ 0
 *  |        block length           |        template id            |
 *  +---------------+---------------+---------------+---------------+ 4
 *  |        schema version         |        reserved, 0            |
 *  +---------------+---------------+---------------+---------------+ 8
 *  |        occurred at, ms since 1970, int64                      |
 *  +---------------------------------------------------------------+ 16
 *  |        received at, ms since 1970, int64                      |
 *  +---------------------------------------------------------------+ 24
 *  |        journal sequence, int64, 0 until it is committed       |
 *  +---------------------------------------------------------------+ 32
 *  |        viewed, seconds, float64, NaN when not known           |
 *  +---------------------------------------------------------------+ 40
 *  |        tenant, int32                                          |
 *  +---------------+---------------+---------------+---------------+ 44
 *  |     type      |    device     |    channel    |  reserved, 0  |
 *  +---------------+---------------+---------------+---------------+ 48
 *  |   UTC offset, minutes, int16  |  flags, as in TimelineRecord  |
 *  +---------------+---------------+---------------+---------------+ 52
 *  |        details, how many      |   personal details, how many  |
 *  +---------------+---------------+---------------+---------------+ 56 = 8 + block length
 *  |  6 texts: length uint16, UTF-8 (event, lead, property, agent, session, campaign)
 *  +---------------------------------------------------------------+
 *  |  details: code uint16, length uint16, float64 or UTF-8
 *  +---------------------------------------------------------------+
 *  |  personal details, in the same form; in the journal they are not here but beside it
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>All numbers are little endian. Readers take the block length from the header, so that a later version may append to the
 * block; a detail of an unknown code is skipped by its length. One instance belongs to one thread and allocates nothing.
 *
 * <p>Longer than most because layout, reader and writer of the event are one class, and every field of it is documented.
 */
public final class EventFlyweight {
    /** Template id of an event; also its message type in the ring. */
    public static final int TEMPLATE_ID = 1;
    /** Version that this class writes. */
    public static final int SCHEMA_VERSION = 1;
    /** Bytes of the header. */
    public static final int HEADER_LENGTH = 8;
    /** Bytes of the fixed block that this class writes. */
    public static final int BLOCK_LENGTH = 48;
    /** Bytes of header and block. */
    public static final int FIXED_LENGTH = HEADER_LENGTH + BLOCK_LENGTH;
    /** Bytes in front of each text. */
    public static final int TEXT_HEADER_LENGTH = 2;
    /** Bytes in front of each detail. */
    public static final int DETAIL_HEADER_LENGTH = 4;
    /** A UTC offset that the client did not give. */
    public static final int UNKNOWN_UTC_OFFSET = Short.MIN_VALUE;

    /** Offset of the block length in the header. */
    public static final int BLOCK_LENGTH_FIELD_OFFSET = 0;
    /** Offset of the template id in the header. */
    public static final int TEMPLATE_ID_FIELD_OFFSET = 2;
    /** Offset of the schema version in the header. */
    public static final int VERSION_FIELD_OFFSET = 4;
    /** Offset of the event's time. */
    public static final int OCCURRED_AT_FIELD_OFFSET = 8;
    /** Offset of the time of receipt. */
    public static final int RECEIVED_AT_FIELD_OFFSET = 16;
    /** Offset of the sequence. */
    public static final int SEQUENCE_FIELD_OFFSET = 24;
    /** Offset of the viewing time. */
    public static final int VIEW_SECONDS_FIELD_OFFSET = 32;
    /** Offset of the tenant. */
    public static final int TENANT_FIELD_OFFSET = 40;
    /** Offset of the type. */
    public static final int TYPE_FIELD_OFFSET = 44;
    /** Offset of the device. */
    public static final int DEVICE_FIELD_OFFSET = 45;
    /** Offset of the channel. */
    public static final int CHANNEL_FIELD_OFFSET = 46;
    /** Offset of the UTC offset. */
    public static final int UTC_OFFSET_FIELD_OFFSET = 48;
    /** Offset of the flags. */
    public static final int FLAGS_FIELD_OFFSET = 50;
    /** Offset of the number of details. */
    public static final int DETAIL_COUNT_FIELD_OFFSET = 52;
    /** Offset of the number of personal details. */
    public static final int PERSONAL_COUNT_FIELD_OFFSET = 54;

    /** The texts of an event, in their order. */
    public enum Text {
        /** The event's id. */
        EVENT_ID,
        /** The lead. */
        LEAD_ID,
        /** The property. */
        PROPERTY_ID,
        /** The agent. */
        AGENT_ID,
        /** The session. */
        SESSION_ID,
        /** The campaign. */
        CAMPAIGN_ID;

        /** How many there are. */
        public static final int COUNT = 6;
    }

    private final int[] textOffsets = new int[Text.COUNT];
    private DirectBuffer buffer;
    private MutableDirectBuffer target;
    private int offset;
    private int limit;
    private int appendedTexts;
    private int appendedDetails;
    private int appendedPersonal;

    /** Creates a flyweight; wrap it before use. */
    public EventFlyweight() {
    }

    /**
     * Whether bytes are an event that this class can read, without its personal details.
     *
     * @param buffer with the bytes
     * @param offset of the first
     * @param length how many
     * @return false when any length in it leads beyond its end, or the template or the type is unknown
     */
    public static boolean isWellFormed(final DirectBuffer buffer, final int offset, final int length) {
        if (length < FIXED_LENGTH
                || unsignedShort(buffer, offset + TEMPLATE_ID_FIELD_OFFSET) != TEMPLATE_ID
                || unsignedShort(buffer, offset + BLOCK_LENGTH_FIELD_OFFSET) < BLOCK_LENGTH
                || !EventType.isCode(buffer.getByte(offset + TYPE_FIELD_OFFSET))) {
            return false;
        }
        final int end = offset + length;
        int position = offset + HEADER_LENGTH + unsignedShort(buffer, offset + BLOCK_LENGTH_FIELD_OFFSET);
        for (int i = 0; i < Text.COUNT; i++) {
            if (position + TEXT_HEADER_LENGTH > end) {
                return false;
            }
            position += TEXT_HEADER_LENGTH + unsignedShort(buffer, position);
        }
        return areDetails(buffer, position, end, unsignedShort(buffer, offset + DETAIL_COUNT_FIELD_OFFSET));
    }

    /**
     * Whether bytes are so many details.
     *
     * @param buffer   with the bytes
     * @param position of the first
     * @param end      of the last
     * @param count    of details
     * @return false when any length in them leads beyond the end
     */
    public static boolean areDetails(final DirectBuffer buffer, final int position, final int end, final int count) {
        int next = position;
        for (int i = 0; i < count; i++) {
            if (next + DETAIL_HEADER_LENGTH > end) {
                return false;
            }
            next += DETAIL_HEADER_LENGTH + unsignedShort(buffer, next + 2);
        }
        return next <= end;
    }

    /**
     * Points this flyweight at an event to read.
     *
     * @param buffer with the event, which {@link #isWellFormed} accepts
     * @param offset of its first byte
     * @return this
     */
    public EventFlyweight wrap(final DirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        this.target = null;
        this.offset = offset;
        int position = offset + HEADER_LENGTH + unsignedShort(buffer, offset + BLOCK_LENGTH_FIELD_OFFSET);
        for (int i = 0; i < Text.COUNT; i++) {
            textOffsets[i] = position;
            position += TEXT_HEADER_LENGTH + unsignedShort(buffer, position);
        }
        limit = position;
        return this;
    }

    /**
     * Begins an event: writes the header and the fixed block. The texts follow with {@link #appendText}, all six in their
     * order, then the details, then those that are personal.
     *
     * @param target           to write to
     * @param offset           of the first byte
     * @param tenant           the tenant
     * @param type             the type
     * @param occurredAtMs     when it happened
     * @param receivedAtMs     when it was received
     * @param deviceCode       the device or 0
     * @param channelCode      the channel or 0
     * @param utcOffsetMinutes the lead's local time or {@link #UNKNOWN_UTC_OFFSET}
     * @param flags            the flags of {@link TimelineRecord}
     * @param viewSeconds      how long it was viewed, NaN when not known
     * @return this
     */
    public EventFlyweight wrapAndBegin(
            final MutableDirectBuffer target,
            final int offset,
            final int tenant,
            final EventType type,
            final long occurredAtMs,
            final long receivedAtMs,
            final int deviceCode,
            final int channelCode,
            final int utcOffsetMinutes,
            final int flags,
            final double viewSeconds) {
        this.buffer = target;
        this.target = Objects.requireNonNull(target, "target");
        this.offset = offset;
        appendedTexts = 0;
        appendedDetails = 0;
        appendedPersonal = 0;
        target.putShort(offset + BLOCK_LENGTH_FIELD_OFFSET, (short) BLOCK_LENGTH, LITTLE_ENDIAN);
        target.putShort(offset + TEMPLATE_ID_FIELD_OFFSET, (short) TEMPLATE_ID, LITTLE_ENDIAN);
        target.putInt(offset + VERSION_FIELD_OFFSET, SCHEMA_VERSION, LITTLE_ENDIAN);
        target.putLong(offset + OCCURRED_AT_FIELD_OFFSET, occurredAtMs, LITTLE_ENDIAN);
        target.putLong(offset + RECEIVED_AT_FIELD_OFFSET, receivedAtMs, LITTLE_ENDIAN);
        target.putLong(offset + SEQUENCE_FIELD_OFFSET, 0, LITTLE_ENDIAN);
        target.putDouble(offset + VIEW_SECONDS_FIELD_OFFSET, viewSeconds, LITTLE_ENDIAN);
        target.putInt(offset + TENANT_FIELD_OFFSET, tenant, LITTLE_ENDIAN);
        target.putInt(offset + TYPE_FIELD_OFFSET, type.code() | deviceCode << 8 | channelCode << 16, LITTLE_ENDIAN);
        target.putShort(offset + UTC_OFFSET_FIELD_OFFSET, (short) utcOffsetMinutes, LITTLE_ENDIAN);
        target.putShort(offset + FLAGS_FIELD_OFFSET, (short) flags, LITTLE_ENDIAN);
        target.putInt(offset + DETAIL_COUNT_FIELD_OFFSET, 0, LITTLE_ENDIAN);
        limit = offset + FIXED_LENGTH;
        return this;
    }

    /**
     * Appends the next text.
     *
     * @param source UTF-8
     * @param length how many bytes of it, from its first on; 0 for none
     * @return this
     */
    public EventFlyweight appendText(final byte[] source, final int length) {
        if (appendedTexts == Text.COUNT) {
            throw new IllegalStateException("appendedTexts=" + appendedTexts + ": an event has " + Text.COUNT);
        }
        textOffsets[appendedTexts++] = limit;
        target.putShort(limit, (short) length, LITTLE_ENDIAN);
        target.putBytes(limit + TEXT_HEADER_LENGTH, source, 0, length);
        limit += TEXT_HEADER_LENGTH + length;
        return this;
    }

    /**
     * Appends a detail that is a number.
     *
     * @param field which one
     * @param value of it
     * @return this
     */
    public EventFlyweight appendDetail(final DetailField field, final double value) {
        beginDetail(field, Double.BYTES, field.isText());
        target.putDouble(limit, value, LITTLE_ENDIAN);
        limit += Double.BYTES;
        return this;
    }

    /**
     * Appends a detail that is text.
     *
     * @param field  which one
     * @param source UTF-8
     * @param length how many bytes of it, from its first on
     * @return this
     */
    public EventFlyweight appendDetail(final DetailField field, final byte[] source, final int length) {
        beginDetail(field, length, !field.isText());
        target.putBytes(limit, source, 0, length);
        limit += length;
        return this;
    }

    private void beginDetail(final DetailField field, final int length, final boolean isWrongKind) {
        if (isWrongKind || appendedTexts != Text.COUNT || (appendedPersonal > 0 && !field.isPersonal())) {
            throw new IllegalStateException(
                    "field=" + field + ", appendedTexts=" + appendedTexts + ", appendedPersonal=" + appendedPersonal);
        }
        target.putShort(limit, (short) field.code(), LITTLE_ENDIAN);
        target.putShort(limit + 2, (short) length, LITTLE_ENDIAN);
        limit += DETAIL_HEADER_LENGTH;
        if (field.isPersonal()) {
            target.putShort(offset + PERSONAL_COUNT_FIELD_OFFSET, (short) ++appendedPersonal, LITTLE_ENDIAN);
        } else {
            target.putShort(offset + DETAIL_COUNT_FIELD_OFFSET, (short) ++appendedDetails, LITTLE_ENDIAN);
        }
    }

    /**
     * Bytes written since {@link #wrapAndBegin}, or from the first byte to the first detail after {@link #wrap}.
     *
     * @return a length
     */
    public int encodedLength() {
        return limit - offset;
    }

    /**
     * When it happened.
     *
     * @return milliseconds since 1970
     */
    public long occurredAt() {
        return buffer.getLong(offset + OCCURRED_AT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * When it was received.
     *
     * @return milliseconds since 1970
     */
    public long receivedAt() {
        return buffer.getLong(offset + RECEIVED_AT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Its place in the journal.
     *
     * @return 1 or more, 0 while it has none
     */
    public long sequence() {
        return buffer.getLong(offset + SEQUENCE_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * How long a listing was viewed, as given (not capped).
     *
     * @return seconds, NaN when not known
     */
    public double viewSeconds() {
        return buffer.getDouble(offset + VIEW_SECONDS_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The tenant of an event.
     *
     * @param buffer with the event
     * @param offset of its first byte
     * @return the tenant's number
     */
    public static int tenant(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + TENANT_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The tenant.
     *
     * @return its number
     */
    public int tenant() {
        return tenant(buffer, offset);
    }

    /**
     * The type.
     *
     * @return code of an {@link EventType}
     */
    public int typeCode() {
        return buffer.getByte(offset + TYPE_FIELD_OFFSET);
    }

    /**
     * Where the type lies.
     *
     * @return offset of its one byte in {@link #buffer()}
     */
    public int typeOffset() {
        return offset + TYPE_FIELD_OFFSET;
    }

    /**
     * The device.
     *
     * @return code of a {@link dev.homing.tracking.Device}, 0 when not known
     */
    public int deviceCode() {
        return buffer.getByte(offset + DEVICE_FIELD_OFFSET);
    }

    /**
     * The channel.
     *
     * @return code of a {@link dev.homing.tracking.Channel}, 0 when not known
     */
    public int channelCode() {
        return buffer.getByte(offset + CHANNEL_FIELD_OFFSET);
    }

    /**
     * The lead's local time.
     *
     * @return minutes east of UTC, {@link #UNKNOWN_UTC_OFFSET} when not given
     */
    public int utcOffsetMinutes() {
        return buffer.getShort(offset + UTC_OFFSET_FIELD_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * The flags.
     *
     * @return as in {@link TimelineRecord}
     */
    public int flags() {
        return unsignedShort(buffer, offset + FLAGS_FIELD_OFFSET);
    }

    /**
     * The bytes that the offsets of this flyweight lie in.
     *
     * @return what was wrapped
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where a text begins.
     *
     * @param text which
     * @return offset of its first byte in {@link #buffer()}
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
        return unsignedShort(buffer, textOffsets[text.ordinal()]);
    }

    /**
     * A text as a string; allocates.
     *
     * @param text which
     * @return empty for none
     */
    public String text(final Text text) {
        final byte[] bytes = new byte[textLength(text)];
        buffer.getBytes(textOffset(text), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * How many details there are, without those that are personal.
     *
     * @return 0 or more
     */
    public int detailCount() {
        return unsignedShort(buffer, offset + DETAIL_COUNT_FIELD_OFFSET);
    }

    /**
     * How many personal details there are, here or beside the journal.
     *
     * @return 0 or more
     */
    public int personalCount() {
        return unsignedShort(buffer, offset + PERSONAL_COUNT_FIELD_OFFSET);
    }

    /**
     * Where the personal details begin, and what the journal has of the event ends.
     *
     * @return a cursor for {@link #nextDetail}
     */
    public int firstPersonal() {
        int cursor = firstDetail();
        for (int i = detailCount(); i > 0; i--) {
            cursor = nextDetail(cursor);
        }
        return cursor;
    }

    /**
     * Where the first detail begins; {@link #nextDetail} leads on, {@link #detailCount} times.
     *
     * @return a cursor for the methods below
     */
    public int firstDetail() {
        final Text last = Text.CAMPAIGN_ID;
        return textOffset(last) + textLength(last);
    }

    /**
     * Where the detail after this one begins.
     *
     * @param cursor of this one
     * @return cursor of the next
     */
    public int nextDetail(final int cursor) {
        return cursor + DETAIL_HEADER_LENGTH + detailLength(cursor);
    }

    /**
     * Which field a detail is.
     *
     * @param cursor of the detail
     * @return the code of a {@link DetailField}, or one that a later version added
     */
    public int detailCode(final int cursor) {
        return unsignedShort(buffer, cursor);
    }

    /**
     * How long a detail's value is.
     *
     * @param cursor of the detail
     * @return bytes
     */
    public int detailLength(final int cursor) {
        return unsignedShort(buffer, cursor + 2);
    }

    /**
     * A detail that is a number.
     *
     * @param cursor of the detail
     * @return its value, NaN when it has not the length of a number
     */
    public double detailNumber(final int cursor) {
        return detailLength(cursor) == Double.BYTES
                ? buffer.getDouble(cursor + DETAIL_HEADER_LENGTH, LITTLE_ENDIAN)
                : Double.NaN;
    }

    /**
     * Where a detail's value begins.
     *
     * @param cursor of the detail
     * @return offset in {@link #buffer()} of {@link #detailLength} bytes
     */
    public int detailOffset(final int cursor) {
        return cursor + DETAIL_HEADER_LENGTH;
    }

    /**
     * A detail that is text; allocates.
     *
     * @param cursor of the detail
     * @return its value
     */
    public String detailText(final int cursor) {
        final byte[] bytes = new byte[detailLength(cursor)];
        buffer.getBytes(cursor + DETAIL_HEADER_LENGTH, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int unsignedShort(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF;
    }
}
