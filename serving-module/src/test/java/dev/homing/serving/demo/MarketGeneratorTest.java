package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MarketGeneratorTest {
    private final MarketHistory history = Markets.HISTORY;

    @Test
    void shouldMakeTheSameHistoryWhenTheSeedIsTheSame() {
        final MarketHistory again = Markets.generate(7, Markets.NOW);

        assertEquals(history.events(), again.events());
        assertEquals(history.changes(), again.changes());
        assertEquals(history.leads(), again.leads());
        assertEquals(history.onTheMarket(), again.onTheMarket());
    }

    @Test
    void shouldMakeAnotherHistoryWhenTheSeedDiffers() {
        assertNotEquals(history.events(), Markets.generate(8, Markets.NOW).events());
    }

    @Test
    void shouldMakeTheSameHistoryWhenTheDayIsAnother() {
        final MarketHistory later = Markets.generate(7, Markets.NOW.plus(Duration.ofHours(51)));

        assertEquals(history.events().size(), later.events().size());
        for (int i = 0; i < history.events().size(); i++) {
            final Event event = history.events().get(i);
            final Event moved = later.events().get(i);
            assertEquals(Duration.ofDays(2).toMillis(), millis(moved) - millis(event));
            assertEquals(event.getPropertyId(), moved.getPropertyId());
            assertEquals(event.getLeadId(), moved.getLeadId());
        }
    }

    @Test
    void shouldLetHomesComeBeCutAndSellOverTime() {
        final Map<String, ListingChange> last = new HashMap<>();
        final int[] arrivalsByWeek = new int[4];
        int cuts = 0;
        for (final ListingChange change : history.changes()) {
            final ListingChange before = last.put(change.listing().id(), change);
            if (before == null) {
                assertEquals(PropertyStatus.ACTIVE, change.status());
                assertEquals(change.listing().listedAtMs(), change.effectiveAtMs());
                final long daysAgo = Duration.ofMillis(Markets.END.toEpochMilli() - change.effectiveAtMs()).toDays();
                arrivalsByWeek[(int) Math.min(3, daysAgo / 7)]++;
            } else {
                assertTrue(change.effectiveAtMs() >= before.effectiveAtMs(), "in the order of time");
                assertTrue(change.price() <= before.price(), "a price is only cut");
                assertTrue(change.status() != PropertyStatus.SOLD || before.status() == PropertyStatus.PENDING,
                        "sold to somebody");
                cuts += change.price() < before.price() ? 1 : 0;
            }
        }
        assertEquals(Markets.SMALL.listings(), last.size());
        assertTrue(cuts > 20, "cuts " + cuts);
        assertTrue(Arrays.stream(arrivalsByWeek).allMatch(count -> count > 50), Arrays.toString(arrivalsByWeek));
        for (final PropertyStatus status : List.of(PropertyStatus.PENDING, PropertyStatus.SOLD, PropertyStatus.WITHDRAWN)) {
            assertTrue(last.values().stream().anyMatch(change -> change.status() == status), "some are " + status);
        }
        assertEquals(
                last.values().stream().filter(change -> change.status() == PropertyStatus.ACTIVE)
                        .map(change -> new Home(change.listing(), change.price())).collect(Collectors.toSet()),
                new HashSet<>(history.onTheMarket()));
    }

    @Test
    void shouldTouchOnlyActiveHomesWhenLeadsAct() {
        final Map<String, List<ListingChange>> changes =
                history.changes().stream().collect(Collectors.groupingBy(change -> change.listing().id()));
        int checked = 0;
        for (final Event event : history.events()) {
            if (!event.getPropertyId().isEmpty()) {
                PropertyStatus status = PropertyStatus.PROPERTY_STATUS_UNSPECIFIED;
                for (final ListingChange change : changes.get(event.getPropertyId())) {
                    status = change.effectiveAtMs() <= millis(event) ? change.status() : status;
                }
                assertEquals(PropertyStatus.ACTIVE, status, event.toString());
                checked++;
            }
        }
        assertTrue(checked > 1_000, "checked " + checked);
    }

    @Test
    void shouldHappenWithinTheHistoryWhenEventsAreTold() {
        final long startMs = Markets.END.minus(Duration.ofDays(Markets.SMALL.days())).toEpochMilli();
        final Set<String> ids = new HashSet<>();
        long beforeMs = startMs;
        for (final Event event : history.events()) {
            assertTrue(millis(event) >= beforeMs && millis(event) < Markets.END.toEpochMilli(), event.toString());
            assertTrue(ids.add(event.getEventId()), event.getEventId());
            assertEquals(Hunt.UTC_OFFSET_MINUTES, event.getUtcOffsetMinutes());
            beforeMs = millis(event);
        }
    }

    @Test
    void shouldNarrowWhenTheFunnelGoesDown() {
        final List<EventType> funnel = List.of(EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE, EventType.PROPERTY_SAVE,
                EventType.TOUR_SCHEDULED, EventType.TOUR_COMPLETED, EventType.BOOKING_REQUEST, EventType.BOOKING_COMPLETED);
        for (int i = 1; i < funnel.size(); i++) {
            assertTrue(count(funnel.get(i - 1)) > count(funnel.get(i)), funnel.get(i) + ": " + count(funnel.get(i)));
        }
        assertTrue(count(EventType.BOOKING_COMPLETED) > 0, "some go to the end");
    }

    @Test
    void shouldUseManyTypesWhenLeadsAct() {
        final Set<EventType> types = history.events().stream().map(Event::getType).collect(Collectors.toSet());

        assertTrue(types.size() >= 18, types.toString());
    }

    @Test
    void shouldShowSomeHomesMuchMoreThanOthersWhenLeadsBrowse() {
        final List<Long> views = history.events().stream().filter(event -> event.getType() == EventType.PROPERTY_VIEW)
                .collect(Collectors.groupingBy(Event::getPropertyId, Collectors.counting())).values().stream()
                .sorted((a, b) -> Long.compare(b, a)).toList();
        final long top = views.stream().limit(Markets.SMALL.listings() / 10).mapToLong(count -> count).sum();

        assertTrue(top > 0.25 * count(EventType.PROPERTY_VIEW), "the most viewed tenth has " + top);
        assertTrue(views.size() < Markets.SMALL.listings(), "some are viewed by nobody");
    }

    @Test
    void shouldLikeWhatIsTrulyToTasteMoreOftenThanNotButNotAlways() {
        int likes = 0;
        int toTaste = 0;
        final Map<String, List<Event>> byLead = history.events().stream()
                .filter(event -> event.getType() == EventType.PROPERTY_LIKE).collect(Collectors.groupingBy(Event::getLeadId));
        final Set<String> active =
                history.onTheMarket().stream().map(home -> home.listing().id()).collect(Collectors.toSet());
        for (final MarketLead lead : history.leads()) {
            final TasteJudge judge = new TasteJudge(lead.taste(), history.onTheMarket());
            for (final Event event : byLead.getOrDefault(lead.id(), List.of())) {
                if (active.contains(event.getPropertyId())) {
                    likes++;
                    toTaste += judge.isToTaste(event.getPropertyId()) ? 1 : 0;
                }
            }
        }
        assertTrue(toTaste > 0.5 * likes && toTaste < 0.95 * likes, toTaste + " of " + likes);
    }

    private long count(final EventType type) {
        return history.events().stream().filter(event -> event.getType() == type).count();
    }

    private static long millis(final Event event) {
        return event.getOccurredAt().getSeconds() * 1_000 + event.getOccurredAt().getNanos() / 1_000_000;
    }
}
