package dev.homing.serving.rows;

import static dev.homing.serving.Samples.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Device;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertySwipeDetails;
import dev.homing.proto.v1.PropertyViewDetails;
import dev.homing.proto.v1.SwipeDirection;
import dev.homing.tracking.codec.DetailField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventRowsTest {
    /** Details that the codec keeps in slots of their own. */
    private static final Set<String> FIXED = Set.of("view_seconds", "direction", "urgency", "completed");

    private final EventRows rows = new EventRows();

    @Test
    void shouldConvertTheWholeEnvelopeAndTheDetails() throws RowException {
        final Event event = convert("event_id", "e1", "event_type", "property_view", "occurred_at", "1600000000",
                "lead_id", "ann", "property_id", "p1", "agent_id", "kim", "session_id", "s", "campaign_id", "c",
                "device", "other", "channel", "MOBILE_APP", "utc_offset_minutes", "-480", "view_seconds", "41.5",
                "photos_viewed", "3",
                "reason", "of another type");
        assertEquals(Event.newBuilder().setEventId("e1").setType(EventType.PROPERTY_VIEW).setOccurredAt(seconds(1_600_000_000))
                .setLeadId("ann").setPropertyId("p1").setAgentId("kim").setSessionId("s").setCampaignId("c")
                .setDevice(Device.DEVICE_OTHER).setChannel(Channel.MOBILE_APP).setUtcOffsetMinutes(-480)
                .setPropertyView(PropertyViewDetails.newBuilder().setViewSeconds(41.5).setPhotosViewed(3)).build(), event);
    }

    @Test
    void shouldTakeTheLeastARowMustSay() throws RowException {
        final Event event = convert("event_type", "SEARCH_QUERY", "occurred_at", "2026-01-01", "lead_id", "ann");
        assertFalse(event.hasUtcOffsetMinutes() || event.hasSearchQuery());
        for (final String field : List.of("event_type", "occurred_at", "lead_id")) {
            final Map<String, String> values = new LinkedHashMap<>(
                    Map.of("event_type", "SEARCH_QUERY", "occurred_at", "5", "lead_id", "ann"));
            values.put(field, "");
            final RowException refused = assertThrows(RowException.class, () -> convert(values));
            assertEquals(field + " is required", refused.field() + " " + refused.getMessage());
        }
    }

    @Test
    void shouldReadTheDirectionOfASwipeFromLiked() throws RowException {
        assertEquals(SwipeDirection.RIGHT, swipe("liked", "true"));
        assertEquals(SwipeDirection.LEFT, swipe("liked", "0"));
        assertEquals(SwipeDirection.LEFT, swipe("direction", "left", "liked", "true"), "the exact word comes first");
        assertEquals("liked", assertThrows(RowException.class, () -> swipe("liked", "very")).field());
        assertEquals("direction", assertThrows(RowException.class, () -> swipe("direction", "up")).field());
        assertFalse(convert("event_type", "PROPERTY_LIKE", "occurred_at", "5", "lead_id", "ann", "liked", "true")
                .hasPropertySwipe());
    }

    @Test
    void shouldDeriveAnIdFromTheWholeRow() throws RowException {
        final Map<String, String> row = new LinkedHashMap<>();
        row.put("event_type", "PROPERTY_VIEW");
        row.put("occurred_at", "5");
        row.put("lead_id", "ann");
        row.put("our_own_column", "1");
        final String id = convert(row).getEventId();
        assertEquals(id, convert(new LinkedHashMap<>(row)).getEventId(), "the same row again is the same event");
        for (final String column : row.keySet()) {
            final Map<String, String> other = new LinkedHashMap<>(row);
            other.put(column, column.equals("event_type") ? "PROPERTY_LIKE" : "7");
            assertNotEquals(id, convert(other).getEventId(), column);
        }
        row.put("event_id", "own");
        assertEquals("own", convert(row).getEventId());
    }

    @Test
    void shouldHaveARowFieldForEveryFieldOfTheProtocolAndNoOther() {
        final Set<String> protocol = new TreeSet<>(detailNames().toList());
        Event.getDescriptor().getFields().stream().filter(field -> field.getRealContainingOneof() == null)
                .forEach(field -> protocol.add(field.getName()));
        protocol.remove("type");
        protocol.add("event_type");
        protocol.add("liked");
        assertEquals(protocol, new TreeSet<>(rows.fields()));
    }

    @Test
    void shouldConvertEveryDetailOfEveryType() throws RowException {
        for (final EventType type : EventType.values()) {
            if (type == EventType.EVENT_TYPE_UNSPECIFIED || type == EventType.UNRECOGNIZED) {
                continue;
            }
            final FieldDescriptor details =
                    Event.getDescriptor().findFieldByName(type.name().toLowerCase(Locale.ROOT));
            for (final FieldDescriptor detail : details.getMessageType().getFields()) {
                final Event event = convert("event_type", type.name(), "occurred_at", "5", "lead_id", "ann", detail.getName(),
                        detail.getJavaType() == FieldDescriptor.JavaType.ENUM
                                ? detail.getEnumType().findValueByNumber(1).getName() : "1");
                final var message = (Message) event.getField(details);
                assertEquals(Set.of(detail), message.getAllFields().keySet(), detail.getFullName());
            }
        }
    }

    @Test
    void shouldAgreeWithTheCodecOnTheDetailsThereAre() {
        final Set<String> protocol = detailNames().filter(name -> !FIXED.contains(name)).collect(Collectors.toSet());
        final Set<String> codec = Stream.of(DetailField.values()).map(DetailField::fieldName).collect(Collectors.toSet());
        assertEquals(new TreeSet<>(protocol), new TreeSet<>(codec),
                "the details of homing/v1/event.proto and dev.homing.tracking.codec.DetailField differ: an event would be "
                        + "refused as a whole or lose a field in the journal");
        assertEquals(FIXED, detailNames().filter(FIXED::contains).collect(Collectors.toSet()));
    }

    private static Stream<String> detailNames() {
        return Event.getDescriptor().getFields().stream().filter(field -> field.getRealContainingOneof() != null)
                .flatMap(field -> field.getMessageType().getFields().stream()).map(FieldDescriptor::getName);
    }

    private SwipeDirection swipe(final String... more) throws RowException {
        final Map<String, String> values = new LinkedHashMap<>(
                Map.of("event_type", "PROPERTY_SWIPE", "occurred_at", "5", "lead_id", "ann"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        final PropertySwipeDetails swipe = convert(values).getPropertySwipe();
        return swipe.getDirection();
    }

    private Event convert(final String... values) throws RowException {
        final Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            row.put(values[i], values[i + 1]);
        }
        return convert(row);
    }

    private Event convert(final Map<String, String> values) throws RowException {
        return rows.convert(RowMapping.identity(rows.fields()), new Row(2, values));
    }
}
