package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.RankColumn;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures by hand and by the plain definition: binary gain, log2 discount, the ideal fills the first min(answers, 10) places. */
class MeasuresTest {
    @Test
    void shouldMeasureAListByHand() {
        final Measures measures = Measures.of(new int[] {7, 3, 9, 1}, new int[] {3, 1, 5});
        final double ideal = 1 + 1 / log2(3) + 1 / log2(4);
        assertEquals((1 / log2(3) + 1 / log2(5)) / ideal, measures.ndcg10(), 1e-12);
        assertEquals(2.0 / 3, measures.recall20(), 1e-12);
        assertEquals(1, measures.hitRate10());
        assertEquals(0.5, measures.mrr10());
        assertEquals(new Measures(0, 0, 0, 0), Measures.of(new int[0], new int[] {3}), "no list scores nothing");
    }

    @Test
    void shouldCutAtTenButForTheRecall() {
        final int[] list = IntStream.range(0, 30).toArray();
        assertEquals(new Measures(0, 1, 0, 0), Measures.of(list, new int[] {10}));
        assertEquals(new Measures(0, 0, 0, 0), Measures.of(list, new int[] {20}));
        assertEquals(new Measures(1 / log2(11), 1, 1, 0.1), round(Measures.of(list, new int[] {9})));
    }

    @Test
    void shouldFindAnOraclePerfect() {
        final int[] answers = IntStream.range(0, 14).toArray();
        final Measures measures = Measures.of(answers, answers);
        assertEquals(1, measures.ndcg10(), 1e-12);
        assertEquals(1, measures.recall20());
        assertEquals(1, measures.mrr10());
    }

    @Test
    void shouldAgreeWithThePlainDefinition() {
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 500; round++) {
            final int[] list = random.ints(0, 60).distinct().limit(random.nextInt(30)).toArray();
            final int[] answers = random.ints(0, 60).distinct().limit(1 + random.nextInt(25)).toArray();
            double gained = 0;
            double ideal = 0;
            double hits = 0;
            double first = 0;
            for (int place = 1; place <= 20; place++) {
                final int at = place - 1;
                final boolean hit = place <= list.length && Arrays.stream(answers).anyMatch(answer -> answer == list[at]);
                hits += hit ? 1 : 0;
                if (place <= 10) {
                    gained += hit ? 1 / log2(place + 1) : 0;
                    ideal += place <= answers.length ? 1 / log2(place + 1) : 0;
                    first = hit && first == 0 ? 1.0 / place : first;
                }
            }
            final Measures measures = Measures.of(list, answers);
            assertEquals(gained / ideal, measures.ndcg10(), 1e-12);
            assertEquals(hits / answers.length, measures.recall20(), 1e-12);
            assertEquals(first, measures.mrr10(), 1e-12);
            assertEquals(first > 0 ? 1 : 0, measures.hitRate10());
        }
    }

    @Test
    void shouldPutAnswersBehindOthersOfTheSameScore() {
        final Asked asked = asked(new boolean[] {true, false, true, false, false}, 2);
        final double ideal = 1 + 1 / log2(3);
        assertEquals((1 / log2(5) + 1 / log2(6)) / ideal, Ranking.ndcg(asked, new float[5]), 1e-12, "all are equal");
        assertEquals(1, Ranking.ndcg(asked, new float[] {1, 0, 1, 0, 0}), 1e-12);
        assertEquals((1 / log2(3) + 1 / log2(4)) / ideal, Ranking.ndcg(asked, new float[] {1, 1, 1, 0, 0}), 1e-12);
        assertEquals((1 + 1 / log2(6)) / ideal, Ranking.ndcg(asked, new float[] {9, 4, 1, 3, 2}), 1e-12);
        assertEquals(1 / log2(6) / ideal, Ranking.ndcg(asked(new boolean[] {true, false, false, false, false}, 2), new float[5]),
                1e-12, "an answer that nobody found counts in the ideal");
    }

    @Test
    void shouldRankAsTheMeasuresOfItsListSayWhereScoresDiffer() {
        final SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 200; round++) {
            final boolean[] isAnswer = new boolean[30];
            isAnswer[random.nextInt(30)] = true;
            isAnswer[random.nextInt(30)] = true;
            final int[] answers = IntStream.range(0, 30).filter(i -> isAnswer[i]).map(i -> 100 + i).toArray();
            final float[] scores = new float[30];
            for (int i = 0; i < 30; i++) {
                scores[i] = (float) random.nextDouble();
            }
            final Asked asked = new Asked(new Question(0, 1, 1, answers), IntStream.range(100, 130).toArray(), new float[0],
                    isAnswer, new int[0][]);
            final int[] list = Ranking.list(asked, scores);
            assertEquals(20, list.length);
            assertEquals(Measures.of(list, answers).ndcg10(), Ranking.ndcg(asked, scores), 1e-12);
        }
    }

    @Test
    void shouldSumAndAverage() {
        final float[] rows = new float[2 * RankColumn.COUNT];
        rows[0] = 1;
        rows[1] = 2;
        rows[RankColumn.COUNT] = 3;
        final Asked asked = new Asked(new Question(0, 1, 1, new int[] {5}), new int[] {5, 4}, rows, new boolean[] {true, false},
                new int[][] {{4, 5}});
        assertArrayEquals(new float[] {2, 1.5f}, Ranking.scores(asked, new float[] {0.5f, 0.75f}));
        assertArrayEquals(new float[] {1, 3}, Ranking.column(asked, 0));
        assertArrayEquals(new int[] {4, 5}, Ranking.list(asked, new float[2]), "of equals the smaller ordinal");
        assertEquals(0.5, Ranking.part(List.of(asked), 0).mrr10());
        assertEquals(new Measures(0.5, 0.5, 0.5, 0.5),
                Ranking.mean(List.of(new Measures(1, 1, 1, 1), new Measures(0, 0, 0, 0))));
        assertEquals(new Measures(0, 0, 0, 0), Ranking.mean(List.of()));
    }

    @Test
    void shouldBoundAMean() {
        final double[] values = new double[400];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2;
        }
        final Bootstrap.Interval interval = Bootstrap.of(values, 5);
        assertEquals(interval, Bootstrap.of(values, 5));
        assertEquals(0.5 - 1.96 * 0.025, interval.low(), 0.008, "two standard errors");
        assertEquals(0.5 + 1.96 * 0.025, interval.high(), 0.008);
        assertEquals(new Bootstrap.Interval(0, 0), Bootstrap.of(new double[0], 5));
        assertEquals(new Bootstrap.Interval(3, 3), Bootstrap.of(new double[] {3}, 5));
        assertTrue(!interval.equals(Bootstrap.of(values, 6)), "another seed");
    }

    private static Asked asked(final boolean[] isAnswer, final int answers) {
        return new Asked(new Question(0, 1, 1, new int[answers]), new int[isAnswer.length], new float[0], isAnswer, new int[0][]);
    }

    private static Measures round(final Measures measures) {
        return new Measures(Math.abs(measures.ndcg10() - 1 / log2(11)) < 1e-12 ? 1 / log2(11) : measures.ndcg10(),
                measures.recall20(), measures.hitRate10(), measures.mrr10());
    }

    private static double log2(final double number) {
        return Math.log(number) / Math.log(2);
    }
}
