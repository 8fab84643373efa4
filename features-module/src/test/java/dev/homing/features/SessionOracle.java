package dev.homing.features;

import dev.homing.tracking.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Features 65 to 74: sessions and the gaps within them. */
final class SessionOracle {
    private static final double SECONDS_PER_MINUTE = 60;
    private static final double BURST_SECONDS = 30;

    private final LeadWindow window;
    private final List<List<LeadEvent>> sessions;

    /** Needs at least one event. */
    SessionOracle(final LeadWindow window) {
        this.window = window;
        sessions = window.sessions;
    }

    void put(final Map<String, Double> values) {
        final List<Double> events =
                sessions.stream().map(session -> (double) session.size()).collect(Collectors.toList());
        values.put("session_events_mean", Statistics.mean(events));
        values.put("session_events_max", Collections.max(events));
        values.put("session_events_std", Statistics.std(events));
        final List<Double> seconds = sessions.stream()
                .map(session -> seconds(session.get(0), session.get(session.size() - 1))).collect(Collectors.toList());
        values.put("session_seconds_mean", Statistics.mean(seconds));
        values.put("session_seconds_max", Collections.max(seconds));
        values.put("session_properties_mean", Statistics.mean(sessions.stream()
                .map(session -> (double) LeadWindow.properties(session, event -> true).size()).collect(Collectors.toList())));
        values.put("session_searches_mean", window.count(EventType.SEARCH_QUERY) / sessions.size());
        final double activeSeconds = seconds.stream().mapToDouble(Double::doubleValue).sum();
        values.put("events_per_active_minute", window.events.size() / Math.max(activeSeconds / SECONDS_PER_MINUTE, 1));
        gaps(values);
    }

    private void gaps(final Map<String, Double> values) {
        final List<Double> gaps = new ArrayList<>();
        for (final List<LeadEvent> session : sessions) {
            for (int i = 1; i < session.size(); i++) {
                gaps.add(seconds(session.get(i - 1), session.get(i)));
            }
        }
        if (!gaps.isEmpty()) {
            values.put("burst_ratio", gaps.stream().filter(gap -> gap < BURST_SECONDS).count() / (double) gaps.size());
        }
        if (gaps.size() >= 2) {
            values.put("gap_consistency", Collections.max(gaps) == 0 ? 1 : Statistics.regularity(gaps));
        }
    }

    private static double seconds(final LeadEvent from, final LeadEvent to) {
        return (to.at - from.at) / (double) LeadWindow.SECOND_MS;
    }
}
