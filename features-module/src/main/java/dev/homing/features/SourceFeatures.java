package dev.homing.features;

import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;

/** Where the lead's events come from. */
final class SourceFeatures {
    private final MostFrequent devices = new MostFrequent(Device.COUNT);
    private final MostFrequent channels = new MostFrequent(Channel.COUNT);

    SourceFeatures() {
    }

    void clear() {
        devices.clear();
        channels.clear();
    }

    /** Those without a device or channel gather under code 0, which is never chosen. */
    void add(final PassedEvent event) {
        devices.add(event.record().deviceCode(), event.offset());
        channels.add(event.record().channelCode(), event.offset());
    }

    void put(final int[] categorical) {
        categorical[LeadFeatureSchema.PREFERRED_DEVICE] = devices.code();
        categorical[LeadFeatureSchema.PREFERRED_CHANNEL] = channels.code();
    }
}
