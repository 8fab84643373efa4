package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CastTest {
    private final MarketHistory history = Markets.HISTORY;
    private final Cast cast = new Cast(history);

    @Test
    void shouldChooseALeadWithATellingHistory() {
        final LeadStory story = cast.story(cast.heroine());

        assertTrue(story.events().size() >= Cast.MIN_EVENTS && story.events().size() <= Cast.MAX_EVENTS);
        assertTrue(story.events().stream().allMatch(event -> event.getLeadId().equals(cast.heroine().id())));
    }

    @Test
    void shouldChooseTheBusiestLeadWhenNobodyFits() {
        final MarketHistory cut = new MarketHistory(
                history.changes(), history.events().subList(0, 40), history.leads(), history.onTheMarket());
        final Cast few = new Cast(cut);

        final int most = history.leads().stream().mapToInt(lead -> few.story(lead).events().size()).max().orElseThrow();
        assertEquals(most, few.story(few.heroine()).events().size());
    }

    @Test
    void shouldFindTwoHomesWhereALeadHasMetNone() {
        final Map<String, MarketListing> listings = history.changes().stream().map(ListingChange::listing).distinct()
                .collect(Collectors.toMap(MarketListing::id, Function.identity()));
        final MarketLead lead = cast.heroine();
        final Set<Neighbourhood> known = cast.story(lead).met().stream()
                .map(id -> listings.get(id).neighbourhood()).collect(Collectors.toSet());

        final List<Home> pair = cast.elsewhere(lead);

        assertEquals(2, pair.size());
        assertEquals(pair.get(0).listing().neighbourhood(), pair.get(1).listing().neighbourhood());
        assertEquals(pair.get(0).listing().type(), pair.get(1).listing().type());
        assertFalse(known.contains(pair.get(0).listing().neighbourhood()));
        assertTrue(history.onTheMarket().containsAll(pair));
    }
}
