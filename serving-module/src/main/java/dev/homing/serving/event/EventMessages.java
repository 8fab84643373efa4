package dev.homing.serving.event;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.homing.proto.v1.Event;
import dev.homing.tracking.EventType;
import dev.homing.tracking.SwipeDirection;
import dev.homing.tracking.Urgency;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Optional;

/**
 * Makes protocol messages of events that were read: what the client sent, in its canonical form. Times are milliseconds, an
 * urgency of NORMAL and a completion that took place are not said, and details without a field are absent.
 *
 * <p>Which field of the message a detail is, its name says, so that a new detail needs nothing here. Any thread.
 */
public final class EventMessages {
    private static final FieldDescriptor[] DETAILS = new FieldDescriptor[EventType.COUNT + 1];
    /** By type and code of the detail; null where a type has no such field. */
    private static final FieldDescriptor[][] FIELDS = new FieldDescriptor[EventType.COUNT + 1][];

    static {
        for (final EventType type : EventType.values()) {
            final FieldDescriptor details = Event.getDescriptor().findFieldByName(type.lowerCaseName());
            DETAILS[type.code()] = details;
            FIELDS[type.code()] = new FieldDescriptor[DetailField.values().length + 1];
            for (final DetailField field : DetailField.values()) {
                FIELDS[type.code()][field.code()] = details.getMessageType().findFieldByName(field.fieldName());
            }
        }
    }

    private EventMessages() {
    }

    /**
     * The message of an event.
     *
     * @param event           wrapped
     * @param includePersonal also the personal details, which must then follow the event as they did when it came
     * @return the event; a detail that this version does not know is left out
     */
    public static Event message(final EventFlyweight event, final boolean includePersonal) {
        final Event.Builder message = Event.newBuilder()
                .setEventId(event.text(Text.EVENT_ID))
                .setTypeValue(event.typeCode())
                .setOccurredAt(Timestamps.timestamp(event.occurredAt()))
                .setLeadId(event.text(Text.LEAD_ID))
                .setPropertyId(event.text(Text.PROPERTY_ID))
                .setAgentId(event.text(Text.AGENT_ID))
                .setSessionId(event.text(Text.SESSION_ID))
                .setDeviceValue(event.deviceCode())
                .setChannelValue(event.channelCode())
                .setCampaignId(event.text(Text.CAMPAIGN_ID));
        if (event.utcOffsetMinutes() != EventFlyweight.UNKNOWN_UTC_OFFSET) {
            message.setUtcOffsetMinutes(event.utcOffsetMinutes());
        }
        final FieldDescriptor field = DETAILS[event.typeCode()];
        final Message.Builder details = message.newBuilderForField(field);
        putFixed(event, details);
        int cursor = event.firstDetail();
        for (int i = event.detailCount() + (includePersonal ? event.personalCount() : 0); i > 0; i--) {
            putDetail(event, cursor, details);
            cursor = event.nextDetail(cursor);
        }
        if (!details.getAllFields().isEmpty()) {
            message.setField(field, details.build());
        }
        return message.build();
    }

    private static void putFixed(final EventFlyweight event, final Message.Builder details) {
        final int flags = event.flags();
        put(details, "view_seconds", event.viewSeconds(), !Double.isNaN(event.viewSeconds()));
        put(details, "completed", false, (flags & TimelineRecord.NOT_COMPLETED_FLAG) != 0);
        putCode(details, "direction", SwipeDirection.LEFT.code(), flags & TimelineRecord.SWIPE_LEFT_FLAG);
        putCode(details, "direction", SwipeDirection.RIGHT.code(), flags & TimelineRecord.SWIPE_RIGHT_FLAG);
        putCode(details, "urgency", Urgency.LOW.code(), flags & TimelineRecord.URGENCY_LOW_FLAG);
        putCode(details, "urgency", Urgency.HIGH.code(), flags & TimelineRecord.URGENCY_HIGH_FLAG);
    }

    private static void putCode(final Message.Builder details, final String name, final int code, final int flag) {
        final FieldDescriptor field = flag == 0 ? null : details.getDescriptorForType().findFieldByName(name);
        if (field != null) {
            details.setField(field, field.getEnumType().findValueByNumber(code));
        }
    }

    private static void put(final Message.Builder details, final String name, final Object value, final boolean isSaid) {
        final FieldDescriptor field = isSaid ? details.getDescriptorForType().findFieldByName(name) : null;
        if (field != null) {
            details.setField(field, value);
        }
    }

    private static void putDetail(final EventFlyweight event, final int cursor, final Message.Builder details) {
        final Optional<DetailField> detail = DetailField.ofCode(event.detailCode(cursor));
        final FieldDescriptor field = detail.isEmpty() ? null : FIELDS[event.typeCode()][detail.get().code()];
        if (field == null) {
            return;
        }
        if (field.isRepeated()) {
            details.addRepeatedField(field, event.detailText(cursor));
        } else if (detail.get().isText()) {
            details.setField(field, event.detailText(cursor));
        } else {
            details.setField(field, number(field, event.detailNumber(cursor)));
        }
    }

    private static Object number(final FieldDescriptor field, final double value) {
        return switch (field.getJavaType()) {
            case INT -> (int) value;
            case MESSAGE -> Timestamps.timestamp((long) value);
            default -> value;
        };
    }
}
