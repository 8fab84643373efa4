package dev.homing.features;

import java.util.Map;

/** Features 87 to 91: how lately. The last 24 hours and the last 7 days are open at their beginning, as the window is. */
final class RecencyOracle {
    private final LeadWindow window;

    RecencyOracle(final LeadWindow window) {
        this.window = window;
    }

    void put(final Map<String, Double> values) {
        final double lastDay = window.count(event -> window.asOf - event.at < LeadWindow.DAY_MS);
        values.put("recent_24h_count", lastDay);
        if (window.events.isEmpty()) {
            return;
        }
        final long oldest = window.events.get(0).at;
        final long newest = window.events.get(window.events.size() - 1).at;
        values.put("hours_since_last_activity", (window.asOf - newest) / (double) LeadWindow.HOUR_MS);
        values.put("activity_span_hours", (newest - oldest) / (double) LeadWindow.HOUR_MS);
        values.put("recent_24h_ratio", lastDay / window.events.size());
        values.put("recent_7d_ratio",
                window.count(event -> window.asOf - event.at < 7 * LeadWindow.DAY_MS) / window.events.size());
    }
}
