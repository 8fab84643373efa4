package dev.homing.features;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Where the lead's events come from. */
final class SourceFeatures {
    /** A record has three bits for each. */
    private static final int CODES = 1 << 3;
    private static final int MOST_OF_LANE = 255;

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

    /** A counter in memory that is counted up again at once makes a processor wait: here a register has eight of a byte each. */
    private void count(final int begin, final int end) {
        long deviceLanes = 0;
        long channelLanes = 0;
        for (int i = begin; i < end; i++) {
            deviceLanes += 1L << (events.device(i) << 3);
            channelLanes += 1L << (events.channel(i) << 3);
        }
        for (int code = 0; code < CODES; code++) {
            devices[code] += (int) (deviceLanes >>> (code << 3)) & MOST_OF_LANE;
            channels[code] += (int) (channelLanes >>> (code << 3)) & MOST_OF_LANE;
        }
    }

    void put(final int[] categorical) {
        Arrays.fill(devices, 0);
        Arrays.fill(channels, 0);
        for (int begin = 0; begin < events.count(); begin += MOST_OF_LANE) {
            count(begin, Math.min(begin + MOST_OF_LANE, events.count()));
        }
        categorical[LeadFeatureSchema.PREFERRED_DEVICE] = MostFrequent.code(devices, events.count(), deviceOf);
        categorical[LeadFeatureSchema.PREFERRED_CHANNEL] = MostFrequent.code(channels, events.count(), channelOf);
    }
}
