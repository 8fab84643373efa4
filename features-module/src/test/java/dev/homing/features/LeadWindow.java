package dev.homing.features;

import static dev.homing.tracking.codec.TimelineRecord.NOT_COMPLETED_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_LEFT_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_HIGH_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_LOW_FLAG;

import dev.homing.tracking.EventType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The events that the catalogue's conventions select, with its weights, sessions and preferred properties. */
final class LeadWindow {
    static final long SECOND_MS = 1_000;
    static final long HOUR_MS = 3_600 * SECOND_MS;
    static final long DAY_MS = 24 * HOUR_MS;

    /** A property of D: its weight, and the newest positive event, whose attributes count. */
    record Preferred(BigDecimal weight, LeadEvent newest) {
    }

    final long asOf;
    /** The lead events in W, oldest first. */
    final List<LeadEvent> events;
    /** The agent events in W, oldest first. */
    final List<LeadEvent> agentEvents;
    /** The lead events again, in sessions. */
    final List<List<LeadEvent>> sessions;
    final boolean isTruncated;

    /** Selects from all events of a lead, in journal order, the newest so many lead and agent events of the window. */
    LeadWindow(final List<LeadEvent> ingested, final int maxEvents, final int maxAgentEvents, final long asOf) {
        this.asOf = asOf;
        final List<LeadEvent> inWindow = LeadEvent.inOrder(ingested.stream()
                .filter(event -> event.at > asOf - 30 * DAY_MS && event.at <= asOf));
        final List<LeadEvent> leadEvents =
                inWindow.stream().filter(event -> event.isLeadEvent()).collect(Collectors.toList());
        isTruncated = leadEvents.size() > maxEvents;
        events = newest(leadEvents, maxEvents);
        agentEvents = newest(
                inWindow.stream().filter(event -> !event.isLeadEvent()).collect(Collectors.toList()), maxAgentEvents);
        sessions = sessions(events);
    }

    private static List<LeadEvent> newest(final List<LeadEvent> oldestFirst, final int most) {
        return oldestFirst.subList(Math.max(0, oldestFirst.size() - most), oldestFirst.size());
    }

    /** Exact, so that 1.2 and 1.5 make as much as 2.7. */
    static BigDecimal weight(final LeadEvent event) {
        return new BigDecimal(switch (event.type) {
            case PROPERTY_VIEW -> event.viewSeconds > 60 ? "1.5" : event.viewSeconds > 30 ? "1.2" : "1";
            case PROPERTY_SWIPE -> event.hasFlag(SWIPE_LEFT_FLAG) ? "-1" : "2";
            case PROPERTY_LIKE -> "2";
            case PROPERTY_DISLIKE -> "-1";
            case PROPERTY_SHARE -> "2.5";
            case PROPERTY_SAVE -> "3";
            case PROPERTY_UNSAVE -> "-1.5";
            case BOOKING_REQUEST -> event.hasFlag(URGENCY_HIGH_FLAG) ? "6.5" : event.hasFlag(URGENCY_LOW_FLAG) ? "4" : "5";
            case BOOKING_COMPLETED -> isMissed(event) ? "-2" : "7";
            case BOOKING_CANCELLED -> "-2";
            case LEAD_INTERACTION, EMAIL_CLICKED -> "1";
            case SEARCH_QUERY -> "1.5";
            case FILTER_APPLIED -> "1.2";
            case TOUR_SCHEDULED, FORM_SUBMISSION -> "4";
            case TOUR_COMPLETED -> isMissed(event) ? "-1" : "6";
            case EMAIL_OPENED, PAGE_VIEW -> "0.5";
            case AGENT_INTERACTION, AGENT_ACTION, SESSION_START, SESSION_END -> "0";
        });
    }

    /** A completion without the flag is completed. */
    static boolean isMissed(final LeadEvent event) {
        return (event.type == EventType.BOOKING_COMPLETED || event.type == EventType.TOUR_COMPLETED)
                && event.hasFlag(NOT_COMPLETED_FLAG);
    }

    static boolean isLike(final LeadEvent event) {
        return event.type == EventType.PROPERTY_LIKE
                || (event.type == EventType.PROPERTY_SWIPE && !event.hasFlag(SWIPE_LEFT_FLAG));
    }

    static boolean isDislike(final LeadEvent event) {
        return event.type == EventType.PROPERTY_DISLIKE
                || (event.type == EventType.PROPERTY_SWIPE && event.hasFlag(SWIPE_LEFT_FLAG));
    }

    double count(final EventType type) {
        return count(event -> event.type == type);
    }

    double count(final Predicate<LeadEvent> condition) {
        return events.stream().filter(condition).count();
    }

    /** The distinct properties of the lead events that meet a condition. */
    Set<Integer> properties(final Predicate<LeadEvent> condition) {
        return properties(events, condition);
    }

    static Set<Integer> properties(final List<LeadEvent> events, final Predicate<LeadEvent> condition) {
        return events.stream().filter(event -> event.hasProperty() && condition.test(event))
                .map(event -> event.property).collect(Collectors.toSet());
    }

    private static List<List<LeadEvent>> sessions(final List<LeadEvent> events) {
        final List<List<LeadEvent>> sessions = new ArrayList<>();
        LeadEvent before = null;
        for (final LeadEvent event : events) {
            if (before == null || isNewSession(before, event)) {
                sessions.add(new ArrayList<>());
            }
            sessions.get(sessions.size() - 1).add(event);
            before = event;
        }
        return sessions;
    }

    private static boolean isNewSession(final LeadEvent before, final LeadEvent event) {
        final boolean bothCarryAnId = before.session != 0 && event.session != 0;
        return (bothCarryAnId && before.session != event.session) || event.at - before.at > 30 * 60 * SECOND_MS;
    }

    /** D; a property's largest weight is that of one of its positive events, for it has one. */
    Map<Integer, Preferred> preferred() {
        final Map<Integer, Preferred> preferred = new LinkedHashMap<>();
        for (final LeadEvent event : events) {
            final BigDecimal weight = weight(event);
            if (event.hasProperty() && weight.signum() > 0) {
                preferred.merge(event.property, new Preferred(weight, event),
                        (older, newer) -> new Preferred(older.weight().max(newer.weight()), newer.newest()));
            }
        }
        return preferred;
    }
}
