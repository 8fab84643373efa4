package dev.homing.training;

/** Inverses of small symmetric positive definite matrices, in double precision. */
final class Cholesky {
    private Cholesky() {
    }

    /** A new matrix; the old one stays. */
    static double[][] inverse(final double[][] matrix) {
        final int size = matrix.length;
        final double[][] lower = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        throw new IllegalArgumentException("the matrix is not positive definite in row " + i);
                    }
                    lower[i][i] = Math.sqrt(sum);
                } else {
                    lower[i][j] = sum / lower[j][j];
                }
            }
        }
        return product(inverseOfLower(lower));
    }

    private static double[][] inverseOfLower(final double[][] lower) {
        final int size = lower.length;
        final double[][] inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
            final double[] row = inverse[i];
            row[i] = 1;
            for (int k = 0; k < i; k++) {
                final double factor = lower[i][k];
                final double[] other = inverse[k];
                for (int j = 0; j <= k; j++) {
                    row[j] -= factor * other[j];
                }
            }
            for (int j = 0; j <= i; j++) {
                row[j] /= lower[i][i];
            }
        }
        return inverse;
    }

    /** The transpose of a lower triangle times the triangle. */
    private static double[][] product(final double[][] lower) {
        final int size = lower.length;
        final double[][] product = new double[size][size];
        for (int k = 0; k < size; k++) {
            for (int i = 0; i <= k; i++) {
                final double factor = lower[k][i];
                for (int j = 0; j <= k; j++) {
                    product[i][j] += factor * lower[k][j];
                }
            }
        }
        return product;
    }

    static double[] product(final double[][] matrix, final double[] vector) {
        final double[] product = new double[matrix.length];
        for (int i = 0; i < product.length; i++) {
            for (int j = 0; j < vector.length; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }
}
