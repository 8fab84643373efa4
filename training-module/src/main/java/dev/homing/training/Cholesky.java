package dev.homing.training;

/**
 * Inverses of small symmetric positive definite matrices, in double precision. What is added to a row comes from four rows at a
 * time, which C2 makes vector instructions of.
 */
final class Cholesky {
    private static final int GROUP = 4;

    private Cholesky() {
    }

    /** A new matrix; the old one, of which the lower triangle counts, stays. */
    static double[][] inverse(final double[][] matrix) {
        final int size = matrix.length;
        // Rows of zeros fill up the last group.
        final double[][] inverse = new double[size + GROUP][size];
        invertLower(lower(matrix), inverse);
        return product(inverse, size);
    }

    /** The lower triangle whose product with its transpose is the matrix. */
    private static double[][] lower(final double[][] matrix) {
        final int size = matrix.length;
        final double[][] lower = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                lower[i][j] = (matrix[i][j] - product(lower[i], lower[j], j)) / lower[j][j];
            }
            final double square = matrix[i][i] - product(lower[i], lower[i], i);
            if (!(square > 0)) {
                throw new IllegalArgumentException("the matrix is not positive definite in row " + i);
            }
            lower[i][i] = Math.sqrt(square);
        }
        return lower;
    }

    /** Four sums, because the additions of one sum would wait for each other. */
    private static double product(final double[] left, final double[] right, final int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + GROUP <= length; j += GROUP) {
            s0 += left[j] * right[j];
            s1 += left[j + 1] * right[j + 1];
            s2 += left[j + 2] * right[j + 2];
            s3 += left[j + 3] * right[j + 3];
        }
        for (; j < length; j++) {
            s0 += left[j] * right[j];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static void invertLower(final double[][] lower, final double[][] inverse) {
        for (int i = 0; i < lower.length; i++) {
            final double[] row = inverse[i];
            final double[] factors = lower[i];
            int k = 0;
            for (; k + GROUP <= i; k += GROUP) {
                add(row, -factors[k], inverse[k], -factors[k + 1], inverse[k + 1], -factors[k + 2], inverse[k + 2],
                        -factors[k + 3], inverse[k + 3], k + GROUP);
            }
            for (; k < i; k++) {
                add(row, -factors[k], inverse[k], k + 1);
            }
            row[i] = 1;
            for (int j = 0; j <= i; j++) {
                row[j] /= factors[i];
            }
        }
    }

    /** The transpose of a lower triangle times the triangle, which has some rows of zeros below. */
    private static double[][] product(final double[][] lower, final int size) {
        final double[][] product = new double[size][size];
        for (int k = 0; k < size; k += GROUP) {
            final double[] l0 = lower[k];
            final double[] l1 = lower[k + 1];
            final double[] l2 = lower[k + 2];
            final double[] l3 = lower[k + 3];
            for (int i = 0; i < Math.min(size, k + GROUP); i++) {
                add(product[i], l0[i], l0, l1[i], l1, l2[i], l2, l3[i], l3, i + 1);
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                product[j][i] = product[i][j];
            }
        }
        return product;
    }

    private static void add(final double[] row, final double factor, final double[] other, final int length) {
        for (int j = 0; j < length; j++) {
            row[j] += factor * other[j];
        }
    }

    private static void add(
            final double[] row,
            final double a0, final double[] y0,
            final double a1, final double[] y1,
            final double a2, final double[] y2,
            final double a3, final double[] y3,
            final int length) {
        for (int j = 0; j < length; j++) {
            row[j] += a0 * y0[j] + a1 * y1[j] + a2 * y2[j] + a3 * y3[j];
        }
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
