package dev.homing.training;

/**
 * Inverts symmetric positive definite matrices in place, by Gauss-Jordan elimination in blocks of pivots: without exchange of
 * rows, which such matrices do not need. The result depends on neither threads nor their number.
 */
final class DenseInverse {
    /** Pivots that are eliminated together: their rows stay in the cache while all other rows pass by. */
    private static final int BLOCK = 16;
    private static final int GROUP = 4;

    private DenseInverse() {
    }

    static void invert(final float[][] matrix, final RowWorkers workers) {
        final int size = matrix.length;
        for (int first = 0; first < size; first += BLOCK) {
            final int begin = first;
            final int end = Math.min(size, first + BLOCK);
            invertPivots(matrix, begin, end);
            workers.forEach(size, () -> {
                final float[] factors = new float[BLOCK];
                return (from, to) -> {
                    for (int row = from; row < to; row++) {
                        if (row < begin || row >= end) {
                            eliminate(matrix, matrix[row], begin, end, factors);
                        }
                    }
                };
            });
        }
    }

    /** Makes the pivots' own rows what they are in the inverse, as far as the pivots so far go. */
    private static void invertPivots(final float[][] matrix, final int begin, final int end) {
        for (int pivot = begin; pivot < end; pivot++) {
            final float[] pivotRow = matrix[pivot];
            final float scale = 1 / pivotRow[pivot];
            pivotRow[pivot] = 1;
            scale(pivotRow, scale);
            for (int row = begin; row < end; row++) {
                if (row != pivot) {
                    final float factor = matrix[row][pivot];
                    matrix[row][pivot] = 0;
                    add(matrix[row], -factor, pivotRow);
                }
            }
        }
    }

    private static void eliminate(
            final float[][] matrix, final float[] row, final int begin, final int end, final float[] factors) {
        for (int pivot = begin; pivot < end; pivot++) {
            factors[pivot - begin] = -row[pivot];
            row[pivot] = 0;
        }
        int pivot = begin;
        for (; pivot + GROUP <= end; pivot += GROUP) {
            add(row, factors[pivot - begin], matrix[pivot], factors[pivot - begin + 1], matrix[pivot + 1],
                    factors[pivot - begin + 2], matrix[pivot + 2], factors[pivot - begin + 3], matrix[pivot + 3]);
        }
        for (; pivot < end; pivot++) {
            add(row, factors[pivot - begin], matrix[pivot]);
        }
    }

    private static void scale(final float[] row, final float factor) {
        for (int j = 0; j < row.length; j++) {
            row[j] *= factor;
        }
    }

    private static void add(final float[] row, final float factor, final float[] other) {
        for (int j = 0; j < row.length; j++) {
            row[j] += factor * other[j];
        }
    }

    private static void add(
            final float[] row,
            final float a0, final float[] y0,
            final float a1, final float[] y1,
            final float a2, final float[] y2,
            final float a3, final float[] y3) {
        for (int j = 0; j < row.length; j++) {
            row[j] += a0 * y0[j] + a1 * y1[j] + a2 * y2[j] + a3 * y3[j];
        }
    }
}
