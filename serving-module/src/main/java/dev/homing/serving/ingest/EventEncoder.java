package dev.homing.serving.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.Event;
import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventType;
import dev.homing.tracking.SwipeDirection;
import dev.homing.tracking.Urgency;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.Committer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Checks an event and encodes it for the ring. One instance belongs to one thread.
 *
 * <p>Details are read through their descriptors: a field's name says which {@link DetailField} it is, so that a new field needs
 * an entry there and nothing here.
 */
final class EventEncoder {
    private static final int MAX_DETAIL_BYTES = 1_024;
    private static final int MAX_UTC_OFFSET_MINUTES = 1_080;
    /** Number of the details of type 1 in the protocol, less one. */
    private static final int DETAILS_NUMBER_BASE = 20;
    private static final Map<String, DetailField> DETAIL_FIELDS = new HashMap<>();

    static {
        for (final DetailField field : DetailField.values()) {
            DETAIL_FIELDS.put(field.fieldName(), field);
        }
    }

    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer(4 * 1024);
    private final EventFlyweight flyweight = new EventFlyweight();
    private final byte[] scratch = new byte[MAX_DETAIL_BYTES];
    private String eventId = "";
    private int flags;
    private double viewSeconds;

    /**
     * Checks and encodes an event.
     *
     * @param violations gets what is wrong
     * @return the length of {@link #message()}, correlation included; 0 when something is wrong
     */
    int encode(final Event event, final int tenant, final long nowMs, final Violations violations) {
        final long occurredAt = check(event, nowMs, violations);
        flags = 0;
        viewSeconds = Double.NaN;
        final Message details = details(event, violations);
        if (details != null) {
            checkDetails(details, event, violations);
        }
        if (event.getTypeValue() == EventType.PROPERTY_SWIPE.code()
                && (flags & (TimelineRecord.SWIPE_LEFT_FLAG | TimelineRecord.SWIPE_RIGHT_FLAG)) == 0) {
            violations.add("property_swipe.direction", "is required for PROPERTY_SWIPE");
        }
        eventId = event.getEventId();
        if (!violations.isEmpty()) {
            return 0;
        }
        ByteString id = event.getEventIdBytes();
        if (id.isEmpty()) {
            eventId = UUID.randomUUID().toString();
            id = ByteString.copyFrom(eventId, StandardCharsets.US_ASCII);
        }
        flyweight.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, EventType.ofCode(event.getTypeValue()),
                occurredAt, nowMs, event.getDeviceValue(), event.getChannelValue(),
                event.hasUtcOffsetMinutes() ? event.getUtcOffsetMinutes() : EventFlyweight.UNKNOWN_UTC_OFFSET,
                flags, viewSeconds);
        appendText(id);
        appendText(event.getLeadIdBytes());
        appendText(event.getPropertyIdBytes());
        appendText(event.getAgentIdBytes());
        appendText(event.getSessionIdBytes());
        appendText(event.getCampaignIdBytes());
        if (details != null) {
            appendDetails(details);
        }
        return Committer.CORRELATION_LENGTH + flyweight.encodedLength();
    }

    MutableDirectBuffer message() {
        return message;
    }

    /** The id of the event encoded last, given by the server if it had none. */
    String eventId() {
        return eventId;
    }

    private static long check(final Event event, final long nowMs, final Violations violations) {
        final int type = event.getTypeValue();
        if (!EventType.isCode(type)) {
            violations.add("type", type == 0 ? "is required" : "is " + type + ", which is not an event type");
        } else if (EventType.ofCode(type).requiresProperty() && event.getPropertyIdBytes().isEmpty()) {
            violations.add("property_id", "is required for " + EventType.ofCode(type));
        }
        violations.checkRequiredId("lead_id", event.getLeadIdBytes());
        violations.checkText("event_id", event.getEventIdBytes(), Violations.MAX_ID_BYTES);
        violations.checkText("property_id", event.getPropertyIdBytes(), Violations.MAX_ID_BYTES);
        violations.checkText("agent_id", event.getAgentIdBytes(), Violations.MAX_ID_BYTES);
        violations.checkText("session_id", event.getSessionIdBytes(), Violations.MAX_ID_BYTES);
        violations.checkText("campaign_id", event.getCampaignIdBytes(), Violations.MAX_ID_BYTES);
        if (event.getDeviceValue() < 0 || event.getDeviceValue() > Device.COUNT) {
            violations.add("device", "is " + event.getDeviceValue() + ", which is not a device");
        }
        if (event.getChannelValue() < 0 || event.getChannelValue() > Channel.COUNT) {
            violations.add("channel", "is " + event.getChannelValue() + ", which is not a channel");
        }
        if (event.hasUtcOffsetMinutes()) {
            violations.checkRange("utc_offset_minutes", event.getUtcOffsetMinutes(),
                    -MAX_UTC_OFFSET_MINUTES, MAX_UTC_OFFSET_MINUTES);
        }
        return event.hasOccurredAt() ? violations.checkPastTime("occurred_at", event.getOccurredAt(), nowMs) : nowMs;
    }

    private static Message details(final Event event, final Violations violations) {
        final int number = event.getDetailsCase().getNumber();
        if (number == 0) {
            return null;
        }
        final FieldDescriptor field = Event.getDescriptor().findFieldByNumber(number);
        if (number != DETAILS_NUMBER_BASE + event.getTypeValue()) {
            violations.add(field.getName(), "does not fit type " + event.getType());
            return null;
        }
        return (Message) event.getField(field);
    }

    private void checkDetails(final Message details, final Event event, final Violations violations) {
        final String path = Event.getDescriptor().findFieldByNumber(event.getDetailsCase().getNumber()).getName() + ".";
        for (final Map.Entry<FieldDescriptor, Object> entry : details.getAllFields().entrySet()) {
            final String name = entry.getKey().getName();
            final DetailField field = DETAIL_FIELDS.get(name);
            if (field == null) {
                checkFixed(path, name, entry.getValue(), violations);
            } else if (field.isText()) {
                violations.checkText(path + name, ByteString.copyFromUtf8((String) entry.getValue()), MAX_DETAIL_BYTES);
            } else if (entry.getValue() instanceof Timestamp) {
                violations.checkTime(path + name, (Timestamp) entry.getValue());
            } else {
                violations.checkRange(path + name, ((Number) entry.getValue()).doubleValue(), field.minimum(), field.maximum());
            }
        }
    }

    /** The details that have a slot of their own in the flyweight. */
    private void checkFixed(final String path, final String name, final Object value, final Violations violations) {
        switch (name) {
            case "view_seconds" -> {
                viewSeconds = (Double) value;
                violations.checkRange(path + name, viewSeconds, 0, Double.MAX_VALUE);
            }
            case "direction" -> {
                final int direction = code(path + name, value, SwipeDirection.COUNT, violations);
                flags |= direction == SwipeDirection.LEFT.code() ? TimelineRecord.SWIPE_LEFT_FLAG
                        : direction == SwipeDirection.RIGHT.code() ? TimelineRecord.SWIPE_RIGHT_FLAG : 0;
            }
            case "urgency" -> {
                final int urgency = code(path + name, value, Urgency.COUNT, violations);
                flags |= urgency == Urgency.LOW.code() ? TimelineRecord.URGENCY_LOW_FLAG
                        : urgency == Urgency.HIGH.code() ? TimelineRecord.URGENCY_HIGH_FLAG : 0;
            }
            case "completed" -> flags |= (Boolean) value ? 0 : TimelineRecord.NOT_COMPLETED_FLAG;
            default -> throw new IllegalStateException(
                    "detail=" + path + name + " is in the protocol but not in DetailField");
        }
    }

    private static int code(final String path, final Object value, final int count, final Violations violations) {
        final int code = ((EnumValueDescriptor) value).getNumber();
        if (code < 0 || code > count) {
            violations.add(path, "is " + code + ", which is not one of its values");
        }
        return code;
    }

    private void appendText(final ByteString text) {
        text.copyTo(scratch, 0);
        flyweight.appendText(scratch, text.size());
    }

    private void appendDetails(final Message details) {
        for (final Map.Entry<FieldDescriptor, Object> entry : details.getAllFields().entrySet()) {
            final DetailField field = DETAIL_FIELDS.get(entry.getKey().getName());
            if (field == null) {
                continue;
            }
            if (field.isText()) {
                final byte[] text = ((String) entry.getValue()).getBytes(StandardCharsets.UTF_8);
                flyweight.appendDetail(field, text, text.length);
            } else if (entry.getValue() instanceof Timestamp) {
                final Timestamp time = (Timestamp) entry.getValue();
                flyweight.appendDetail(field, time.getSeconds() * 1e3 + Math.floorDiv(time.getNanos(), 1_000_000));
            } else {
                flyweight.appendDetail(field, ((Number) entry.getValue()).doubleValue());
            }
        }
    }
}
