package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymmetricEigenTest {
    @ParameterizedTest
    @CsvSource({"1,3", "2,5", "5,2", "16,40", "64,10", "64,200"})
    void shouldTakeAMatrixApart(final int size, final int rank) {
        final double[] matrix = gram(size, rank);
        final double[] upper = matrix.clone();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                upper[i * size + j] = -9_999;
            }
        }
        final SymmetricEigen eigen = new SymmetricEigen(upper, size);
        double largest = 0;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, eigen.value(i));
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double composed = 0;
                double product = 0;
                for (int k = 0; k < size; k++) {
                    composed += eigen.value(k) * eigen.vector(k)[i] * eigen.vector(k)[j];
                    product += eigen.vector(i)[k] * eigen.vector(j)[k];
                }
                assertEquals(matrix[i * size + j], composed, 1e-8 * largest, "i=" + i + ", j=" + j);
                assertEquals(i == j ? 1 : 0, product, 1e-10, "i=" + i + ", j=" + j);
            }
        }
    }

    @Test
    void shouldLeaveADiagonalAlone() {
        final SymmetricEigen eigen = new SymmetricEigen(new double[] {3, 0, 0, 7}, 2);
        assertEquals(3, eigen.value(0));
        assertEquals(7, eigen.value(1));
        assertEquals(1, eigen.vector(0)[0]);
    }

    @Test
    void shouldTakeZerosForADiagonal() {
        final SymmetricEigen eigen = new SymmetricEigen(new double[9], 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, eigen.value(i));
            assertEquals(1, eigen.vector(i)[i]);
        }
    }

    /** Two equal numbers on the diagonal ask for the largest turn. */
    @Test
    void shouldTurnByHalfARightAngle() {
        final SymmetricEigen eigen = new SymmetricEigen(new double[] {2, 1, 0, 2}, 2);
        assertEquals(4, eigen.value(0) + eigen.value(1), 1e-12);
        assertEquals(3, eigen.value(0) * eigen.value(1), 1e-12);
    }

    private static double[] gram(final int size, final int rank) {
        final SplittableRandom random = new SplittableRandom(11);
        final double[] gram = new double[size * size];
        for (int row = 0; row < rank; row++) {
            final double[] y = random.doubles(size, -1, 1).toArray();
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    gram[i * size + j] += y[i] * y[j];
                }
            }
        }
        return gram;
    }
}
