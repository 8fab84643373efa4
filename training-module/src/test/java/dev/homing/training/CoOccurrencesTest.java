package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoOccurrencesTest {
    @Test
    void shouldMultiplyColumnsOneListingAfterTheOther() {
        final int listings = 20;
        final InteractionMatrix matrix = TestBehaviour.matrix(TestBehaviour.random(listings, 30, 5, 8));
        final double[][] x = new double[matrix.rowCount()][listings];
        for (int lead = 0; lead < x.length; lead++) {
            for (int i = matrix.start(lead); i < matrix.end(lead); i++) {
                x[lead][matrix.column(i)] = matrix.weight(i);
            }
        }
        final CoOccurrences products = new CoOccurrences(matrix, matrix.transposed());
        final SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 100; round++) {
            final int listing = random.nextInt(listings);
            products.compute(listing);
            int found = 0;
            for (int other = 0; other < listings; other++) {
                double expected = 0;
                for (final double[] lead : x) {
                    expected += lead[listing] * lead[other];
                }
                found += expected > 0 ? 1 : 0;
                assertEquals(expected, products.product(other), 1e-4);
            }
            assertEquals(found, products.count(), "each once");
            for (int i = 1; i < products.count(); i++) {
                assertTrue(products.listing(i - 1) < products.listing(i), "ascending");
            }
        }
    }
}
