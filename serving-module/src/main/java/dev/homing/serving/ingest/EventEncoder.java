package dev.homing.serving.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.PropertyViewDetails;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.agrona.MutableDirectBuffer;

/**
 * Checks an event against the rules of the contract and what else holds for it, measures it, and encodes it where it was told to.
 * One instance belongs to one thread.
 */
final class EventEncoder implements RingEncoder {
    private static final FieldRule[] TEXTS = {
        rule("event_id"), rule("lead_id"), rule("property_id"), rule("agent_id"), rule("session_id"), rule("campaign_id")
    };
    private static final FieldRule[] OTHERS = {
        rule("type"), rule("device"), rule("channel"), rule("utc_offset_minutes")
    };
    private static final int OF_ID = Text.EVENT_ID.ordinal();

    private final EventFlyweight flyweight = new EventFlyweight();
    private final DetailValues details = new DetailValues();
    private final ByteString[] texts = new ByteString[Text.COUNT];
    private final byte[] scratch = new byte[FieldRule.maxBytes(List.of(TEXTS))];
    private Event event = Event.getDefaultInstance();
    private int tenant;
    private long occurredAt;
    private long receivedAt;
    private int flags;

    private static FieldRule rule(final String field) {
        return FieldRule.of(Event.getDescriptor().findFieldByName(field));
    }

    /**
     * Checks and measures an event; {@link #encode} then writes it.
     *
     * @param toEncode   the event
     * @param ofTenant   whose
     * @param nowMs      the server's clock
     * @param oldestMs   earlier events are refused
     * @param violations gets what is wrong
     * @return its bytes; 0 when something is wrong
     */
    int prepare(
            final Event toEncode, final int ofTenant, final long nowMs, final long oldestMs, final Violations violations) {
        event = toEncode;
        tenant = ofTenant;
        receivedAt = nowMs;
        occurredAt = nowMs;
        texts[OF_ID] = event.getEventIdBytes();
        texts[Text.LEAD_ID.ordinal()] = event.getLeadIdBytes();
        texts[Text.PROPERTY_ID.ordinal()] = event.getPropertyIdBytes();
        texts[Text.AGENT_ID.ordinal()] = event.getAgentIdBytes();
        texts[Text.SESSION_ID.ordinal()] = event.getSessionIdBytes();
        texts[Text.CAMPAIGN_ID.ordinal()] = event.getCampaignIdBytes();
        details.clear();
        flags = 0;
        checkEnvelope(oldestMs, violations);
        if (EventType.isCode(event.getTypeValue())) {
            checkProperty(EventType.ofCode(event.getTypeValue()), violations);
            takeDetails(violations);
        }
        if (!violations.isEmpty()) {
            return 0;
        }
        if (texts[OF_ID].isEmpty()) {
            texts[OF_ID] = ByteString.copyFrom(UUID.randomUUID().toString(), StandardCharsets.US_ASCII);
        }
        int length = EventFlyweight.FIXED_LENGTH + details.encodedLength();
        for (final ByteString text : texts) {
            length += EventFlyweight.TEXT_HEADER_LENGTH + text.size();
        }
        return length;
    }

    private void checkEnvelope(final long oldestMs, final Violations violations) {
        for (final FieldRule rule : OTHERS) {
            rule.check(event, "", receivedAt, violations);
        }
        for (int i = 0; i < TEXTS.length; i++) {
            TEXTS[i].checkText(texts[i], violations);
        }
        if (event.hasOccurredAt()) {
            occurredAt = violations.checkPastTime("occurred_at", event.getOccurredAt(), receivedAt);
            violations.checkAge("occurred_at", occurredAt, receivedAt, oldestMs);
        }
    }

    private void checkProperty(final EventType type, final Violations violations) {
        if (type.requiresProperty() && texts[Text.PROPERTY_ID.ordinal()].isEmpty()) {
            violations.add("property_id", "is required for " + type);
        }
    }

    private void takeDetails(final Violations violations) {
        final EventDetails expected = EventDetails.of(event.getTypeValue());
        final int number = event.getDetailsCase().getNumber();
        if (number == expected.field().getNumber()) {
            final Message given = (Message) event.getField(expected.field());
            expected.check(given, receivedAt, violations);
            if (violations.isEmpty()) {
                flags = expected.flags(given);
                expected.collect(given, details);
            }
        } else if (number != 0) {
            violations.add(Event.getDescriptor().findFieldByNumber(number).getName(), "does not fit type " + event.getType());
        } else if (event.getTypeValue() == EventType.PROPERTY_SWIPE.code()) {
            violations.add("property_swipe.direction", "is required for PROPERTY_SWIPE");
        }
    }

    @Override
    public void encode(final MutableDirectBuffer buffer, final int offset) {
        final PropertyViewDetails view = event.getPropertyView();
        final double viewSeconds = view.hasViewSeconds() ? view.getViewSeconds() : Double.NaN;
        flyweight.wrapAndBegin(buffer, offset, tenant, EventType.ofCode(event.getTypeValue()),
                occurredAt, receivedAt, event.getDeviceValue(), event.getChannelValue(),
                event.hasUtcOffsetMinutes() ? event.getUtcOffsetMinutes() : EventFlyweight.UNKNOWN_UTC_OFFSET,
                flags, viewSeconds);
        for (final ByteString text : texts) {
            text.copyTo(scratch, 0);
            flyweight.appendText(scratch, text.size());
        }
        details.appendTo(flyweight);
    }

    /** The id of the event prepared last, given by the server if it had none. */
    String eventId() {
        return texts[OF_ID].toStringUtf8();
    }
}
