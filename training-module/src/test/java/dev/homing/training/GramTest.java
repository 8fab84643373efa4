package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GramTest {
    private static final int LISTINGS = 40;

    /** Few leads meet much, so some listings have something in common with nearly all and others with few. */
    private final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(LISTINGS, 12, 20, 5)).power(0.5);
    private final InteractionMatrix listings = matrix.transposed();

    private Gram gram(final long limitBytes) {
        final Gram gram = new Gram(LISTINGS, limitBytes);
        final CoOccurrences products = new CoOccurrences(matrix, listings);
        for (int listing = 0; listing < LISTINGS; listing++) {
            products.compute(listing);
            gram.put(listing, products);
        }
        return gram;
    }

    @Test
    void shouldKnowTheProductsOfAllPairsToTheBit() {
        final Gram gram = gram(Long.MAX_VALUE);
        assertTrue(gram.isComplete());
        final CoOccurrences products = new CoOccurrences(matrix, listings);
        int sparse = 0;
        for (int one = 0; one < LISTINGS; one++) {
            products.compute(one);
            int later = 0;
            for (int k = 0; k < products.count(); k++) {
                later += products.listing(k) >= one ? 1 : 0;
            }
            sparse += 2 * later < LISTINGS - one ? 1 : 0;
            for (int other = 0; other < LISTINGS; other++) {
                assertEquals(products.product(other), gram.product(one, other), one + " with " + other);
            }
        }
        assertTrue(sparse > 0 && sparse < LISTINGS, "rows of both kinds, sparse=" + sparse);
    }

    @Test
    void shouldFillTheUpperTriangleOfAnySystem() {
        final Gram gram = gram(Long.MAX_VALUE);
        for (int stride = 1; stride < 7; stride++) {
            final int step = stride;
            final int[] ordinals = IntStream.range(0, LISTINGS).filter(listing -> listing % step == 0).toArray();
            final float[] system = new float[ordinals.length * ordinals.length];
            for (int i = 0; i < ordinals.length; i++) {
                gram.row(ordinals, i, system);
            }
            for (int i = 0; i < ordinals.length; i++) {
                for (int k = 0; k < ordinals.length; k++) {
                    assertEquals(k < i ? 0 : gram.product(ordinals[i], ordinals[k]), system[i * ordinals.length + k]);
                }
            }
        }
    }

    @Test
    void shouldGiveUpWhereThereIsNoRoom() {
        assertFalse(gram(100).isComplete());
    }
}
