package dev.homing.features;

import dev.homing.tracking.EventType;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Features 0 to 25: counts, which are 0 and never missing. */
final class VolumeOracle {
    private final LeadWindow window;

    VolumeOracle(final LeadWindow window) {
        this.window = window;
    }

    void put(final Map<String, Double> values) {
        values.put("event_count", (double) window.events.size());
        values.put("session_count", (double) window.sessions.size());
        values.put("distinct_properties", (double) window.properties(event -> true).size());
        for (final EventType type : EventType.values()) {
            values.put(type.name().toLowerCase(Locale.ROOT) + "_count",
                    (double) Stream.concat(window.events.stream(), window.agentEvents.stream())
                            .filter(event -> event.type == type && !LeadWindow.isMissed(event)).count());
        }
    }
}
