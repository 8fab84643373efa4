package dev.homing.features;

import dev.homing.tracking.EventType;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Features 57 to 64: what becomes of views, saves, requests and searches. Missing where there is nothing to become of. */
final class ConversionOracle {
    private final LeadWindow window;

    ConversionOracle(final LeadWindow window) {
        this.window = window;
    }

    void put(final Map<String, Double> values) {
        final Set<Integer> viewed = window.properties(event -> event.type == EventType.PROPERTY_VIEW);
        // Liked by a like or a right swipe; saved also where an unsave followed.
        final Set<Integer> liked = window.properties(LeadWindow::isLike);
        final Set<Integer> saved = window.properties(event -> event.type == EventType.PROPERTY_SAVE);
        final Set<Integer> toured = window.properties(
                event -> event.type == EventType.TOUR_SCHEDULED || event.type == EventType.BOOKING_REQUEST);
        values.put("view_to_like_rate", share(viewed, liked::contains));
        values.put("view_to_save_rate", share(viewed, saved::contains));
        values.put("view_to_tour_rate", share(viewed, toured::contains));
        values.put("save_to_tour_rate", share(saved, toured::contains));
        final double completed = window.count(event -> event.type == EventType.BOOKING_COMPLETED && !LeadWindow.isMissed(event));
        values.put("booking_follow_through", Math.min(1, ratio(completed, window.count(EventType.BOOKING_REQUEST))));
        values.put("exploration_ratio", ratio(viewed.size(), window.count(EventType.PROPERTY_VIEW)));
        values.put("revisit_rate", share(viewed, this::isViewedInTwoSessions));
        values.put("search_refinement_rate",
                ratio(window.count(EventType.FILTER_APPLIED), window.count(EventType.SEARCH_QUERY)));
    }

    private boolean isViewedInTwoSessions(final int property) {
        return window.sessions.stream().filter(session -> session.stream()
                .anyMatch(event -> event.type == EventType.PROPERTY_VIEW && event.property == property)).count() >= 2;
    }

    private static double share(final Set<Integer> of, final Predicate<Integer> condition) {
        return ratio((double) of.stream().filter(condition).count(), of.size());
    }

    private static double ratio(final double part, final double whole) {
        return whole == 0 ? Double.NaN : part / whole;
    }
}
