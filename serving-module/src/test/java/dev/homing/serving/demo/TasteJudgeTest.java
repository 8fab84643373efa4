package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TasteJudgeTest {
    private final List<Home> market = Markets.HISTORY.onTheMarket();
    private final List<String> ids = market.stream().map(home -> home.listing().id()).toList();

    @Test
    void shouldFindATenthToTasteWhenTheWholeMarketIsJudged() {
        for (final MarketLead lead : Markets.HISTORY.leads()) {
            assertEquals(Math.round(market.size() / 10.0), new TasteJudge(lead.taste(), market).count(ids));
        }
    }

    @Test
    void shouldRankByTrueUtility() {
        final Taste taste = Markets.HISTORY.leads().get(0).taste();
        final TasteJudge judge = new TasteJudge(taste, market);
        final Home best = market.stream()
                .max(Comparator.comparingDouble(home -> taste.utility(home.listing(), home.price()))).orElseThrow();
        final Home worst = market.stream()
                .min(Comparator.comparingDouble(home -> taste.utility(home.listing(), home.price()))).orElseThrow();

        assertEquals(1, judge.rank(best.listing().id()));
        assertTrue(judge.isToTaste(best.listing().id()));
        assertEquals(market.size(), judge.rank(worst.listing().id()));
        assertFalse(judge.isToTaste(worst.listing().id()));
    }

    @Test
    void shouldNotBeToTasteWhenAHomeIsNotOnTheMarket() {
        final TasteJudge judge = new TasteJudge(Markets.HISTORY.leads().get(0).taste(), market);

        assertEquals(TasteJudge.NO_RANK, judge.rank("sold-long-ago"));
        assertEquals(0, judge.count(List.of("sold-long-ago")));
    }

    @Test
    void shouldDifferWhenLeadsDiffer() {
        final List<MarketLead> leads = Markets.HISTORY.leads();
        double shared = 0;
        for (int i = 1; i < leads.size(); i++) {
            final TasteJudge one = new TasteJudge(leads.get(i - 1).taste(), market);
            final TasteJudge other = new TasteJudge(leads.get(i).taste(), market);
            shared += (double) ids.stream().filter(id -> one.isToTaste(id) && other.isToTaste(id)).count() / one.count(ids);
        }
        assertTrue(shared / (leads.size() - 1) < 0.4, "shared " + shared / (leads.size() - 1));
    }
}
