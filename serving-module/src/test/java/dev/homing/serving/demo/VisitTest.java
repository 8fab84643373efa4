package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.PropertyStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisitTest {
    private static final long DAY = Market.DAY_MS;

    private final Market market = new Market(Markets.listings(400, 10), Dice.of(1));

    @Test
    void shouldLookAroundAFavouriteWhenItIsGone() {
        market.advance(0);
        final Map<String, MarketListing> listings = new HashMap<>();
        market.offers().forEach(offer -> listings.put(offer.listing().id(), offer.listing()));
        int around = 0;
        for (final MarketLead lead : Markets.leads(40)) {
            final EventLog log = new EventLog();
            final Hunt hunt = new Hunt(lead, market.active(), Dice.of(lead.id().hashCode()), log);
            final Offer favourite = market.active().stream().filter(offer -> offer.isActiveAt(DAY / 2))
                    .max(Comparator.comparingDouble(hunt::standing)).orElseThrow();
            hunt.favourites().add(favourite);
            favourite.takeOff(PropertyStatus.SOLD, DAY / 2);

            new Visit(market, hunt, DAY / 2, DAY).run();

            assertFalse(hunt.favourites().contains(favourite));
            around += (int) log.events().stream().filter(event -> event.getType() == EventType.PROPERTY_VIEW)
                    .limit(1).filter(event -> event.getPropertyView().getReferrer().equals("similar"))
                    .filter(event -> listings.get(event.getPropertyId())
                            .kmTo(favourite.listing().eastKm(), favourite.listing().northKm()) < 2).count();
        }
        assertTrue(around > 10, around + " of 40 looked around first");
    }

    @Test
    void shouldBeginAndEndASessionWhenALeadComesBy() {
        market.advance(0);
        final EventLog log = new EventLog();
        final MarketLead lead = Markets.leads(1).get(0);

        new Visit(market, new Hunt(lead, market.active(), Dice.of(3), log), DAY / 2, DAY).run();

        final List<Event> events = log.events();
        assertEquals(EventType.SESSION_START, events.get(0).getType());
        assertEquals(EventType.SESSION_END, events.get(events.size() - 1).getType());
        assertEquals(1, events.stream().map(Event::getSessionId).distinct().count());
        assertTrue(events.stream().allMatch(event -> event.getLeadId().equals(lead.id())));
    }

    @Test
    void shouldDoNothingWhenTheDayIsOver() {
        market.advance(0);
        final EventLog log = new EventLog();

        new Visit(market, new Hunt(Markets.leads(1).get(0), market.active(), Dice.of(3), log), DAY, DAY).run();

        assertEquals(List.of(), log.events());
    }
}
