package dev.homing.training;

import java.util.Arrays;

/**
 * Inverts symmetric positive definite matrices in place by the sweep operator (Goodnight 1979, "A Tutorial on the SWEEP
 * Operator"), in its form that keeps the matrix symmetric: so half of it is enough to compute with. Pivots are swept in blocks,
 * without exchange of rows, which such matrices do not need. The result depends on neither threads nor their number.
 */
final class DenseInverse {
    /** Pivots that are swept together: what they do to all other rows passes through memory once. */
    private static final int BLOCK = 32;
    /** So many columns of the pivots' rows stay in the nearest cache while rows pass by. */
    private static final int TILE = 512;
    /** So many rows do. */
    private static final int ROWS = 64;

    private final float[][] matrix;
    private final RowWorkers workers;
    /** The pivots' rows as they were, and as they become. */
    private final float[][] before;
    private final float[][] after;
    private final double[][] pivots = new double[BLOCK][BLOCK];

    private DenseInverse(final float[][] matrix, final RowWorkers workers) {
        this.matrix = matrix;
        this.workers = workers;
        before = new float[BLOCK][matrix.length];
        after = new float[BLOCK][matrix.length];
    }

    /**
     * Inverts a matrix.
     *
     * @param matrix  whose lower triangle counts; gets all of the inverse
     * @param workers who compute
     */
    static void invert(final float[][] matrix, final RowWorkers workers) {
        new DenseInverse(matrix, workers).run();
    }

    private void run() {
        for (int begin = 0; begin < matrix.length; begin += BLOCK) {
            sweep(begin, Math.min(matrix.length, begin + BLOCK));
        }
        // What was swept is the inverse with its sign turned.
        workers.forEach(matrix.length, ROWS, () -> (from, to) -> {
            for (int row = from; row < to; row++) {
                for (int column = 0; column <= row; column++) {
                    matrix[row][column] = -matrix[row][column];
                }
            }
        });
        workers.forEach(matrix.length, ROWS, () -> (from, to) -> {
            for (int column = from; column < matrix.length; column++) {
                for (int row = from; row < Math.min(to, column); row++) {
                    matrix[row][column] = matrix[column][row];
                }
            }
        });
    }

    private void sweep(final int begin, final int end) {
        readPivots(begin, end);
        invertPivots(end - begin);
        workers.forEach(matrix.length, TILE, () -> (from, to) -> solve(from, to, begin, end));
        workers.forEach(matrix.length, ROWS, () -> {
            final float[] factors = new float[BLOCK];
            return (from, to) -> {
                for (int column = 0; column < to; column += TILE) {
                    for (int row = Math.max(from, column); row < to; row++) {
                        if (row < begin || row >= end) {
                            eliminate(row, column, Math.min(row + 1, column + TILE), factors);
                        }
                    }
                }
                for (int row = Math.max(from, begin); row < to; row++) {
                    writePivots(row, begin, end);
                }
            };
        });
    }

    /** The pivots' rows, of which only the lower triangle has a part. */
    private void readPivots(final int begin, final int end) {
        for (int i = 0; i < BLOCK; i++) {
            Arrays.fill(before[i], 0);
        }
        for (int pivot = begin; pivot < end; pivot++) {
            System.arraycopy(matrix[pivot], 0, before[pivot - begin], 0, pivot + 1);
        }
        for (int row = begin; row < matrix.length; row++) {
            for (int pivot = begin; pivot < Math.min(row, end); pivot++) {
                before[pivot - begin][row] = matrix[row][pivot];
            }
        }
        for (int i = 0; i < end - begin; i++) {
            for (int j = 0; j < end - begin; j++) {
                pivots[i][j] = before[i][begin + j];
            }
        }
    }

    /** By Gauss-Jordan elimination; they are few. */
    private void invertPivots(final int count) {
        for (int k = 0; k < count; k++) {
            final double scale = 1 / pivots[k][k];
            pivots[k][k] = 1;
            for (int j = 0; j < count; j++) {
                pivots[k][j] *= scale;
            }
            for (int i = 0; i < count; i++) {
                if (i != k) {
                    final double factor = pivots[i][k];
                    pivots[i][k] = 0;
                    for (int j = 0; j < count; j++) {
                        pivots[i][j] -= factor * pivots[k][j];
                    }
                }
            }
        }
    }

    /** What becomes of some columns of the pivots' rows; among the pivots themselves 0, so that nothing is done to them. */
    private void solve(final int from, final int to, final int begin, final int end) {
        for (int i = 0; i < BLOCK; i++) {
            final float[] row = after[i];
            Arrays.fill(row, from, to, 0);
            for (int k = 0; i < end - begin && k < end - begin; k++) {
                add(row, (float) pivots[i][k], before[k], from, to);
            }
            for (int column = Math.max(from, begin); column < Math.min(to, end); column++) {
                row[column] = 0;
            }
        }
    }

    private void eliminate(final int row, final int from, final int to, final float[] factors) {
        for (int i = 0; i < BLOCK; i++) {
            factors[i] = -before[i][row];
        }
        for (int i = 0; i < BLOCK; i += 4) {
            add(matrix[row], factors[i], after[i], factors[i + 1], after[i + 1], factors[i + 2], after[i + 2],
                    factors[i + 3], after[i + 3], from, to);
        }
    }

    private void writePivots(final int row, final int begin, final int end) {
        if (row >= end) {
            for (int pivot = begin; pivot < end; pivot++) {
                matrix[row][pivot] = after[pivot - begin][row];
            }
            return;
        }
        System.arraycopy(after[row - begin], 0, matrix[row], 0, begin);
        for (int pivot = begin; pivot <= row; pivot++) {
            matrix[row][pivot] = (float) -pivots[row - begin][pivot - begin];
        }
    }

    private static void add(final float[] row, final float factor, final float[] other, final int from, final int to) {
        for (int j = from; j < to; j++) {
            row[j] += factor * other[j];
        }
    }

    private static void add(
            final float[] row,
            final float a0, final float[] y0,
            final float a1, final float[] y1,
            final float a2, final float[] y2,
            final float a3, final float[] y3,
            final int from, final int to) {
        for (int j = from; j < to; j++) {
            row[j] += a0 * y0[j] + a1 * y1[j] + a2 * y2[j] + a3 * y3[j];
        }
    }
}
