package dev.homing.features;

import static dev.homing.tracking.codec.TimelineRecord.NOT_COMPLETED_FLAG;

import dev.homing.tracking.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** {@code agent-v1} once more, written down sentence by sentence over plain collections: slow, and shares no code. */
final class SlowAgentFeatures {
    private static final long DAY_MS = 86_400_000;
    private static final Set<EventType> REQUESTS =
            Set.of(EventType.FORM_SUBMISSION, EventType.BOOKING_REQUEST, EventType.LEAD_INTERACTION);

    /** Successes and cases of each rate, by its name. */
    final Map<String, int[]> cases = new HashMap<>();
    private final Map<String, Double> values = new HashMap<>();
    private final List<Happening> events;
    private final UnaryOperator<String> root;

    /** Of an agent, with all events that count and who goes by which id. */
    SlowAgentFeatures(
            final List<Happening> all, final UnaryOperator<String> root, final String agent, final long asOf) {
        this.root = root;
        events = Happening.inOrder(all.stream()
                .filter(event -> event.agent.equals(agent) && event.at > asOf - 90 * DAY_MS && event.at <= asOf));
        final Set<String> leads = leads(event -> true);
        final Set<String> toured = leads(event -> event.type == EventType.TOUR_SCHEDULED);
        final Set<String> booked = new HashSet<>(leads(event -> event.type == EventType.BOOKING_REQUEST));
        booked.retainAll(toured);
        final Set<String> silent = new HashSet<>(leads);
        silent.removeAll(leads(event -> event.at > asOf - 7 * DAY_MS));
        values.put("lead_count", (double) leads.size());
        values.put("leads_silent_7d", (double) silent.size());
        values.put("interaction_count", count(EventType.AGENT_ACTION) + count(EventType.AGENT_INTERACTION));
        values.put("tour_scheduled_count", count(EventType.TOUR_SCHEDULED));
        values.put("booking_request_count", count(EventType.BOOKING_REQUEST));
        final List<Happening> shown = completed(EventType.TOUR_COMPLETED);
        final List<Happening> kept = completed(EventType.BOOKING_COMPLETED);
        values.put("tour_completed_count", (double) shown.size());
        values.put("booking_completed_count", (double) kept.size());
        mean("tour_interest_mean", shown);
        mean("booking_rating_mean", kept);
        rate("tour_show_rate", shown.size(), (int) count(EventType.TOUR_COMPLETED));
        rate("contact_to_tour_rate", toured.size(), leads.size());
        rate("tour_to_booking_rate", booked.size(), toured.size());
        responses();
    }

    double value(final int index) {
        return values.getOrDefault(FeatureSchema.AGENT.numerical().get(index).name(), Double.NaN);
    }

    private Set<String> leads(final Predicate<Happening> of) {
        return events.stream().filter(of).map(event -> root.apply(event.lead)).collect(Collectors.toSet());
    }

    private double count(final EventType type) {
        return events.stream().filter(event -> event.type == type).count();
    }

    private List<Happening> completed(final EventType type) {
        return events.stream().filter(event -> event.type == type && !event.hasFlag(NOT_COMPLETED_FLAG))
                .collect(Collectors.toList());
    }

    private void mean(final String name, final List<Happening> of) {
        of.stream().mapToDouble(event -> event.mark).filter(mark -> !Double.isNaN(mark)).average()
                .ifPresent(mean -> values.put(name, mean));
    }

    private void rate(final String name, final int successes, final int of) {
        cases.put(name, new int[] {successes, of});
        if (of > 0) {
            values.put(name, (double) successes / of);
        }
    }

    private void responses() {
        final List<Double> minutes = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            final Happening request = events.get(i);
            if (REQUESTS.contains(request.type)) {
                events.subList(i + 1, events.size()).stream()
                        .filter(event -> !event.type.isLeadEvent() && root.apply(event.lead).equals(root.apply(request.lead)))
                        .findFirst()
                        .filter(answer -> answer.at - request.at <= 7 * DAY_MS)
                        .ifPresent(answer -> minutes.add((answer.at - request.at) / 60_000.0));
            }
        }
        Collections.sort(minutes);
        rate("response_within_hour_share",
                (int) minutes.stream().filter(each -> each <= 60).count(), minutes.size());
        if (!minutes.isEmpty()) {
            values.put("response_minutes_median",
                    (minutes.get((minutes.size() - 1) / 2) + minutes.get(minutes.size() / 2)) / 2);
        }
    }
}
