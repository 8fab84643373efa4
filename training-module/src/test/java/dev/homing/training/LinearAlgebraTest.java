package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inverses and eigenvectors, beside Gauss in double precision. */
@Timeout(60)
class LinearAlgebraTest {
    private final SplittableRandom random = new SplittableRandom(13);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 65, 100, 530})
    void shouldInvertAsGaussDoesWhateverTheThreads(final int size) {
        final double[][] matrix = positive(size);
        final double[][] expected = gauss(matrix);
        final float[][] one = floats(matrix);
        final float[][] three = floats(matrix);
        try (RowWorkers alone = new RowWorkers(1); RowWorkers workers = new RowWorkers(3)) {
            DenseInverse.invert(one, alone);
            DenseInverse.invert(three, workers);
        }
        final double[][] byCholesky = Cholesky.inverse(matrix);
        for (int i = 0; i < size; i++) {
            assertArrayEquals(one[i], three[i]);
            for (int j = 0; j < size; j++) {
                assertEquals(expected[i][j], one[i][j], 2e-4, "i=" + i + ", j=" + j);
                assertEquals(expected[i][j], byCholesky[i][j], 1e-9, "i=" + i + ", j=" + j);
            }
        }
    }

    @Test
    void shouldLeaveTheMatrixAloneAndRefuseOneThatIsNotPositive() {
        final double[][] matrix = {{4, 2}, {2, 3}};
        assertArrayEquals(new double[] {0.375, -0.25}, Cholesky.inverse(matrix)[0], 1e-12);
        assertArrayEquals(new double[] {4, 2}, matrix[0]);
        assertArrayEquals(new double[] {8, 7}, Cholesky.product(matrix, new double[] {1.25, 1.5}), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> Cholesky.inverse(new double[][] {{1, 2}, {2, 1}}));
        assertThrows(IllegalArgumentException.class, () -> Cholesky.inverse(new double[][] {{Double.NaN}}));
    }

    private double[][] symmetric(final int size) {
        final double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextDouble(-1, 1);
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    private double[][] positive(final int size) {
        final double[][] half = symmetric(size);
        final double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix[i][j] = i == j ? 0.5 : 0;
                for (int k = 0; k < size; k++) {
                    matrix[i][j] += half[i][k] * half[j][k];
                }
                // Both precisions start from the same numbers.
                matrix[i][j] = (float) matrix[i][j];
            }
        }
        return matrix;
    }

    static double[][] gauss(final double[][] matrix) {
        final int size = matrix.length;
        final double[][] work = copy(matrix);
        final double[][] inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
            inverse[i][i] = 1;
        }
        for (int pivot = 0; pivot < size; pivot++) {
            final double scale = work[pivot][pivot];
            for (int j = 0; j < size; j++) {
                work[pivot][j] /= scale;
                inverse[pivot][j] /= scale;
            }
            for (int row = 0; row < size; row++) {
                final double factor = work[row][pivot];
                for (int j = 0; row != pivot && j < size; j++) {
                    work[row][j] -= factor * work[pivot][j];
                    inverse[row][j] -= factor * inverse[pivot][j];
                }
            }
        }
        return inverse;
    }

    private static double[][] copy(final double[][] matrix) {
        final double[][] copy = new double[matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }

    private static float[][] floats(final double[][] matrix) {
        final float[][] floats = new float[matrix.length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                floats[i][j] = (float) matrix[i][j];
            }
        }
        return floats;
    }
}
