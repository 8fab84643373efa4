package dev.homing.features;

import dev.homing.tracking.EventType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Features 47 to 56: weights, viewing times, likes against dislikes. */
final class EngagementOracle {
    private static final double HALF_LIFE_DAYS = 14;
    private static final double MAX_VIEW_SECONDS = 600;

    private final LeadWindow window;

    EngagementOracle(final LeadWindow window) {
        this.window = window;
    }

    void put(final Map<String, Double> values) {
        final double likes = window.count(LeadWindow::isLike);
        final double dislikes = window.count(LeadWindow::isDislike);
        final double likeRatio = (likes + 1) / (likes + dislikes + 2);
        values.put("like_ratio", likeRatio);
        values.put("decision_confidence", Math.abs(2 * likeRatio - 1));
        if (window.events.isEmpty()) {
            return;
        }
        final List<Double> weights =
                window.events.stream().map(event -> LeadWindow.weight(event).doubleValue()).collect(Collectors.toList());
        values.put("engagement_score", window.events.stream().mapToDouble(event ->
                LeadWindow.weight(event).doubleValue()
                        * Math.pow(2, -(window.asOf - event.at) / (HALF_LIFE_DAYS * LeadWindow.DAY_MS))).sum());
        values.put("engagement_mean", Statistics.mean(weights));
        values.put("engagement_std", Statistics.std(weights));
        values.put("engagement_max", Collections.max(weights));
        values.put("high_intent_ratio", weights.stream().filter(weight -> weight >= 3).count() / (double) weights.size());
        views(values);
    }

    /** Only a view has a duration that counts. Where no view has one its sum is 0, and its mean and maximum are missing. */
    private void views(final Map<String, Double> values) {
        final List<Double> seconds = window.events.stream()
                .filter(event -> event.type == EventType.PROPERTY_VIEW && event.viewSeconds > 0)
                .map(event -> Math.min(event.viewSeconds, MAX_VIEW_SECONDS)).collect(Collectors.toList());
        values.put("view_seconds_total", seconds.stream().mapToDouble(Double::doubleValue).sum());
        if (!seconds.isEmpty()) {
            values.put("view_seconds_mean", Statistics.mean(seconds));
            values.put("view_seconds_max", Collections.max(seconds));
        }
    }
}
