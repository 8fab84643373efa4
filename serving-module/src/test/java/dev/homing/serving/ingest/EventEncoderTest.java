package dev.homing.serving.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import dev.homing.proto.v1.BookingCompletedDetails;
import dev.homing.proto.v1.BookingRequestDetails;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyLikeDetails;
import dev.homing.proto.v1.PropertySwipeDetails;
import dev.homing.proto.v1.PropertyViewDetails;
import dev.homing.proto.v1.SwipeDirection;
import dev.homing.proto.v1.TourCompletedDetails;
import dev.homing.proto.v1.Urgency;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EventEncoderTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long OLDEST = NOW - 2_000L * 86_400_000;
    private static final int OFFSET = 8;
    private static final Set<String> FIXED = Set.of("view_seconds", "direction", "urgency", "completed");

    private final EventEncoder encoder = new EventEncoder();
    private final EventFlyweight read = new EventFlyweight();

    @Test
    void shouldEncodeTheWholeEnvelope() {
        final Event event = view().setEventId("e1")
                .setOccurredAt(Timestamp.newBuilder().setSeconds(1_600_000_000).setNanos(7_000_001))
                .setAgentId("agent").setSessionId("s").setCampaignId("c").setUtcOffsetMinutes(-480)
                .setDeviceValue(2).setChannelValue(6)
                .setPropertyView(PropertyViewDetails.newBuilder().setViewSeconds(41.5).setPhotosViewed(3).setReferrer("search"))
                .build();
        encode(event);
        assertEquals(1_600_000_000_007L, read.occurredAt());
        assertEquals(NOW, read.receivedAt());
        assertEquals(9, read.tenant());
        assertEquals(1, read.typeCode());
        assertEquals(-480, read.utcOffsetMinutes());
        assertEquals(2, read.deviceCode());
        assertEquals(6, read.channelCode());
        assertEquals(41.5, read.viewSeconds());
        assertEquals("e1 ann p1 agent s c", List.of(Text.values()).stream().map(read::text).collect(Collectors.joining(" ")));
        assertEquals(2, read.detailCount());
        final int first = read.firstDetail();
        assertEquals(DetailField.PHOTOS_VIEWED.code(), read.detailCode(first));
        assertEquals(3, read.detailNumber(first));
        assertEquals("search", read.detailText(read.nextDetail(first)));
    }

    @Test
    void shouldTakeTheTimeOfReceiptAndARandomIdWhereNoneIsGiven() {
        encode(view().build());
        assertEquals(NOW, read.occurredAt());
        assertEquals(EventFlyweight.UNKNOWN_UTC_OFFSET, read.utcOffsetMinutes());
        final String id = encoder.eventId();
        assertEquals(36, id.length());
        assertEquals(id, read.text(Text.EVENT_ID));
        encode(view().build());
        assertNotEquals(id, encoder.eventId());
    }

    @Test
    void shouldKeepWhatFeaturesNeedInFlags() {
        encode(event(EventType.PROPERTY_SWIPE).setPropertySwipe(
                PropertySwipeDetails.newBuilder().setDirection(SwipeDirection.RIGHT)).build());
        assertEquals(TimelineRecord.SWIPE_RIGHT_FLAG, read.flags());
        encode(event(EventType.BOOKING_REQUEST).setBookingRequest(
                BookingRequestDetails.newBuilder().setUrgency(Urgency.HIGH)).build());
        assertEquals(TimelineRecord.URGENCY_HIGH_FLAG, read.flags());
        encode(event(EventType.TOUR_COMPLETED).setTourCompleted(
                TourCompletedDetails.newBuilder().setCompleted(false)).build());
        assertEquals(TimelineRecord.NOT_COMPLETED_FLAG, read.flags());
        encode(event(EventType.BOOKING_COMPLETED).setBookingCompleted(BookingCompletedDetails.getDefaultInstance()).build());
        assertEquals(0, read.flags(), "a completion without the flag is completed");
    }

    @Test
    void shouldNameEveryWrongFieldAtOnce() {
        assertEquals(List.of("event.type", "event.lead_id"), violations(Event.newBuilder()));
        assertEquals(List.of("event.type"), violations(view().setTypeValue(24)));
        assertEquals(List.of("event.type"), violations(view().setTypeValue(-1)));
        assertEquals(List.of("event.property_id"), violations(view().clearPropertyId()));
        assertEquals(List.of("event.occurred_at"), violations(view().setOccurredAt(seconds(NOW / 1_000 + 301))));
        assertEquals(List.of("event.occurred_at"), violations(view().setOccurredAt(seconds(-1))));
        assertEquals(List.of("event.occurred_at"), violations(view().setOccurredAt(seconds(Long.MAX_VALUE))));
        assertEquals(List.of("event.occurred_at.nanos"), violations(view().setOccurredAt(seconds(5).toBuilder().setNanos(-1))));
        assertEquals(List.of("event.lead_id"), violations(view().setLeadId("x".repeat(257))));
        assertEquals(List.of("event.device", "event.channel"), violations(view().setDeviceValue(5).setChannelValue(8)));
        assertEquals(List.of("event.utc_offset_minutes"), violations(view().setUtcOffsetMinutes(1_081)));
        assertEquals(List.of("event.property_swipe.direction"), violations(event(EventType.PROPERTY_SWIPE)));
        assertEquals(List.of("event.property_like"),
                violations(view().setPropertyLike(PropertyLikeDetails.getDefaultInstance())));
        assertEquals(List.of("event.property_view.view_seconds", "event.property_view.scroll_depth"),
                violations(view().setPropertyView(
                        PropertyViewDetails.newBuilder().setViewSeconds(Double.NaN).setScrollDepth(1.5))));
        assertEquals(List.of("event.property_view.referrer"),
                violations(view().setPropertyView(PropertyViewDetails.newBuilder().setReferrer("é".repeat(600)))));
    }

    @Test
    void shouldTakeLateEventsUpToTheLimit() {
        assertEquals(List.of(), violations(view().setOccurredAt(seconds(OLDEST / 1_000))));
        assertEquals(List.of("event.occurred_at"), violations(view().setOccurredAt(seconds(OLDEST / 1_000 - 1))));
    }

    @Test
    void shouldAllowFiveMinutesAhead() {
        assertEquals(List.of(), violations(view().setOccurredAt(seconds(NOW / 1_000 + 300))));
    }

    @Test
    void shouldKnowEveryDetailOfTheProtocol() {
        for (final FieldDescriptor details : Event.getDescriptor().getOneofs().get(0).getFields()) {
            final String type = EventType.forNumber(details.getNumber() - 20).name().toLowerCase(java.util.Locale.ROOT);
            assertEquals(type, details.getName());
            for (final FieldDescriptor field : details.getMessageType().getFields()) {
                assertTrue(FIXED.contains(field.getName())
                        || List.of(DetailField.values()).stream().anyMatch(known -> known.fieldName().equals(field.getName())
                        && known.isPersonal() == field.getOptions().getDebugRedact()
                        && known.isText() == (field.getJavaType() == FieldDescriptor.JavaType.STRING)), field.getFullName());
            }
        }
    }

    @Test
    void shouldEncodeTheDetailsOfEveryType() {
        for (final FieldDescriptor details : Event.getDescriptor().getOneofs().get(0).getFields()) {
            final Event.Builder event = event(EventType.forNumber(details.getNumber() - 20));
            final Message.Builder filled = event.newBuilderForField(details);
            for (final FieldDescriptor field : details.getMessageType().getFields()) {
                filled.setField(field, field.isRepeated() ? List.of("a", "b") : switch (field.getJavaType()) {
                    case STRING -> "text";
                    case DOUBLE -> 1.0;
                    case INT -> 1;
                    case BOOLEAN -> true;
                    case ENUM -> field.getEnumType().findValueByNumber(1);
                    default -> seconds(5);
                });
            }
            encode(event.setField(details, filled.build()).build());
            final long personal = details.getMessageType().getFields().stream()
                    .filter(field -> field.getOptions().getDebugRedact()).count();
            final long variable = details.getMessageType().getFields().stream()
                    .filter(field -> !FIXED.contains(field.getName())).mapToInt(field -> field.isRepeated() ? 2 : 1).sum();
            assertEquals(personal, read.personalCount(), details.getName());
            assertEquals(variable - personal, read.detailCount(), details.getName());
        }
    }

    private static Event.Builder view() {
        return event(EventType.PROPERTY_VIEW);
    }

    private static Event.Builder event(final EventType type) {
        return Event.newBuilder().setType(type).setLeadId("ann").setPropertyId("p1");
    }

    private static Timestamp seconds(final long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    private void encode(final Event event) {
        final Violations violations = new Violations("event.");
        final int length = encoder.prepare(event, 9, NOW, OLDEST, violations);
        assertTrue(violations.isEmpty(), () -> violations.status().toString());
        // Somewhere in the middle, and what is around it stays as it was.
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + length + 1]);
        buffer.putByte(OFFSET - 1, (byte) 7);
        buffer.putByte(OFFSET + length, (byte) 7);
        encoder.encode(buffer, OFFSET);
        assertEquals(7, buffer.getByte(OFFSET - 1));
        assertEquals(7, buffer.getByte(OFFSET + length));
        assertTrue(EventFlyweight.isWellFormed(buffer, OFFSET, length));
        read.wrap(buffer, OFFSET);
        assertTrue(EventFlyweight.areDetails(buffer, read.firstPersonal(), OFFSET + length, read.personalCount()));
    }

    private List<String> violations(final Event.Builder event) {
        final Violations violations = new Violations("event.");
        encoder.prepare(event.build(), 9, NOW, OLDEST, violations);
        if (violations.isEmpty()) {
            return List.of();
        }
        try {
            return violations.status().getDetails(1).unpack(BadRequest.class).getFieldViolationsList().stream()
                    .map(FieldViolation::getField).collect(Collectors.toList());
        } catch (final com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
