package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            assertEquals(sorted(scores, capacity), sorted(best), "round=" + round);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 177, 300})
    void shouldKeepTheBestInWhateverOrderTheyCome(final int kept) {
        final SplittableRandom random = new SplittableRandom(9);
        final BestListings best = new BestListings(300);
        final float[] scores = new float[1_000];
        for (int round = 0; round < 60; round++) {
            for (int i = 0; i < scores.length; i++) {
                // Also ascending, descending, few different ones, and all the same.
                scores[i] = switch (round % 5) {
                    case 0 -> (float) random.nextGaussian();
                    case 1 -> i;
                    case 2 -> -i;
                    case 3 -> random.nextInt(4);
                    default -> 7;
                };
            }
            best.clear(kept);
            final int from = random.nextInt(scores.length);
            for (int i = 0; i < scores.length; i++) {
                best.offer((from + i) % scores.length, scores[(from + i) % scores.length]);
            }
            assertEquals(Set.copyOf(sorted(scores, kept)), unsorted(best), "round " + round);
            float worst = Float.POSITIVE_INFINITY;
            for (int i = 0; i < kept; i++) {
                worst = Math.min(worst, best.score(i));
            }
            assertEquals(worst, best.least());
        }
    }

    @Test
    void shouldNeverSayThatAnOfferIsInVainWhichIsNot() {
        final SplittableRandom random = new SplittableRandom(6);
        int spared = 0;
        for (int round = 0; round < 200; round++) {
            final BestListings best = new BestListings(8);
            final BestListings all = new BestListings(8);
            final int kept = random.nextInt(9);
            best.clear(kept);
            all.clear(kept);
            for (final int ordinal : shuffled(60, random)) {
                final float score = random.nextInt(-3, 4) / 2f;
                all.offer(ordinal, score);
                if (score >= best.least()) {
                    best.offer(ordinal, score);
                } else {
                    spared++;
                }
            }
            assertEquals(sorted(all), sorted(best), "round=" + round);
        }
        assertTrue(spared > 1_000, "spared=" + spared);
    }

    @Test
    void shouldBeginAboveAScoreThatIsKnown() {
        final BestListings best = new BestListings(4);
        best.clear(2);
        for (int i = 0; i < 10; i++) {
            best.offer(i, i);
        }
        assertEquals(2, best.finish());
        assertEquals(8, best.least());
        best.clear(2, best.least());
        best.offer(1, 7.9f);
        assertTrue(best.isEmpty());
        best.offer(20, 8);
        best.offer(21, 30);
        best.offer(19, 8);
        assertEquals(List.of("21:30.0", "19:8.0"), sorted(best));
    }

    @Test
    void shouldKeepNothingThatIsNoNumberOrWhereNothingMayBeKept() {
        final BestListings best = new BestListings(3);
        best.offer(1, Float.NaN);
        assertTrue(best.isEmpty());
        best.clear(0);
        best.offer(1, 1);
        best.offer(2, Float.POSITIVE_INFINITY);
        assertEquals(List.of(), sorted(best));
        final BestListings none = new BestListings(0);
        none.offer(1, 1);
        assertEquals(List.of(), sorted(none));
    }

    @Test
    void shouldBeginAnewAfterClear() {
        final BestListings best = new BestListings(2);
        best.offer(1, 9);
        best.offer(2, 8);
        best.sort();
        best.clear();
        assertTrue(best.isEmpty());
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

    private static Set<String> unsorted(final BestListings best) {
        final int count = best.finish();
        final Set<String> kept = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            assertTrue(kept.add(best.ordinal(i) + ":" + best.score(i)), "each once");
        }
        return kept;
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
