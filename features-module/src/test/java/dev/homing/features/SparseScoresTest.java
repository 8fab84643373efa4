package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SparseScoresTest {
    @Test
    void shouldSumAsAMapDoesThroughClearsAndGrowth() {
        final SplittableRandom random = new SplittableRandom(9);
        final SparseScores scores = new SparseScores();
        for (int round = 0; round < 500; round++) {
            final int listings = round % 100 == 99 ? 50_000 : 1 + random.nextInt(50 + round);
            scores.clear();
            final Map<Integer, Float> expected = new TreeMap<>();
            final int touches = round % 100 == 99 ? 20_000 : random.nextInt(40);
            for (int i = 0; i < touches; i++) {
                final int ordinal = random.nextInt(listings);
                // Sums of 0 are touched all the same.
                final float amount = random.nextInt(-2, 3);
                scores.add(ordinal, amount);
                expected.merge(ordinal, amount, Float::sum);
            }
            final Map<Integer, Float> actual = new TreeMap<>();
            for (int i = 0; i < scores.count(); i++) {
                actual.put(scores.ordinal(i), scores.score(scores.ordinal(i)));
                assertEquals(scores.score(scores.ordinal(i)), scores.scoreAt(i));
            }
            assertEquals(expected.size(), scores.count(), "each once");
            assertEquals(expected, actual);
            for (int ordinal = 0; ordinal < listings; ordinal++) {
                assertEquals(expected.getOrDefault(ordinal, 0f), scores.score(ordinal));
            }
        }
    }

    @Test
    void shouldScoreUnknownListingsZeroAndNameThemInOrderOfTouch() {
        final SparseScores scores = new SparseScores();
        assertEquals(0, scores.score(7), "nothing was ever touched");
        scores.clear();
        scores.add(4, 1);
        scores.add(2, 1);
        scores.add(4, 1);
        assertEquals(2, scores.count());
        assertEquals(4, scores.ordinal(0));
        assertEquals(2, scores.ordinal(1));
        assertEquals(0, scores.score(1_000));
    }
}
