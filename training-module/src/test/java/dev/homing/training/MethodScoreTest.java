package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MethodScoreTest {
    private static final double SECOND = Math.log(2) / Math.log(3);

    @Test
    void shouldMeasureListsAsWorkedOutByHand() {
        // Answers 3 and 4: hit at the first place and at the third; of answers 1 one at the second.
        final Measures one = Measures.of(new int[] {3, 5, 4}, new int[] {3, 4});
        assertEquals((1 + 0.5) / (1 + SECOND), one.ndcg10(), 1e-12);
        assertEquals(1, one.recall20(), 0);
        assertEquals(1, one.mrr10(), 0);
        final Measures two = Measures.of(new int[] {2, 1}, new int[] {1, 6});
        assertEquals(SECOND / (1 + SECOND), two.ndcg10(), 1e-12);
        assertEquals(0.5, two.recall20(), 0);
        assertEquals(0.5, two.mrr10(), 0);
        // The eleventh place counts for recall alone.
        final Measures late = Measures.of(new int[] {10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 1}, new int[] {1});
        assertEquals(new Measures(0, 1, 0, 0), late);

        final MethodScore score = MethodScore.of("any", List.of(
                new Verdict(0, 2, new int[] {3, 5, 4}, one, 3), new Verdict(1, 0, new int[] {2, 3}, two, 2),
                new Verdict(2, 4, new int[0], new Measures(0, 0, 0, 0), 0)), 8, 42);
        assertEquals((one.ndcg10() + two.ndcg10()) / 3, score.measures().ndcg10(), 1e-12);
        assertEquals(2.0 / 3, score.measures().hitRate10(), 1e-12);
        assertEquals(4.0 / 8, score.coverage(), 0, "2, 3, 4 and 5");
        assertEquals(5.0 / 5, score.novelty(), 0, "over the places, not over the lists");
        assertEquals(2, score.lists());
        assertEquals(Set.of(HistoryLength.NONE, HistoryLength.FEW), score.byHistory().keySet());
        assertEquals(2, score.byHistory().get(HistoryLength.FEW).questions());
        assertEquals(one.ndcg10() / 2, score.byHistory().get(HistoryLength.FEW).ndcg10(), 1e-12);
    }

    @Test
    void shouldCountListingsOnTheEdgesOfEachLength() {
        final int[] listings = {0, 1, 4, 5, 19, 20, 99, 100, 5_000};
        final String[] texts = {"0", "1-4", "1-4", "5-19", "5-19", "20-99", "20-99", "100+", "100+"};
        for (int i = 0; i < listings.length; i++) {
            assertEquals(texts[i], HistoryLength.of(listings[i]).text());
        }
    }

    @Test
    void shouldCallSurprisingWhatFewLeadsMetAmongTheEventsToLearnFrom() {
        final Behaviour behaviour = TestBehaviour.likes(4, new int[] {0, 0, 1}, new int[] {0, 2}, new int[] {1, 3});
        final Cut cut = new Cut(new int[] {3, 1, 0},
                List.of(new Question(2, 0, Long.MAX_VALUE, new int[] {3})), new int[] {3, 2, 0});
        final Audience audience = Audience.of(behaviour, new Catalog(EngagementWeights.defaults()).tenant(0), cut);
        assertEquals(2, audience.leads());
        assertArrayEquals(new int[] {2, 1, 0, 0}, audience.met());
        assertArrayEquals(new boolean[] {true, true, true, false}, audience.isKnown());
        assertEquals(0, audience.surprise(0), 1e-12);
        assertEquals(Math.log(3.0 / 2) / Math.log(2), audience.surprise(1), 1e-12);
        assertEquals(Math.log(3) / Math.log(2), audience.surprise(2), 1e-12);

        final Cut early = new Cut(cut.kept(), List.of(new Question(2, 0, 1, new int[] {3})), cut.popularAt());
        assertArrayEquals(new boolean[] {true, true, false, false}, Audience.of(
                behaviour, new Catalog(EngagementWeights.defaults()).tenant(0), early).isKnown(), "the future is not known");
    }

    @Test
    void shouldDrawLeadsAndNotTheirQuestions() {
        final double[] values = new double[40];
        final int[] sameLead = new int[40];
        final int[] leads = new int[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 20 ? 1 : 0;
            sameLead[i] = i / 20;
            leads[i] = i;
        }
        assertEquals(new Bootstrap.Interval(0, 1), Bootstrap.ofGroups(sameLead, values, 1), "two leads say little");
        assertEquals(Bootstrap.of(values, 1), Bootstrap.ofGroups(leads, values, 1));
        assertTrue(Bootstrap.of(values, 1).low() > 0.25 && Bootstrap.of(values, 1).high() < 0.75);
    }

    @Test
    void shouldPartScoresIntoTenths() {
        final Calibration calibration = new Calibration();
        for (int i = 99; i >= 0; i--) {
            calibration.add(i, i >= 95);
        }
        final List<Calibration.Tenth> tenths = calibration.tenths();
        assertEquals(10, tenths.size());
        assertEquals(new Calibration.Tenth(10, 4.5, 0), tenths.get(0));
        assertEquals(new Calibration.Tenth(10, 94.5, 0.5), tenths.get(9));
    }
}
