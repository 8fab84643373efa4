package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BestListingsTest {
    @Test
    void shouldKeepWhatASortWouldPutFirstWhateverTheTies() {
        final SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 2_000; round++) {
            final int capacity = random.nextInt(20);
            final BestListings best = new BestListings(capacity);
            final int count = random.nextInt(60);
            final float[] scores = new float[count];
            for (int ordinal = 0; ordinal < count; ordinal++) {
                // Few different ones, so that most are equal to others.
                scores[ordinal] = random.nextInt(-3, 4) / 2f;
            }
            offer(best, shuffled(count, random), scores);
            assertEquals(Math.min(capacity, count), best.size());
            assertEquals(sorted(scores, capacity), sorted(best), "round=" + round);
        }
    }

    @Test
    void shouldSayBeforeAnOfferWhetherItWouldBeKept() {
        final SplittableRandom random = new SplittableRandom(6);
        int kept = 0;
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            final BestListings best = new BestListings(8);
            best.clear(random.nextInt(9));
            for (final int ordinal : shuffled(60, random)) {
                final float score = random.nextInt(-3, 4) / 2f;
                final boolean wouldKeep = best.wouldKeep(ordinal, score);
                best.offer(ordinal, score);
                boolean isKept = false;
                for (int i = 0; i < best.size(); i++) {
                    isKept |= best.ordinal(i) == ordinal;
                }
                assertEquals(isKept, wouldKeep, "round=" + round + ", ordinal=" + ordinal);
                kept += isKept ? 1 : 0;
                refused += isKept ? 0 : 1;
            }
        }
        assertTrue(kept > 100 && refused > 100, "kept=" + kept + ", refused=" + refused);
    }

    @Test
    void shouldBeginAnewAfterClear() {
        final BestListings best = new BestListings(2);
        best.offer(1, 9);
        best.offer(2, 8);
        best.sort();
        best.clear();
        assertEquals(0, best.size());
        best.offer(3, -1);
        assertEquals(List.of("3:-1.0"), sorted(best));
    }

    @Test
    void shouldOrderInfiniteScores() {
        final BestListings best = new BestListings(3);
        best.offer(0, Float.NEGATIVE_INFINITY);
        best.offer(1, Float.POSITIVE_INFINITY);
        best.offer(2, 0);
        best.offer(3, Float.NEGATIVE_INFINITY);
        assertEquals(List.of("1:Infinity", "2:0.0", "0:-Infinity"), sorted(best));
    }

    private static void offer(final BestListings best, final int[] ordinals, final float[] scores) {
        for (final int ordinal : ordinals) {
            best.offer(ordinal, scores[ordinal]);
        }
    }

    private static List<String> sorted(final float[] scores, final int limit) {
        return IntStream.range(0, scores.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(ordinal -> -scores[ordinal]).thenComparing(ordinal -> ordinal))
                .limit(limit).map(ordinal -> ordinal + ":" + scores[ordinal]).collect(Collectors.toList());
    }

    private static List<String> sorted(final BestListings best) {
        final int count = best.sort();
        return IntStream.range(0, count).mapToObj(i -> best.ordinal(i) + ":" + best.score(i)).collect(Collectors.toList());
    }

    private static int[] shuffled(final int count, final SplittableRandom random) {
        final int[] ordinals = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            final int other = random.nextInt(i + 1);
            final int kept = ordinals[i];
            ordinals[i] = ordinals[other];
            ordinals[other] = kept;
        }
        return ordinals;
    }
}
