package dev.homing.serving.ingest;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.serving.RandomEvents;
import dev.homing.serving.Samples;
import dev.homing.serving.event.EventMessages;
import dev.homing.tracking.codec.EventFlyweight;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class EventRoundTripTest {
    private static final int ROUNDS = 400;
    private static final long NOW = 1_700_000_000_000L;
    private static final int OFFSET = 8;
    private static final short LATER_CODE = 30_000;

    private final EventEncoder encoder = new EventEncoder();
    private final EventFlyweight read = new EventFlyweight();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    @Test
    void shouldReadBackWhatWasSentForEveryTypeAndField() {
        final RandomEvents events = new RandomEvents(11);
        for (int round = 0; round < ROUNDS; round++) {
            for (int code = 1; code <= dev.homing.tracking.EventType.COUNT; code++) {
                final Event event = events.next(EventType.forNumber(code), NOW - 7L * round)
                        .setEventId("e" + round).setLeadId("l" + events.text()).setPropertyId("p" + events.text()).build();
                encode(event);
                final Event canonical = RandomEvents.canonical(event);
                assertEquals(canonical, EventMessages.message(read, true));
                assertEquals(RandomEvents.withoutPersonal(canonical), EventMessages.message(read, false));
            }
        }
    }

    @Test
    void shouldLeaveOutADetailOfALaterVersion() {
        final Event.Builder event = Samples.view("ann", "p").setEventId("e").setOccurredAt(Samples.seconds(5));
        event.getPropertyViewBuilder().setPhotosViewed(3).setReferrer("search");
        encode(event.build());
        buffer.putShort(read.firstDetail(), LATER_CODE, LITTLE_ENDIAN);
        event.getPropertyViewBuilder().clearPhotosViewed();
        assertEquals(event.build(), EventMessages.message(read, false));
    }

    private void encode(final Event event) {
        final Violations violations = new Violations("");
        encoder.prepare(event, 1, NOW, 0, violations);
        assertTrue(violations.isEmpty(), () -> violations.status() + " " + event);
        encoder.encode(buffer, OFFSET);
        read.wrap(buffer, OFFSET);
    }
}
