package dev.homing.serving.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.Property;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyntheticMarketTest {
    private static final long NOW = 1_700_000_000_000L;

    private final SyntheticMarket market = new SyntheticMarket(500, 30, 7, NOW);

    @Test
    void shouldBeTheSameWhenTheSeedIs() {
        final SyntheticMarket again = new SyntheticMarket(500, 30, 7, NOW);
        assertEquals(market.listings(), again.listings());
        assertEquals(market.events(29), again.events(29));
    }

    @Test
    void shouldBeAnotherWhenTheSeedIs() {
        final SyntheticMarket other = new SyntheticMarket(500, 30, 8, NOW);
        assertNotEquals(market.listings(), other.listings());
        assertNotEquals(market.events(29), other.events(29));
    }

    @Test
    void shouldHaveAsManyListingsAndLeadsAsAskedFor() {
        assertEquals(500, market.listings().stream().map(Property::getPropertyId).distinct().count());
        assertEquals(30, market.leadIds().size());
        assertTrue(market.listings().stream().allMatch(listing -> listing.getPrice() > 0 && listing.getSizeSqft() > 0));
    }

    @Test
    void shouldGiveEventsInOrderOfTimeOnListingsOfTheMarket() {
        final Set<String> known = market.listings().stream().map(Property::getPropertyId).collect(Collectors.toSet());
        for (int lead = 0; lead < 30; lead++) {
            final List<Event> events = market.events(lead);
            assertTrue(events.size() >= 10);
            final String id = market.leadIds().get(lead);
            assertTrue(events.stream().allMatch(event -> event.getLeadId().equals(id) && known.contains(event.getPropertyId())));
            assertEquals(events.size(), events.stream().map(Event::getEventId).distinct().count());
            assertTrue(IntStream.range(1, events.size()).allMatch(i ->
                    events.get(i - 1).getOccurredAt().getSeconds() <= events.get(i).getOccurredAt().getSeconds()));
            assertTrue(events.get(events.size() - 1).getOccurredAt().getSeconds() <= NOW / 1_000);
        }
    }

    @Test
    void shouldGiveEveryLeadATaste() {
        final Map<String, String> areas = market.listings().stream()
                .collect(Collectors.toMap(Property::getPropertyId, Property::getAreaId));
        final double sharesOfTopArea = IntStream.range(0, 30).mapToDouble(lead -> {
            final Map<String, Long> counts = market.events(lead).stream()
                    .collect(Collectors.groupingBy(event -> areas.get(event.getPropertyId()), Collectors.counting()));
            return counts.values().stream().mapToLong(Long::longValue).max().orElseThrow() / (double) market.events(lead).size();
        }).average().orElseThrow();
        assertTrue(sharesOfTopArea > 0.5, "average share of a lead's top area: " + sharesOfTopArea);
    }
}
