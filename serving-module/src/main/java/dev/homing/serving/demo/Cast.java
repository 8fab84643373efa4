package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Chooses whom and what the demo shows, by rules that look at events alone: neither at tastes nor at recommendations. */
final class Cast {
    /** Events that the lead of the demo has at least. */
    static final int MIN_EVENTS = 25;
    /** Events that the lead of the demo has at most. */
    static final int MAX_EVENTS = 60;
    /** Likes and saves that the lead of the demo has at least. */
    static final int MIN_LIKES = 6;
    /** Days within which the lead of the demo was last there. */
    static final int MAX_SILENT_DAYS = 10;

    private final MarketHistory history;
    private final Map<String, LeadStory> stories = new HashMap<>();

    Cast(final MarketHistory history) {
        this.history = history;
        final Map<String, List<Event>> byLead = history.events().stream().collect(Collectors.groupingBy(Event::getLeadId));
        history.leads().forEach(lead -> stories.put(lead.id(), new LeadStory(byLead.getOrDefault(lead.id(), List.of()))));
    }

    LeadStory story(final MarketLead lead) {
        return stories.get(lead.id());
    }

    /** The first lead with a history neither short nor long, some likes, and still there; else the one with the most events. */
    MarketLead heroine() {
        return history.leads().stream().filter(lead -> isTelling(story(lead))).findFirst()
                .orElseGet(() -> history.leads().stream()
                        .max(Comparator.comparingInt(lead -> story(lead).events().size())).orElseThrow());
    }

    private boolean isTelling(final LeadStory story) {
        final int events = story.events().size();
        return events >= MIN_EVENTS && events <= MAX_EVENTS
                && story.count(EventType.PROPERTY_LIKE) + story.count(EventType.PROPERTY_SAVE) >= MIN_LIKES
                && seconds(history.events()) - seconds(story.events()) <= TimeUnit.DAYS.toSeconds(MAX_SILENT_DAYS);
    }

    private static long seconds(final List<Event> events) {
        return events.get(events.size() - 1).getOccurredAt().getSeconds();
    }

    /**
     * Two homes elsewhere: of one type, in a neighbourhood in which a lead has met none. Of all such pairs the one that others
     * looked at most, as a model knows little of a home that nobody has looked at.
     */
    List<Home> elsewhere(final MarketLead lead) {
        final Map<String, MarketListing> listings = new HashMap<>();
        history.changes().forEach(change -> listings.put(change.listing().id(), change.listing()));
        final List<MarketListing> met = story(lead).met().stream().map(listings::get).toList();
        final Set<Object> known = met.stream().map(MarketListing::neighbourhood).collect(Collectors.toSet());
        final Map<String, Long> attention = history.events().stream().filter(event -> !event.getPropertyId().isEmpty())
                .collect(Collectors.groupingBy(Event::getPropertyId, Collectors.counting()));
        final Map<String, List<Home>> groups = new LinkedHashMap<>();
        history.onTheMarket().stream()
                .filter(home -> !known.contains(home.listing().neighbourhood()))
                .sorted(Comparator.comparingLong((Home home) -> -attention.getOrDefault(home.listing().id(), 0L))
                        .thenComparing(home -> home.listing().id()))
                .forEach(home -> groups.computeIfAbsent(
                        home.listing().neighbourhood() + " " + home.listing().type(), key -> new ArrayList<>()).add(home));
        return groups.values().stream().filter(homes -> homes.size() >= 2).map(homes -> homes.subList(0, 2))
                .max(Comparator.comparingLong(
                        (List<Home> pair) -> attention.getOrDefault(pair.get(1).listing().id(), 0L)))
                .orElse(List.of());
    }
}
