package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinearMixTest {
    private static final int ITEMS = RankColumn.ITEMS.ordinal();
    private static final int FRESHNESS = RankColumn.FRESHNESS.ordinal();

    @Test
    void shouldFindTheColumnThatTellsAndLeaveNoiseOut() {
        final float[] mix = learn(List.of(MadeQuestions.of(300, 3, (rows, at) -> 3 * rows[at + ITEMS])), 1);
        assertEquals(1, mix[ITEMS]);
        for (int column = 0; column < mix.length; column++) {
            assertTrue(column == ITEMS || mix[column] <= 0.1f, Arrays.toString(mix));
        }
    }

    @Test
    void shouldWeighTwoColumnsAsTheyCount() {
        final List<Asked> asked = MadeQuestions.of(300, 4, (rows, at) -> 2 * rows[at + ITEMS] + rows[at + FRESHNESS]);
        final float[] mix = learn(List.of(asked), 2);
        assertEquals(1, mix[ITEMS]);
        assertEquals(0.5, mix[FRESHNESS], 0.2);
        assertTrue(MadeQuestions.ndcg(asked, mix) > 1.1 * MadeQuestions.ndcg(asked, MadeQuestions.mix(ITEMS, 1)));
    }

    @Test
    void shouldKeepToThePartWhereAMixDoesBetterByChanceAlone() {
        // Most of what makes an answer is in no column of a mix.
        final float[] mix = learn(List.of(MadeQuestions.of(80, 2,
                (rows, at) -> rows[at + ITEMS] + rows[at + RankColumn.PRICE_GAP.ordinal()])), 1);
        assertEquals(1, mix[ITEMS]);
        float others = 0;
        for (int column = 0; column < mix.length; column++) {
            others += column == ITEMS ? 0 : mix[column];
        }
        assertTrue(0 < others && others < 0.01f, () -> "popularity for ties, and nothing else: " + Arrays.toString(mix));
    }

    @Test
    void shouldLearnTheSameWhateverTheThreads() {
        final List<List<Asked>> groups = List.of(MadeQuestions.of(150, 5, (rows, at) -> rows[at + ITEMS] + rows[at]),
                MadeQuestions.of(40, 6, (rows, at) -> rows[at + FRESHNESS] + rows[at]));
        assertArrayEquals(learn(groups, 1), learn(groups, 2));
    }

    @Test
    void shouldLetGroupsCountAlikeWhateverTheirSizes() {
        final List<List<Asked>> groups = List.of(MadeQuestions.of(1_200, 7, (rows, at) -> rows[at + ITEMS]),
                MadeQuestions.of(120, 8, (rows, at) -> rows[at + ITEMS] + 1.5 * rows[at + FRESHNESS]));
        final float[] mix = learn(groups, 1);
        assertTrue(mix[FRESHNESS] > 0.2f, () -> "the few would not matter by their number: " + Arrays.toString(mix));
    }

    @Test
    void shouldFollowTheKindThatIsMoreImportant() {
        final List<Asked> one = MadeQuestions.of(200, 7, (rows, at) -> rows[at + ITEMS] - rows[at + FRESHNESS]);
        final List<Asked> other = MadeQuestions.of(200, 8, (rows, at) -> rows[at + FRESHNESS] - rows[at + ITEMS]);
        try (RowWorkers workers = new RowWorkers(1)) {
            assertEquals(1, new LinearMix(List.of(new Questions(one, 3), new Questions(other, 1)), workers).learn()[ITEMS]);
            assertEquals(1, new LinearMix(List.of(new Questions(one, 1), new Questions(other, 3)), workers).learn()[FRESHNESS]);
        }
    }

    @Test
    void shouldNotFollowAKindWhoseAnswersAreChanceHoweverImportant() {
        final List<Asked> telling = MadeQuestions.of(200, 7, (rows, at) -> 3 * rows[at + ITEMS]);
        final List<Asked> chance = MadeQuestions.of(200, 8, (rows, at) -> {
            // Where a column says nothing, the answer comes last: it does worse than chance.
            rows[at + ITEMS] = 0;
            return 0;
        });
        assertTrue(new Questions(telling, 1).areTelling());
        assertFalse(new Questions(chance, 8).areTelling());
        assertFalse(new Questions(List.of(), 8).areTelling());
        try (RowWorkers workers = new RowWorkers(1)) {
            assertEquals(1, new LinearMix(List.of(new Questions(telling, 1), new Questions(chance, 8)), workers).learn()[ITEMS]);
        }
    }

    @Test
    void shouldLearnWhatLeadsComeBackToAndLeaveAllElseAsItIs() {
        final Recipe recipe = new Recipe(SignalSettings.START, MadeQuestions.mix(ITEMS, 1), TreeModel.NONE);
        final float[] mix = withReturns(recipe, (rows, at) ->
                rows[at + ITEMS] + 2 * rows[at + RankColumn.RETURN_WEEK.ordinal()]);
        assertEquals(2, mix[RankColumn.RETURN_WEEK.ordinal()], 0.5, () -> Arrays.toString(mix));
        for (int column = 0; column < RankColumn.MET.ordinal(); column++) {
            assertEquals(column == ITEMS ? 1 : 0, mix[column]);
        }
        final float[] none = withReturns(recipe, (rows, at) -> rows[at + ITEMS]);
        for (int column = RankColumn.MET.ordinal(); column < none.length; column++) {
            assertTrue(none[column] <= 0.1f, () -> Arrays.toString(none));
        }
    }

    private static float[] withReturns(final Recipe recipe, final MadeQuestions.Rule rule) {
        try (RowWorkers workers = new RowWorkers(2)) {
            return LinearMix.withReturns(recipe, MadeQuestions.of(300, 9, rule), workers).mix();
        }
    }

    private static float[] learn(final List<List<Asked>> groups, final int threads) {
        try (RowWorkers workers = new RowWorkers(threads)) {
            return new LinearMix(groups.stream().map(group -> new Questions(group, 1)).toList(), workers).learn();
        }
    }
}
