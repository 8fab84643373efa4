package dev.homing.features;

import java.nio.FloatBuffer;

/**
 * Products of one vector with rows of a matrix off heap, which lie anywhere in it. Some rows are copied before any of them is
 * multiplied, because memory answers several questions in the time of one. One instance belongs to one thread; it allocates
 * nothing after construction.
 */
public final class RowProducts {
    private static final int BLOCK = 16;

    private final float[][] rows;

    /**
     * Creates an instance.
     *
     * @param dimensions of a row, 1 or more
     */
    public RowProducts(final int dimensions) {
        rows = new float[BLOCK][dimensions];
    }

    /**
     * Computes {@link Vectors#product} for many rows.
     *
     * @param matrix   row major from index 0
     * @param ordinals of rows, 0 or more
     * @param from     the first of them
     * @param to       after the last
     * @param vector   of as many numbers as a row
     * @param into     gets a product at the place of each, 0 for rows that the matrix does not have
     */
    public void compute(
            final FloatBuffer matrix,
            final int[] ordinals,
            final int from,
            final int to,
            final float[] vector,
            final float[] into) {
        final int dimensions = vector.length;
        final int known = matrix.limit() / dimensions;
        for (int first = from; first < to; first += BLOCK) {
            final int end = Math.min(to, first + BLOCK);
            for (int i = first; i < end; i++) {
                if (ordinals[i] < known) {
                    // A copy at once costs less than the checks of a buffer for each number.
                    matrix.get(ordinals[i] * dimensions, rows[i - first], 0, dimensions);
                }
            }
            for (int i = first; i < end; i++) {
                into[i] = ordinals[i] < known ? Vectors.product(rows[i - first], vector, dimensions) : 0;
            }
        }
    }
}
