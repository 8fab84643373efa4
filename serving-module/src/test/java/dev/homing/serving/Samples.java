package dev.homing.serving;

import com.google.protobuf.Timestamp;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.Property;

/** Messages that are right, for tests to begin with. */
public final class Samples {
    private Samples() {
    }

    public static Event.Builder event(final EventType type, final String lead, final String property) {
        return Event.newBuilder().setType(type).setLeadId(lead).setPropertyId(property);
    }

    public static Event.Builder view(final String lead, final String property) {
        return event(EventType.PROPERTY_VIEW, lead, property);
    }

    public static Event.Builder like(final String lead, final String property) {
        return event(EventType.PROPERTY_LIKE, lead, property);
    }

    public static Property.Builder property(final String id) {
        return Property.newBuilder().setPropertyId(id);
    }

    public static Timestamp seconds(final long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    /** So many seconds from now on, or before now when negative. */
    public static Timestamp fromNow(final long seconds) {
        return seconds(System.currentTimeMillis() / 1_000 + seconds);
    }
}
