package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** Volume: how many events of which type. */
final class EventCounts {
    private static final int SWIPE = EventType.PROPERTY_SWIPE.code();
    private static final int BOOKING_COMPLETED = EventType.BOOKING_COMPLETED.code();
    private static final int TOUR_COMPLETED = EventType.TOUR_COMPLETED.code();

    private final MostFrequent types = new MostFrequent(EventType.COUNT);
    private final int[] agentTypes = new int[EventType.COUNT + 1];
    private int events;
    private int leftSwipes;
    private int missedBookings;
    private int missedTours;

    void clear() {
        types.clear();
        Arrays.fill(agentTypes, 0);
        events = 0;
        leftSwipes = 0;
        missedBookings = 0;
        missedTours = 0;
    }

    void add(final PassedEvent event) {
        final int type = event.typeCode();
        events++;
        types.add(type, event.offset());
        if (type == SWIPE) {
            leftSwipes += event.hasFlag(TimelineRecord.SWIPE_LEFT_FLAG) ? 1 : 0;
        } else if (event.hasFlag(TimelineRecord.NOT_COMPLETED_FLAG)) {
            missedBookings += type == BOOKING_COMPLETED ? 1 : 0;
            missedTours += type == TOUR_COMPLETED ? 1 : 0;
        }
    }

    void addAgentEvent(final DirectBuffer buffer, final int offset) {
        agentTypes[TimelineRecord.typeCode(buffer, offset)]++;
    }

    /** Lead events. */
    int events() {
        return events;
    }

    /** Lead events of a type, without those that did not take place. */
    int of(final EventType type) {
        final int missed = type == EventType.BOOKING_COMPLETED ? missedBookings
                : type == EventType.TOUR_COMPLETED ? missedTours : 0;
        return types.count(type.code()) - missed;
    }

    int leftSwipes() {
        return leftSwipes;
    }

    void put(final int distinctProperties, final float[] numerical, final int[] categorical) {
        numerical[LeadFeatureSchema.EVENT_COUNT] = events;
        numerical[LeadFeatureSchema.DISTINCT_PROPERTIES] = distinctProperties;
        for (int code = 1; code <= EventType.COUNT; code++) {
            numerical[LeadFeatureSchema.TYPE_COUNTS + code - 1] = types.count(code) + agentTypes[code];
        }
        numerical[LeadFeatureSchema.TYPE_COUNTS + BOOKING_COMPLETED - 1] -= missedBookings;
        numerical[LeadFeatureSchema.TYPE_COUNTS + TOUR_COMPLETED - 1] -= missedTours;
        categorical[LeadFeatureSchema.PRIMARY_EVENT_TYPE] = types.code();
    }
}
