package dev.homing.features;

import java.util.function.IntUnaryOperator;

/** Where the lead's events come from. */
final class SourceFeatures {
    private static final int ALL_CODES = (1 << LeadEvents.CODES) - 1;

    private final LeadEvents events;
    private final IntUnaryOperator deviceOf;
    private final IntUnaryOperator channelOf;

    SourceFeatures(final LeadEvents events) {
        this.events = events;
        deviceOf = events::device;
        channelOf = events::channel;
    }

    void put(final int[] categorical) {
        categorical[LeadFeatureSchema.PREFERRED_DEVICE] =
                MostFrequent.code(events.devices(), ALL_CODES, events.count(), deviceOf);
        categorical[LeadFeatureSchema.PREFERRED_CHANNEL] =
                MostFrequent.code(events.channels(), ALL_CODES, events.count(), channelOf);
    }
}
