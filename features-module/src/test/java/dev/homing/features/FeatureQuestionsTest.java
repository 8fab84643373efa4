package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FeatureQuestionsTest {
    @Test
    void shouldHaveNothingToAnswerWithoutQuestions() {
        assertEquals(0, new FeatureQuestions.Builder().build().size());
    }

    @Test
    void shouldAnswerLeadByLeadInTheOrderOfTheStoreAndEachInOrderOfTime() {
        final FeatureQuestions questions = new FeatureQuestions.Builder()
                .add("cat", 5).add("\u00e9", 1).add("b", 9).add("cat", 3).add("aa", 7).add("b", 2).add("cat", 3).build();
        assertEquals(List.of("b@2", "b@9", "aa@7", "\u00e9@1", "cat@3", "cat@3", "cat@5"), answered(questions));
        assertEquals(3, questions.rowAt(4), "rows that say the same stay in their order");
        assertEquals("cat", questions.leadId(0));
        assertEquals(9, questions.asOfMs(2));
    }

    @Test
    void shouldAnswerEachOfManyRowsOnce() {
        final SplittableRandom random = new SplittableRandom(3);
        final FeatureQuestions.Builder builder = new FeatureQuestions.Builder();
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            final int lead = random.nextInt(100, 999);
            final int at = random.nextInt(100, 999);
            builder.add("lead" + lead, at);
            expected.add("lead" + lead + "@" + at);
        }
        final FeatureQuestions questions = builder.build();
        expected.sort(Comparator.naturalOrder());
        assertEquals(expected, answered(questions));
        final Set<Integer> rows = new HashSet<>();
        for (int place = 0; place < questions.size(); place++) {
            rows.add(questions.rowAt(place));
        }
        assertEquals(20_000, rows.size());
    }

    private static List<String> answered(final FeatureQuestions questions) {
        final List<String> answered = new ArrayList<>();
        for (int place = 0; place < questions.size(); place++) {
            final int row = questions.rowAt(place);
            answered.add(questions.leadId(row) + "@" + questions.asOfMs(row));
        }
        return answered;
    }
}
