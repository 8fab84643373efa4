package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.RecordFields;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** How many events of which type. */
final class VolumeFeatures {
    private final LeadEvents events;
    private final IntUnaryOperator typeOf;

    VolumeFeatures(final LeadEvents events) {
        this.events = events;
        typeOf = i -> EventKind.typeCode(events.kind(i));
    }

    /** Before all else of this group. */
    static void clear(final float[] numerical) {
        Arrays.fill(numerical, LeadFeatureSchema.TYPE_COUNTS, LeadFeatureSchema.TYPE_COUNTS + EventType.COUNT, 0);
    }

    /** Counts where the features are: counts as small as these are exact there. */
    static void addAgentEvent(final byte[] records, final int offset, final float[] numerical) {
        numerical[LeadFeatureSchema.TYPE_COUNTS + RecordFields.typeCode(records, offset) - 1]++;
    }

    void put(final float[] numerical, final int[] categorical) {
        final int[] types = events.typeCounts();
        numerical[LeadFeatureSchema.EVENT_COUNT] = events.count();
        for (int rest = events.presentTypes(); rest != 0; rest &= rest - 1) {
            final int code = Integer.numberOfTrailingZeros(rest);
            numerical[LeadFeatureSchema.TYPE_COUNTS + code - 1] += types[code];
        }
        // What did not take place is no completion.
        numerical[LeadFeatureSchema.TYPE_COUNTS + EventType.BOOKING_COMPLETED.ordinal()] =
                events.count(EventKind.BOOKING_COMPLETED);
        numerical[LeadFeatureSchema.TYPE_COUNTS + EventType.TOUR_COMPLETED.ordinal()] =
                events.count(EventKind.TOUR_COMPLETED);
        categorical[LeadFeatureSchema.PRIMARY_EVENT_TYPE] =
                MostFrequent.code(types, events.presentTypes(), events.count(), typeOf);
    }
}
