package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.SwipeDirection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What one lead did, summed up by home and told in words. */
final class LeadStory {
    private static final List<EventType> NAMED = List.of(
            EventType.SESSION_START, EventType.SEARCH_QUERY, EventType.PROPERTY_VIEW, EventType.PROPERTY_SWIPE,
            EventType.PROPERTY_LIKE, EventType.PROPERTY_DISLIKE, EventType.PROPERTY_SAVE, EventType.PROPERTY_SHARE,
            EventType.TOUR_SCHEDULED, EventType.TOUR_COMPLETED, EventType.BOOKING_REQUEST);
    private static final List<String> SINGULARS = List.of(
            "visit", "search", "view", "swipe", "like", "dislike", "save", "share", "tour arranged", "tour done",
            "booking request");
    private static final List<String> PLURALS = List.of(
            "visits", "searches", "views", "swipes", "likes", "dislikes", "saves", "shares", "tours arranged", "tours done",
            "booking requests");

    /**
     * A home and how a lead engaged with it.
     *
     * @param id     of the home
     * @param weight the higher, the more
     * @param deeds  in words
     */
    record Engagement(String id, double weight, String deeds) {
    }

    private final List<Event> events;
    private final Map<String, List<Event>> byHome = new LinkedHashMap<>();

    /** Of the events of one lead, in the order of time. */
    LeadStory(final List<Event> events) {
        this.events = events;
        for (final Event event : events) {
            if (!event.getPropertyId().isEmpty()) {
                byHome.computeIfAbsent(event.getPropertyId(), id -> new ArrayList<>()).add(event);
            }
        }
    }

    List<Event> events() {
        return events;
    }

    /** The homes that the lead met. */
    Set<String> met() {
        return byHome.keySet();
    }

    int count(final EventType type) {
        return (int) events.stream().filter(event -> event.getType() == type).count();
    }

    /** Numbers of the kinds of events, as a list in words. */
    String summary() {
        final List<String> parts = new ArrayList<>();
        for (int i = 0; i < NAMED.size(); i++) {
            final int count = count(NAMED.get(i));
            if (count > 0) {
                parts.add(count + " " + (count == 1 ? SINGULARS.get(i) : PLURALS.get(i)));
            }
        }
        return String.join(", ", parts);
    }

    /** The homes that the lead engaged with most, the most first. */
    List<Engagement> engagements() {
        return byHome.entrySet().stream()
                .map(home -> new Engagement(home.getKey(),
                        home.getValue().stream().mapToDouble(LeadStory::weight).sum(), deeds(home.getValue())))
                .filter(home -> home.weight() > 0)
                .sorted(Comparator.comparingDouble((Engagement home) -> -home.weight()).thenComparing(Engagement::id))
                .toList();
    }

    private static double weight(final Event event) {
        return switch (event.getType()) {
            case PROPERTY_VIEW -> 1;
            case PROPERTY_LIKE -> 2;
            case PROPERTY_SWIPE -> event.getPropertySwipe().getDirection() == SwipeDirection.RIGHT ? 2 : -1;
            case PROPERTY_SHARE, PROPERTY_SAVE -> 3;
            case TOUR_SCHEDULED, BOOKING_REQUEST -> 5;
            case TOUR_COMPLETED, BOOKING_COMPLETED -> 7;
            case PROPERTY_DISLIKE, PROPERTY_UNSAVE, BOOKING_CANCELLED -> -2;
            default -> 0;
        };
    }

    private static String deeds(final List<Event> events) {
        final Map<EventType, Integer> counts = new EnumMap<>(EventType.class);
        events.forEach(event -> counts.merge(event.getType(), 1, Integer::sum));
        final List<String> words = new ArrayList<>();
        counts.forEach((type, count) -> {
            final String word = word(type);
            if (!word.isEmpty()) {
                words.add(count == 1 ? word : String.format(Locale.ROOT, "%s %d times", word, count));
            }
        });
        return String.join(", ", words);
    }

    private static String word(final EventType type) {
        return switch (type) {
            case PROPERTY_VIEW -> "viewed";
            case PROPERTY_SWIPE -> "swiped";
            case PROPERTY_LIKE -> "liked";
            case PROPERTY_SHARE -> "shared";
            case PROPERTY_SAVE -> "saved";
            case PROPERTY_UNSAVE -> "unsaved";
            case TOUR_COMPLETED -> "toured";
            case BOOKING_REQUEST -> "asked for a meeting";
            default -> "";
        };
    }
}
