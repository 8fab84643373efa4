package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.features.FoldIn;
import dev.homing.features.FoldInParameters;
import dev.homing.tracking.EventType;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldOutTest {
    private static final HoldOut.Mix TASTE = new HoldOut.Mix(1, 0);

    @Test
    void shouldHoldBackTheNewestFirstEncounterAndAllBehindIt() {
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, 1).viewed(1, 2).viewed(2, 3).viewed(1, 4).viewed(0, 5)
                .lead().viewed(0, 1).did(EventType.PROPERTY_DISLIKE, 3, 2)
                .lead().viewed(4, 1)
                .lead().did(EventType.PROPERTY_DISLIKE, 5, 1).viewed(6, 2)
                .behaviour();
        final HoldOut holdOut = HoldOut.of(behaviour, new PopularityHistory(behaviour), behaviour.allEvents(), 1);
        assertEquals(1, holdOut.leads(), "the others met nothing new after something that they liked");
        assertArrayEquals(new int[] {2, 2, 1, 2}, holdOut.kept());
    }

    @Test
    void shouldFindTheNewestDiscovery() {
        assertEquals(0, discovery(), "nothing happened");
        assertEquals(0, discovery("+1"), "nothing comes before it");
        assertEquals(1, discovery("+1", "+2"));
        assertEquals(1, discovery("+1", "+2", "+1", "+2"), "known ones are no discovery");
        assertEquals(2, discovery("+1", "+2", "+3", "-4"), "a dislike is none");
        assertEquals(0, discovery("-1", "+2"), "there was no taste before");
        assertEquals(2, discovery("-1", "+2", "+3"));
        assertEquals(0, discovery("+1", "-2", "+2"), "liked only after it was known");
    }

    @Test
    void shouldHoldBackFromWhatAnotherHoldOutLeft() {
        final Behaviour behaviour = new Leads(9)
                .lead().viewed(0, 1).viewed(1, 2).viewed(2, 3).viewed(3, 4)
                .behaviour();
        final PopularityHistory popularity = new PopularityHistory(behaviour);
        final HoldOut test = HoldOut.of(behaviour, popularity, behaviour.allEvents(), 1);
        final HoldOut validation = HoldOut.of(behaviour, popularity, test.kept(), 1);
        assertArrayEquals(new int[] {3}, test.kept());
        assertArrayEquals(new int[] {2}, validation.kept());
    }

    @Test
    void shouldScoreTheRankAmongWhatTheLeadHadNotMet() {
        // The lead points along the first axis; products in order of listing: seen, 3, held back 2, 1, and one that ties with it.
        final float[] vectors = {1, 0, 3, 0, 2, 0, 1, 0, 2, 0};
        final Behaviour behaviour = new Leads(5).lead().viewed(0, 1).viewed(2, 2).behaviour();
        final HoldOut holdOut = HoldOut.of(behaviour, new PopularityHistory(behaviour), behaviour.allEvents(), 1);
        try (RowWorkers workers = new RowWorkers(1)) {
            final HoldOut.Score score = holdOut.evaluate(foldIn(vectors), vectors, List.of(TASTE), workers)[0];
            assertEquals(1, score.recall());
            assertEquals(Math.log(2) / Math.log(4), score.ndcg(), 1e-12, "third: behind the better one and the equal one");
        }
    }

    @Test
    void shouldMixInThePopularityOfTheMoment() {
        // Taste says nothing at all (every product is equal), so popularity decides; listing 3 becomes popular too late.
        final float[] vectors = {1, 0, 1, 0, 1, 0, 1, 0};
        final Leads leads = new Leads(4).lead().viewed(0, 1_000).viewed(2, 2_000);
        for (int i = 0; i < 3; i++) {
            leads.lead().viewed(2, 1_500).lead().viewed(3, 2_500);
        }
        final Behaviour behaviour = leads.behaviour();
        final HoldOut holdOut = HoldOut.of(behaviour, new PopularityHistory(behaviour), behaviour.allEvents(), 1);
        try (RowWorkers workers = new RowWorkers(2)) {
            final HoldOut.Score[] scores =
                    holdOut.evaluate(foldIn(vectors), vectors, List.of(TASTE, new HoldOut.Mix(1, 0.1f)), workers);
            assertEquals(Math.log(2) / Math.log(4), scores[0].ndcg(), 1e-12, "of equals it comes last");
            assertEquals(1, scores[1].ndcg(), 1e-12);
            assertEquals(1, holdOut.evaluateRecentPopularity(workers).ndcg(), 1e-12);
            assertEquals(1, holdOut.evaluateTotalPopularity(workers).ndcg(), 1e-12);
        }
    }

    @Test
    void shouldAskNobodyWhereNobodyHasAHistory() {
        final Behaviour behaviour = new Leads(2).lead().viewed(0, 1).lead().viewed(1, 1).behaviour();
        final HoldOut holdOut = HoldOut.of(behaviour, new PopularityHistory(behaviour), behaviour.allEvents(), 1);
        try (RowWorkers workers = new RowWorkers(2)) {
            assertEquals(new HoldOut.Score(0, 0), holdOut.evaluateTotalPopularity(workers));
        }
    }

    private static FoldIn foldIn(final float[] vectors) {
        return new FoldIn(new FoldInParameters(0.1f, 0.01f, 1, 30), FloatBuffer.wrap(vectors), vectors.length / 2, 2);
    }

    /** Of a lead whose events are likes (+) and dislikes (-) of listings. */
    private static int discovery(final String... events) {
        final Leads leads = new Leads(9).lead();
        for (int i = 0; i < events.length; i++) {
            leads.did(events[i].charAt(0) == '+' ? EventType.PROPERTY_LIKE : EventType.PROPERTY_DISLIKE,
                    Integer.parseInt(events[i].substring(1)), i);
        }
        return HoldOut.newestDiscovery(leads.behaviour(), 0, events.length);
    }
}
