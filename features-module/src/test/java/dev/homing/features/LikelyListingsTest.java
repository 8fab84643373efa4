package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikelyListingsTest {
    private static final int OFFERS = 1_000;

    private final SplittableRandom random = new SplittableRandom(9);
    private final LikelyListings likely = new LikelyListings(300);

    private static Set<Integer> kept(final LikelyListings likely) {
        final Set<Integer> ordinals = new TreeSet<>();
        final int count = likely.finish();
        for (int i = 0; i < count; i++) {
            assertTrue(ordinals.add(likely.ordinal(i)), "each once");
        }
        return ordinals;
    }

    private static Set<Integer> best(final float[] scores, final int count) {
        final BestListings best = new BestListings(count);
        for (int i = 0; i < scores.length; i++) {
            best.offer(i, scores[i]);
        }
        final Set<Integer> ordinals = new TreeSet<>();
        for (int i = 0; i < best.size(); i++) {
            ordinals.add(best.ordinal(i));
        }
        return ordinals;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 177, 300})
    void shouldKeepTheBestInWhateverOrderTheyCome(final int kept) {
        final float[] scores = new float[OFFERS];
        for (int round = 0; round < 60; round++) {
            for (int i = 0; i < OFFERS; i++) {
                // Also ascending, descending, few different ones, and all the same.
                scores[i] = switch (round % 5) {
                    case 0 -> (float) random.nextGaussian();
                    case 1 -> i;
                    case 2 -> -i;
                    case 3 -> random.nextInt(4);
                    default -> 7;
                };
            }
            likely.clear(kept);
            final int from = random.nextInt(OFFERS);
            for (int i = 0; i < OFFERS; i++) {
                likely.offer((from + i) % OFFERS, scores[(from + i) % OFFERS]);
            }
            assertEquals(best(scores, kept), kept(likely), "round " + round);
            assertTrue(likely.least() <= scores[likely.ordinal(0)]);
        }
    }

    @Test
    void shouldKeepAllWhereThereAreFewAndNoneThatIsHidden() {
        likely.clear(5);
        assertEquals(0, likely.finish());
        likely.offer(3, Float.NEGATIVE_INFINITY);
        likely.offer(4, Float.NaN);
        likely.offer(5, -1e30f);
        likely.offer(2, Float.POSITIVE_INFINITY);
        assertEquals(new TreeSet<>(List.of(2, 5)), kept(likely));
    }

    @Test
    void shouldBeginAboveAScoreThatIsKnown() {
        likely.clear(2);
        for (int i = 0; i < 10; i++) {
            likely.offer(i, i);
        }
        assertEquals(2, likely.finish());
        assertEquals(8, likely.least());
        likely.clear(2, likely.least());
        likely.offer(1, 7.9f);
        assertEquals(0, likely.finish());
        likely.offer(20, 8);
        likely.offer(21, 30);
        likely.offer(19, 8);
        assertEquals(new TreeSet<>(List.of(19, 21)), kept(likely));
    }
}
