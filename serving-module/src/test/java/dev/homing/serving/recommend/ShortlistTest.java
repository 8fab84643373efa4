package dev.homing.serving.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.LeadSignals;
import dev.homing.features.PopularityHorizon;
import dev.homing.features.Signal;
import dev.homing.serving.model.CandidateModel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortlistTest {
    private final Shortlist shortlist = new Shortlist(4);

    @Test
    void shouldKeepEachListingOnceInTheOrderInWhichTheyWerePutForward() {
        shortlist.clear(10);
        IntStream.of(7, 0, 7, 9, 0).forEach(shortlist::add);
        assertEquals(List.of(7, 0, 9), listings());
    }

    @Test
    void shouldForgetAllWhenItBeginsAnew() {
        shortlist.clear(10);
        shortlist.add(7);
        for (int round = 0; round < 3; round++) {
            shortlist.clear(10);
            assertEquals(List.of(), listings());
            shortlist.add(7);
            assertEquals(List.of(7), listings(), "round " + round);
        }
    }

    @Test
    void shouldKeepTheFirstWhereThereIsNoRoom() {
        shortlist.clear(10);
        IntStream.range(0, 10).forEach(shortlist::add);
        assertEquals(List.of(0, 1, 2, 3), listings());
        shortlist.clear(10);
        shortlist.add(9);
        assertEquals(List.of(9), listings(), "what found no room before is not taken for known");
    }

    @Test
    void shouldGrowWithTheCatalogueAndLeaveOutWhatCameAfterItBegan() {
        shortlist.clear(2);
        shortlist.add(2);
        assertEquals(List.of(), listings());
        shortlist.add(1);
        shortlist.clear(3);
        IntStream.of(2, 1).forEach(shortlist::add);
        assertEquals(List.of(2, 1), listings());
    }

    @Test
    void shouldHaveRoomForAllThatIsPutForwardForTheLongestAnswer() {
        final int dense = Math.max(Recommender.MAX_LIMIT, Signal.FACTORS.moreCandidates())
                + Math.max(Recommender.MAX_LIMIT, Signal.CONTENT.moreCandidates());
        final int sparse = Signal.ITEMS.moreCandidates() + Signal.NEIGHBOURS.moreCandidates();
        final int popular = PopularityHorizon.COUNT * PopularityHorizon.MORE_CANDIDATES;
        assertTrue(CandidateModel.MAX_CANDIDATES >= dense + sparse + popular + LeadSignals.MET_CANDIDATES,
                "room for " + CandidateModel.MAX_CANDIDATES);
    }

    private List<Integer> listings() {
        return IntStream.range(0, shortlist.count()).map(shortlist::ordinal).boxed().toList();
    }
}
