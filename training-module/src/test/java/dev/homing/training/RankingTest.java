package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RankingTest {
    @Test
    void shouldMeasureAsSortingDoesWithAnswersLastOfEquals() {
        final SplittableRandom random = new SplittableRandom(11);
        int ties = 0;
        int worthNothing = 0;
        for (int round = 0; round < 500; round++) {
            final int count = 1 + random.nextInt(60);
            final float[] scores = new float[count];
            final boolean[] isAnswer = new boolean[count];
            int found = 0;
            for (int i = 0; i < count; i++) {
                scores[i] = random.nextInt(1 + random.nextInt(40));
                isAnswer[i] = random.nextInt(4) == 0;
                found += isAnswer[i] ? 1 : 0;
            }
            // Some answers are no candidates.
            final int[] answers = new int[found + 1 + random.nextInt(3)];
            final Asked asked = new Asked(new Question(0, 1, 0, answers), new int[count], new float[0], isAnswer, new int[0][]);
            final List<Integer> order = IntStream.range(0, count).boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(i -> isAnswer[i])).toList();
            double expected = 0;
            for (int place = 0; place < count; place++) {
                expected += isAnswer[order.get(place)] ? Measures.gain(place, answers.length) : 0;
                ties += place > 0 && scores[order.get(place)] == scores[order.get(place - 1)] ? 1 : 0;
            }
            worthNothing += found > 0 && expected == 0 ? 1 : 0;
            assertEquals(expected, Ranking.ndcg(asked, scores), 1e-12);
            assertEquals(found > 0, asked.hasAnswer());
        }
        assertTrue(ties > 1_000 && worthNothing > 10, ties + " ties, " + worthNothing + " questions whose answers come too late");
    }
}
