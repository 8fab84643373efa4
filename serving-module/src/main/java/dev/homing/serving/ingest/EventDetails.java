package dev.homing.serving.ingest;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.homing.proto.v1.Event;
import dev.homing.tracking.EventType;
import dev.homing.tracking.SwipeDirection;
import dev.homing.tracking.Urgency;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the details of one type of event consist of, and how they become bytes: a field's name says which {@link DetailField} it
 * is, so that a new field needs an entry there and nothing here. Immutable; any thread.
 */
final class EventDetails {
    /** Number of the details of type 1 in the protocol, less one. */
    private static final int NUMBER_BASE = 20;
    private static final Map<String, DetailField> DETAIL_FIELDS = new HashMap<>();
    private static final EventDetails[] OF_TYPE = new EventDetails[EventType.COUNT + 1];

    static {
        for (final DetailField field : DetailField.values()) {
            DETAIL_FIELDS.put(field.fieldName(), field);
        }
        for (int code = 1; code < OF_TYPE.length; code++) {
            OF_TYPE[code] = new EventDetails(Event.getDescriptor().findFieldByNumber(NUMBER_BASE + code));
        }
    }

    /** One field of the details: a detail, or one that has a slot of its own in the flyweight. */
    private record Entry(FieldRule rule, DetailField detail) {
        boolean isPersonal() {
            return detail != null && detail.isPersonal();
        }
    }

    private final FieldDescriptor field;
    private final String path;
    /** The personal ones last, as the flyweight wants them. */
    private final List<Entry> entries = new ArrayList<>();

    private EventDetails(final FieldDescriptor field) {
        this.field = field;
        path = field.getName() + ".";
        final List<Entry> personal = new ArrayList<>();
        for (final FieldRule rule : FieldRule.ofAll(field.getMessageType())) {
            final Entry entry = new Entry(rule, DETAIL_FIELDS.get(rule.field().getName()));
            (entry.isPersonal() ? personal : entries).add(entry);
        }
        entries.addAll(personal);
    }

    /** The details of a type of event. */
    static EventDetails of(final int typeCode) {
        return OF_TYPE[typeCode];
    }

    FieldDescriptor field() {
        return field;
    }

    void check(final Message details, final long nowMs, final Violations violations) {
        for (final Entry entry : entries) {
            entry.rule.check(details, path, nowMs, violations);
        }
    }

    /** The flags of {@link TimelineRecord} that details mean. */
    int flags(final Message details) {
        int flags = 0;
        for (final Entry entry : entries) {
            if (entry.detail == null) {
                flags |= flag(entry.rule.field(), details);
            }
        }
        return flags;
    }

    private static int flag(final FieldDescriptor field, final Message details) {
        return switch (field.getName()) {
            case "direction" -> switchOn(details.getField(field),
                    SwipeDirection.LEFT.code(), TimelineRecord.SWIPE_LEFT_FLAG,
                    SwipeDirection.RIGHT.code(), TimelineRecord.SWIPE_RIGHT_FLAG);
            case "urgency" -> switchOn(details.getField(field),
                    Urgency.LOW.code(), TimelineRecord.URGENCY_LOW_FLAG,
                    Urgency.HIGH.code(), TimelineRecord.URGENCY_HIGH_FLAG);
            case "completed" -> details.hasField(field) && !(Boolean) details.getField(field)
                    ? TimelineRecord.NOT_COMPLETED_FLAG : 0;
            case "view_seconds" -> 0;
            default -> throw new IllegalStateException(
                    "field=" + field.getFullName() + " is in the protocol but not in DetailField");
        };
    }

    private static int switchOn(
            final Object value, final int first, final int firstFlag, final int second, final int secondFlag) {
        final int code = ((EnumValueDescriptor) value).getNumber();
        return code == first ? firstFlag : code == second ? secondFlag : 0;
    }

    /** Takes the details apart for {@link DetailValues#appendTo}. */
    void collect(final Message details, final DetailValues into) {
        for (final Entry entry : entries) {
            final FieldDescriptor of = entry.rule.field();
            if (entry.detail == null) {
                continue;
            }
            if (of.isRepeated()) {
                ((List<?>) details.getField(of)).forEach(value -> into.add(entry.detail, value));
            } else if (of.hasPresence() ? details.hasField(of) : !((String) details.getField(of)).isEmpty()) {
                into.add(entry.detail, details.getField(of));
            }
        }
    }
}
