package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.features.Vectors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixProductsTest {
    private static final int ROWS = 1_100;
    private static final int VECTORS = 3;

    private final SplittableRandom random = new SplittableRandom(17);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 16, 19, 64, 79})
    void shouldBeTheSameToTheLastBitAsProductsOfOneRow(final int dimensions) {
        final float[] matrix = numbers(ROWS * dimensions);
        final float[][] vectors = new float[VECTORS][];
        Arrays.setAll(vectors, k -> numbers(dimensions));
        final float[][] products = new float[VECTORS][ROWS];
        new MatrixProducts(dimensions).compute(FloatBuffer.wrap(matrix), ROWS, vectors, VECTORS - 1, products);
        for (int row = 0; row < ROWS; row++) {
            final float[] one = Arrays.copyOfRange(matrix, row * dimensions, (row + 1) * dimensions);
            for (int k = 0; k < VECTORS - 1; k++) {
                assertEquals(Vectors.product(one, vectors[k], dimensions), products[k][row], "row " + row);
            }
            assertEquals(0, products[VECTORS - 1][row], "nobody asked for those");
        }
    }

    private float[] numbers(final int count) {
        final float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
