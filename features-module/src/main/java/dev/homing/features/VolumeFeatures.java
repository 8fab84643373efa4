package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.RecordFields;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** How many events of which type. */
final class VolumeFeatures {
    private final LeadEvents events;
    private final IntUnaryOperator typeOf;
    private final int[] agentTypes = new int[EventType.COUNT + 1];

    VolumeFeatures(final LeadEvents events) {
        this.events = events;
        typeOf = i -> EventKind.typeCode(events.kind(i));
    }

    void clear() {
        Arrays.fill(agentTypes, 0);
    }

    void addAgentEvent(final byte[] records, final int offset) {
        agentTypes[RecordFields.typeCode(records, offset)]++;
    }

    void put(final float[] numerical, final int[] categorical) {
        final int[] types = events.typeCounts();
        numerical[LeadFeatureSchema.EVENT_COUNT] = events.count();
        for (int code = 1; code <= EventType.COUNT; code++) {
            numerical[LeadFeatureSchema.TYPE_COUNTS + code - 1] = types[code] + agentTypes[code];
        }
        // What did not take place is no completion.
        numerical[LeadFeatureSchema.TYPE_COUNTS + EventType.BOOKING_COMPLETED.ordinal()] =
                events.count(EventKind.BOOKING_COMPLETED);
        numerical[LeadFeatureSchema.TYPE_COUNTS + EventType.TOUR_COMPLETED.ordinal()] =
                events.count(EventKind.TOUR_COMPLETED);
        categorical[LeadFeatureSchema.PRIMARY_EVENT_TYPE] = MostFrequent.code(types, events.count(), typeOf);
    }
}
