package dev.homing.training;

import dev.homing.features.Vectors;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Products of a few vectors with all rows of a matrix, to the last bit those of {@link Vectors#product}, in a fraction of the
 * time: rows of a tile are turned into columns once for all vectors, and sums of many rows grow side by side. One instance
 * belongs to one thread.
 */
final class MatrixProducts {
    /** Rows at a time: their columns stay in the second cache. */
    private static final int TILE = 512;
    /** As many sums as {@link Vectors#product} has, each of which takes every fourth number. */
    private static final int SUMS = 4;

    private final int dimensions;
    private final float[] row;
    private final float[][] columns;
    private final float[][] sums = new float[SUMS][TILE];

    MatrixProducts(final int dimensions) {
        this.dimensions = dimensions;
        row = new float[dimensions];
        columns = new float[dimensions][TILE];
    }

    /**
     * Multiplies.
     *
     * @param matrix  row major
     * @param rows    how many it has
     * @param vectors of as many numbers as a row
     * @param count   how many vectors
     * @param into    of each vector, gets the product with each row
     */
    void compute(final FloatBuffer matrix, final int rows, final float[][] vectors, final int count, final float[][] into) {
        for (int first = 0; first < rows; first += TILE) {
            final int length = Math.min(TILE, rows - first);
            for (int i = 0; i < length; i++) {
                matrix.get((first + i) * dimensions, row, 0, dimensions);
                for (int d = 0; d < dimensions; d++) {
                    columns[d][i] = row[d];
                }
            }
            for (int k = 0; k < count; k++) {
                multiply(vectors[k], length);
                addUp(into[k], first, length);
            }
        }
    }

    private void multiply(final float[] vector, final int length) {
        final int whole = dimensions / SUMS * SUMS;
        for (int s = 0; s < SUMS; s++) {
            Arrays.fill(sums[s], 0, length, 0);
            int d = s;
            for (; d + 3 * SUMS < whole; d += 4 * SUMS) {
                add(sums[s], vector[d], columns[d], vector[d + SUMS], columns[d + SUMS], vector[d + 2 * SUMS],
                        columns[d + 2 * SUMS], vector[d + 3 * SUMS], columns[d + 3 * SUMS], length);
            }
            for (; d < whole; d += SUMS) {
                FloatLoops.addRow(sums[s], vector[d], columns[d], length);
            }
        }
        for (int d = whole; d < dimensions; d++) {
            FloatLoops.addRow(sums[0], vector[d], columns[d], length);
        }
    }

    private void addUp(final float[] into, final int first, final int length) {
        final float[] s0 = sums[0];
        final float[] s1 = sums[1];
        final float[] s2 = sums[2];
        final float[] s3 = sums[3];
        for (int i = 0; i < length; i++) {
            into[first + i] = s0[i] + s1[i] + (s2[i] + s3[i]);
        }
    }

    /** One after the other: a sum of the four alone would be rounded in another way. */
    private static void add(
            final float[] sum,
            final float x0, final float[] c0,
            final float x1, final float[] c1,
            final float x2, final float[] c2,
            final float x3, final float[] c3,
            final int length) {
        for (int i = 0; i < length; i++) {
            sum[i] = sum[i] + x0 * c0[i] + x1 * c1[i] + x2 * c2[i] + x3 * c3[i];
        }
    }
}
