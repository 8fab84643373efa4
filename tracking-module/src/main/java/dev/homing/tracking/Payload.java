package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an event says beside its envelope: checked when it is said, so that a wrong value never gets as far as a sink. Immutable.
 *
 * <p>The limits are those that the protocol declares; a test of serving sends both ends of each to a server.
 */
final class Payload {
    /** Longest text that names something, in bytes of UTF-8. */
    static final int MAX_ID_BYTES = 256;
    /** Longest other text. */
    static final int MAX_TEXT_BYTES = 1_024;
    /** Most listings of a comparison or a list. */
    static final int MAX_IDS = 50;
    /** End of the year 9999, the last instant of the protocol. */
    static final long MAX_TIME_MS = 253_402_300_799_999L;
    /** Nothing said. */
    static final Payload EMPTY = new Payload(new EnumMap<>(DetailField.class), 0, Double.NaN);

    /** By field, numbers as Double, texts as UTF-8, the ids of listings as a list of it. */
    private final EnumMap<DetailField, Object> values;
    private final int flags;
    private final double viewSeconds;

    private Payload(final EnumMap<DetailField, Object> values, final int flags, final double viewSeconds) {
        this.values = values;
        this.flags = flags;
        this.viewSeconds = viewSeconds;
    }

    private Payload with(final DetailField field, final Object value) {
        final EnumMap<DetailField, Object> more = values.clone();
        more.put(field, value);
        return new Payload(more, flags, viewSeconds);
    }

    Payload number(final DetailField field, final double value, final double minimum, final double maximum) {
        return with(field, inRange(field.fieldName(), value, minimum, maximum));
    }

    Payload time(final DetailField field, final long epochMs) {
        return with(field, (double) inTime(field.fieldName(), epochMs));
    }

    /** An empty text says nothing. */
    Payload text(final DetailField field, final String value, final int maxBytes) {
        return with(field, bytes(field.fieldName(), value, maxBytes));
    }

    Payload requiredText(final DetailField field, final String value) {
        return with(field, requiredBytes(field.fieldName(), value, MAX_TEXT_BYTES));
    }

    Payload ids(final List<String> ids, final int least) {
        final String field = DetailField.PROPERTY_IDS.fieldName();
        inRange(field + ".size", ids.size(), least, MAX_IDS);
        return with(DetailField.PROPERTY_IDS, ids.stream().map(id -> requiredBytes(field, id, MAX_ID_BYTES)).toList());
    }

    Payload viewSeconds(final double seconds) {
        return new Payload(values, flags, inRange("view_seconds", seconds, 0, Double.MAX_VALUE));
    }

    Payload urgency(final Urgency urgency) {
        final int rest = flags & ~(TimelineRecord.URGENCY_LOW_FLAG | TimelineRecord.URGENCY_HIGH_FLAG);
        return new Payload(values, rest | switch (urgency) {
            case LOW -> TimelineRecord.URGENCY_LOW_FLAG;
            case NORMAL -> 0;
            case HIGH -> TimelineRecord.URGENCY_HIGH_FLAG;
        }, viewSeconds);
    }

    Payload direction(final SwipeDirection direction) {
        return new Payload(values, flags | switch (direction) {
            case LEFT -> TimelineRecord.SWIPE_LEFT_FLAG;
            case RIGHT -> TimelineRecord.SWIPE_RIGHT_FLAG;
        }, viewSeconds);
    }

    Payload completed(final boolean completed) {
        final int rest = flags & ~TimelineRecord.NOT_COMPLETED_FLAG;
        return new Payload(values, completed ? rest : rest | TimelineRecord.NOT_COMPLETED_FLAG, viewSeconds);
    }

    int flags() {
        return flags;
    }

    double viewSeconds() {
        return viewSeconds;
    }

    /** Appends the details, the personal ones last, as the flyweight wants them. */
    void appendTo(final EventFlyweight event) {
        append(event, false);
        append(event, true);
    }

    private void append(final EventFlyweight event, final boolean personal) {
        for (final Map.Entry<DetailField, Object> entry : values.entrySet()) {
            if (entry.getKey().isPersonal() != personal) {
                continue;
            }
            if (entry.getValue() instanceof Double number) {
                event.appendDetail(entry.getKey(), number);
            } else if (entry.getValue() instanceof List<?> list) {
                list.forEach(item -> appendText(event, entry.getKey(), (byte[]) item));
            } else {
                appendText(event, entry.getKey(), (byte[]) entry.getValue());
            }
        }
    }

    private static void appendText(final EventFlyweight event, final DetailField field, final byte[] text) {
        if (text.length > 0) {
            event.appendDetail(field, text, text.length);
        }
    }

    static double inRange(final String field, final double value, final double minimum, final double maximum) {
        // Written so that NaN fails too.
        if (!(value >= minimum && value <= maximum)) {
            throw new IllegalArgumentException(field + "=" + value + "; " + (maximum == Double.MAX_VALUE
                    ? "a finite number of at least " + minimum + " is allowed"
                    : minimum + " to " + maximum + " is allowed"));
        }
        return value;
    }

    static long inTime(final String field, final long epochMs) {
        if (epochMs < 0 || epochMs > MAX_TIME_MS) {
            throw new IllegalArgumentException(
                    field + "=" + epochMs + "; 0 to " + MAX_TIME_MS + " milliseconds since 1970 is allowed");
        }
        return epochMs;
    }

    static byte[] bytes(final String field, final String text, final int maxBytes) {
        final byte[] bytes = Objects.requireNonNull(text, field).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            // The text itself may be personal, and it is long.
            throw new IllegalArgumentException(field + " has " + bytes.length + " bytes; 0 to " + maxBytes + " are allowed");
        }
        return bytes;
    }

    static byte[] requiredBytes(final String field, final String text, final int maxBytes) {
        final byte[] bytes = bytes(field, text, maxBytes);
        if (bytes.length == 0) {
            throw new IllegalArgumentException(field + "=\"\"; 1 to " + maxBytes + " bytes are allowed");
        }
        return bytes;
    }
}
