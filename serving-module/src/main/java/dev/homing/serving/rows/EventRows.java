package dev.homing.serving.rows;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertySwipeDetails;
import dev.homing.proto.v1.SwipeDirection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Events of rows: the envelope and every detail field of the protocol by its name. */
public final class EventRows implements RowConverter<Event> {
    private static final String LIKED = "liked";
    private static final Set<String> REQUIRED = new LinkedHashSet<>(List.of("event_type", "occurred_at", "lead_id"));
    private static final List<FieldDescriptor> ENVELOPE = Stream.of("event_id", "lead_id", "property_id", "agent_id",
            "session_id", "campaign_id", "device", "channel", "utc_offset_minutes")
            .map(Event.getDescriptor()::findFieldByName).toList();
    /** By type: looking a name up for each row takes longer than all else that is done with it. */
    private static final Map<EventType, FieldDescriptor> DETAILS = new EnumMap<>(EventType.class);

    static {
        for (final EventType type : EventType.values()) {
            final FieldDescriptor field = Event.getDescriptor().findFieldByName(type.name().toLowerCase(Locale.ROOT));
            if (field != null) {
                DETAILS.put(type, field);
            }
        }
    }

    private final Set<String> fields = new LinkedHashSet<>();

    /** Creates a converter. */
    public EventRows() {
        for (final FieldDescriptor field : Event.getDescriptor().getFields()) {
            if (field.getRealContainingOneof() == null) {
                fields.add(field.getName().equals("type") ? "event_type" : field.getName());
            } else {
                field.getMessageType().getFields().forEach(detail -> fields.add(detail.getName()));
            }
        }
        fields.add(LIKED);
    }

    @Override
    public Set<String> fields() {
        return fields;
    }

    @Override
    public Set<String> requiredFields() {
        return REQUIRED;
    }

    @Override
    public Event convert(final RowMapping mapping, final Row row) throws RowException {
        final Fields values = new Fields(mapping, row);
        final Event.Builder event = Event.newBuilder();
        values.require(REQUIRED);
        event.setTypeValue(values.enumeration("event_type", EventType.getDescriptor()).getNumber());
        event.setOccurredAt(values.time("occurred_at"));
        values.fill(event, ENVELOPE);
        if (event.getEventId().isEmpty()) {
            event.setEventId("row-" + row.contentHash());
        }
        addDetails(values, event);
        return event.build();
    }

    private static void addDetails(final Fields values, final Event.Builder event) throws RowException {
        final FieldDescriptor field = DETAILS.get(event.getType());
        final Message.Builder details = event.newBuilderForField(field);
        if (values.fill(details, field.getMessageType().getFields())) {
            event.setField(field, details.build());
        } else if (event.getType() == EventType.PROPERTY_SWIPE && values.has(LIKED)) {
            event.setPropertySwipe(PropertySwipeDetails.newBuilder()
                    .setDirection(values.bool(LIKED) ? SwipeDirection.RIGHT : SwipeDirection.LEFT));
        }
    }
}
