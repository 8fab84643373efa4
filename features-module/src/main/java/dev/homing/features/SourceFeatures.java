package dev.homing.features;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Where the lead's events come from. */
final class SourceFeatures {
    /** A record has three bits for each. */
    private static final int CODES = 1 << 3;

    private final LeadEvents events;
    private final int[] devices = new int[CODES];
    private final int[] channels = new int[CODES];
    private final IntUnaryOperator deviceOf;
    private final IntUnaryOperator channelOf;

    SourceFeatures(final LeadEvents events) {
        this.events = events;
        deviceOf = events::device;
        channelOf = events::channel;
    }

    void put(final int[] categorical) {
        Arrays.fill(devices, 0);
        Arrays.fill(channels, 0);
        for (int i = 0; i < events.count(); i++) {
            devices[events.device(i)]++;
            channels[events.channel(i)]++;
        }
        categorical[LeadFeatureSchema.PREFERRED_DEVICE] = MostFrequent.code(devices, events.count(), deviceOf);
        categorical[LeadFeatureSchema.PREFERRED_CHANNEL] = MostFrequent.code(channels, events.count(), channelOf);
    }
}
