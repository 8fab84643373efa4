package dev.homing.features;

import static dev.homing.tracking.codec.TimelineRecord.NOT_COMPLETED_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_LEFT_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_HIGH_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_LOW_FLAG;

import dev.homing.tracking.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The feature catalogue once more, written down sentence by sentence over plain collections: slow, and shares no code. */
final class SlowLeadFeatures {
    private static final long DAY_MS = 86_400_000;

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final List<LeadEvent> window;
    private final long asOf;
    private final boolean truncated;

    /** Computes the features of a lead with these events, of which the newest so many in the window count. */
    SlowLeadFeatures(final List<LeadEvent> events, final int maxEvents, final long asOf) {
        this.asOf = asOf;
        final List<LeadEvent> inWindow = LeadEvent.inOrder(events.stream()
                .filter(event -> event.at > asOf - 30 * DAY_MS && event.at <= asOf));
        final List<LeadEvent> leadEvents = inWindow.stream().filter(LeadEvent::isLeadEvent).collect(Collectors.toList());
        truncated = leadEvents.size() > maxEvents;
        window = leadEvents.subList(Math.max(0, leadEvents.size() - maxEvents), leadEvents.size());
        final List<LeadEvent> counted = new ArrayList<>(window);
        inWindow.stream().filter(event -> !event.isLeadEvent()).forEach(counted::add);
        counts(counted);
        prices();
        engagement();
        recency();
    }

    boolean truncated() {
        return truncated;
    }

    double value(final int index) {
        return values.getOrDefault(LeadFeatureNames.ALL.get(index), Double.NaN);
    }

    private void counts(final List<LeadEvent> counted) {
        values.put("event_count", (double) window.size());
        int sessions = 0;
        for (int i = 0; i < window.size(); i++) {
            if (i == 0 || isNewSession(window.get(i - 1), window.get(i))) {
                sessions++;
            }
        }
        values.put("session_count", (double) sessions);
        values.put("distinct_properties",
                (double) window.stream().filter(event -> event.property >= 0).map(event -> event.property).distinct().count());
        for (final EventType type : EventType.values()) {
            values.put(type.name().toLowerCase(Locale.ROOT) + "_count", (double) counted.stream()
                    .filter(event -> event.type == type && !isMissed(event)).count());
        }
    }

    private static boolean isNewSession(final LeadEvent before, final LeadEvent event) {
        return (before.session != 0 && event.session != 0 && before.session != event.session)
                || event.at - before.at > 30 * 60 * 1_000;
    }

    private static boolean isMissed(final LeadEvent event) {
        return (event.type == EventType.BOOKING_COMPLETED || event.type == EventType.TOUR_COMPLETED)
                && (event.flags & NOT_COMPLETED_FLAG) != 0;
    }

    private void prices() {
        final Map<Integer, Double> weights = new LinkedHashMap<>();
        final Map<Integer, Double> prices = new LinkedHashMap<>();
        for (final LeadEvent event : window) {
            if (event.property >= 0 && weight(event) > 0) {
                weights.merge(event.property, weight(event), Math::max);
                prices.put(event.property, event.price);
            }
        }
        prices.values().removeIf(price -> Double.isNaN(price));
        weights.keySet().retainAll(prices.keySet());
        if (prices.isEmpty()) {
            return;
        }
        final double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        final double mean = prices.entrySet().stream()
                .mapToDouble(entry -> entry.getValue() * weights.get(entry.getKey())).sum() / sum;
        final double variance = prices.entrySet().stream()
                .mapToDouble(entry -> Math.pow(entry.getValue() - mean, 2) * weights.get(entry.getKey())).sum() / sum;
        values.put("price_mean", mean);
        values.put("price_min", Collections.min(prices.values()));
        values.put("price_max", Collections.max(prices.values()));
        values.put("price_cv", Math.sqrt(variance) / mean);
        values.put("price_log_range", Math.log(Collections.max(prices.values())) - Math.log(Collections.min(prices.values())));
        final double[] edges = {0, 300_000, 600_000, 1_000_000, Double.POSITIVE_INFINITY};
        for (int band = 0; band < 4; band++) {
            final double from = edges[band];
            final double to = edges[band + 1];
            values.put("price_band_" + band + "_share", prices.entrySet().stream()
                    .filter(entry -> entry.getValue() >= from && entry.getValue() < to)
                    .mapToDouble(entry -> weights.get(entry.getKey())).sum() / sum);
        }
    }

    private void engagement() {
        if (window.isEmpty()) {
            return;
        }
        final List<Double> weights = window.stream().map(SlowLeadFeatures::weight).collect(Collectors.toList());
        final double mean = weights.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        values.put("engagement_score", window.stream()
                .mapToDouble(event -> weight(event) * Math.pow(2, -(asOf - event.at) / (14.0 * DAY_MS))).sum());
        values.put("engagement_mean", mean);
        values.put("engagement_std",
                Math.sqrt(weights.stream().mapToDouble(weight -> Math.pow(weight - mean, 2)).average().orElseThrow()));
        values.put("engagement_max", Collections.max(weights));
        values.put("high_intent_ratio", weights.stream().filter(weight -> weight >= 3).count() / (double) weights.size());
    }

    private void recency() {
        final double lastDay = window.stream().filter(event -> event.at > asOf - DAY_MS).count();
        values.put("recent_24h_count", lastDay);
        if (window.isEmpty()) {
            return;
        }
        final long newest = window.get(window.size() - 1).at;
        final double lastWeek = window.stream().filter(event -> event.at > asOf - 7 * DAY_MS).count();
        values.put("hours_since_last_activity", (asOf - newest) / 3_600_000.0);
        values.put("activity_span_hours", (newest - window.get(0).at) / 3_600_000.0);
        values.put("recent_24h_ratio", lastDay / window.size());
        values.put("recent_7d_ratio", lastWeek / window.size());
    }

    private static double weight(final LeadEvent event) {
        return switch (event.type) {
            case PROPERTY_VIEW -> event.viewSeconds > 60 ? 1.5 : event.viewSeconds > 30 ? 1.2 : 1;
            case PROPERTY_SWIPE -> (event.flags & SWIPE_LEFT_FLAG) != 0 ? -1 : 2;
            case PROPERTY_LIKE -> 2;
            case PROPERTY_DISLIKE -> -1;
            case PROPERTY_SHARE -> 2.5;
            case PROPERTY_SAVE -> 3;
            case PROPERTY_UNSAVE -> -1.5;
            case BOOKING_REQUEST ->
                (event.flags & URGENCY_HIGH_FLAG) != 0 ? 6.5 : (event.flags & URGENCY_LOW_FLAG) != 0 ? 4 : 5;
            case BOOKING_COMPLETED -> isMissed(event) ? -2 : 7;
            case BOOKING_CANCELLED -> -2;
            case LEAD_INTERACTION, EMAIL_CLICKED -> 1;
            case SEARCH_QUERY -> 1.5;
            case FILTER_APPLIED -> 1.2;
            case TOUR_SCHEDULED, FORM_SUBMISSION -> 4;
            case TOUR_COMPLETED -> isMissed(event) ? -1 : 6;
            case EMAIL_OPENED, PAGE_VIEW -> 0.5;
            case AGENT_INTERACTION, AGENT_ACTION, SESSION_START, SESSION_END -> 0;
        };
    }
}
