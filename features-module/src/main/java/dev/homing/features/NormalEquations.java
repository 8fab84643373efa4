package dev.homing.features;

import java.util.Arrays;
import java.util.Objects;

/**
 * A symmetric positive definite system of weighted least squares, {@code (B + Σ c·y·yᵀ) x = Σ c·y}, filled row by row and solved
 * by Cholesky: the inner loop of factorisation and of fold-in, so that both compute the same to the bit.
 *
 * <p>The right-hand side is kept as one more column of the matrix and every {@code y} carries a 1 there, so that rank-one updates
 * fill it and the factorisation does its forward substitution for free.
 *
 * <p>One instance belongs to one thread; it allocates nothing after construction.
 */
public final class NormalEquations {
    /** Rows are taken together in groups of this many, because one pass over the matrix for four rows is one load for four. */
    private static final int GROUP = 8;
    /** Loops start at a multiple of this, because a few products below the diagonal cost less than a loop that starts askew. */
    private static final int LANES = 8;
    /** A pivot that rounding has pushed to zero or below is lifted to this part of its diagonal. */
    private static final float SMALLEST_PIVOT = 1e-7f;

    private final int dimensions;
    private final int width;
    // An array for each row: C2 vectorises a loop over arrays that share their index, not one over offsets into one array.
    private final float[][] matrix;
    private final float[][] pending = new float[GROUP][];
    private final float[] pendingWeights = new float[GROUP];
    private int pendingCount;

    /**
     * Creates a system; {@link #begin} it before use.
     *
     * @param dimensions of a row, 1 to 4,096
     */
    public NormalEquations(final int dimensions) {
        if (dimensions < 1 || dimensions > 4_096) {
            throw new IllegalArgumentException("dimensions=" + dimensions + " is not in 1..4096");
        }
        this.dimensions = dimensions;
        width = dimensions + LANES & -LANES;
        matrix = new float[dimensions][width];
        for (int i = 0; i < GROUP; i++) {
            pending[i] = new float[width];
            pending[i][dimensions] = 1;
        }
    }

    /**
     * Starts anew.
     *
     * @param base     the matrix B, row by row, of which the upper triangle is read, or an empty array for zero
     * @param factor   multiplies B
     * @param diagonal is added to the diagonal
     */
    public void begin(final float[] base, final float factor, final float diagonal) {
        for (int r = 0; r < dimensions; r++) {
            final float[] row = matrix[r];
            if (base.length == 0) {
                Arrays.fill(row, 0);
            } else {
                System.arraycopy(base, r * dimensions, row, 0, dimensions);
                scale(row, factor, r & -LANES, dimensions);
                Arrays.fill(row, dimensions, width, 0);
            }
            row[r] += diagonal;
        }
        pendingCount = 0;
    }

    private static void scale(final float[] row, final float factor, final int from, final int to) {
        for (int j = from; j < to; j++) {
            row[j] *= factor;
        }
    }

    /**
     * The array into which the caller writes the next row, in its first elements, before {@link #commitRow}.
     *
     * @return one of this instance's arrays; elements past the dimensions must not be written
     */
    public float[] claimRow() {
        return pending[pendingCount];
    }

    /**
     * Adds the row that was written into {@link #claimRow()}.
     *
     * @param weight more than 0
     */
    public void commitRow(final float weight) {
        pendingWeights[pendingCount++] = weight;
        if (pendingCount == GROUP) {
            flush();
        }
    }

    private void flush() {
        for (int i = pendingCount; i < GROUP; i++) {
            pendingWeights[i] = 0;
        }
        final float[] y0 = pending[0];
        final float[] y1 = pending[1];
        final float[] y2 = pending[2];
        final float[] y3 = pending[3];
        final float[] y4 = pending[4];
        final float[] y5 = pending[5];
        final float[] y6 = pending[6];
        final float[] y7 = pending[7];
        final float c4 = pendingWeights[4];
        final float c5 = pendingWeights[5];
        final float c6 = pendingWeights[6];
        final float c7 = pendingWeights[7];
        final float c0 = pendingWeights[0];
        final float c1 = pendingWeights[1];
        final float c2 = pendingWeights[2];
        final float c3 = pendingWeights[3];
        for (int r = 0; r < dimensions; r++) {
            addRows(matrix[r], c0 * y0[r], y0, c1 * y1[r], y1, c2 * y2[r], y2, c3 * y3[r], y3,c4*y4[r],y4,c5*y5[r],y5,c6*y6[r],y6,c7*y7[r],y7, r & -LANES, width);
        }
        pendingCount = 0;
    }

    private static void addRows(
            final float[] row,
            final float a0, final float[] y0,
            final float a1, final float[] y1,
            final float a2, final float[] y2,
            final float a3, final float[] y3,
            final float a4, final float[] y4,
            final float a5, final float[] y5,
            final float a6, final float[] y6,
            final float a7, final float[] y7,
            final int from, final int to) {
        for (int j = from; j < to; j++) {
            row[j] += a0 * y0[j] + a1 * y1[j] + a2 * y2[j] + a3 * y3[j] + a4 * y4[j]+ a5 * y5[j]+ a6 * y6[j]+ a7 * y7[j];
        }
    }

    private static void addRow(final float[] row, final float a, final float[] y, final int from, final int to) {
        for (int j = from; j < to; j++) {
            row[j] += a * y[j];
        }
    }

    /**
     * Adds what was collected so far, the upper triangle of the matrix, to a sum in double precision.
     *
     * @param sum row by row, dimensions × dimensions
     */
    public void addTo(final double[] sum) {
        if (pendingCount > 0) {
            flush();
        }
        for (int r = 0; r < dimensions; r++) {
            final float[] row = matrix[r];
            for (int j = r; j < dimensions; j++) {
                sum[r * dimensions + j] += row[j];
            }
        }
    }

    /**
     * Solves the system; {@link #begin} comes next.
     *
     * @param x      is filled with the solution
     * @param offset of its first element
     */
    public void solve(final float[] x, final int offset) {
        Objects.checkFromIndexSize(offset, dimensions, x.length);
        if (pendingCount > 0) {
            flush();
        }
        factorise();
        for (int r = dimensions - 1; r >= 0; r--) {
            final float[] row = matrix[r];
            x[offset + r] = (row[dimensions] - product(row, x, offset, r + 1, dimensions)) / row[r];
        }
    }

    /** Row by row: each takes off what the finished rows above it explain, four at a time, then is scaled by its pivot. */
    private void factorise() {
        for (int r = 0; r < dimensions; r++) {
            final float[] row = matrix[r];
            final float diagonal = row[r];
            final int from = r & -LANES;
            int k = 0;
            for (; k + GROUP <= r; k += GROUP) {
                final float[] u0 = matrix[k];
                final float[] u1 = matrix[k + 1];
                final float[] u2 = matrix[k + 2];
                final float[] u3 = matrix[k + 3];
                final float[] u4 = matrix[k + 4];
                final float[] u5 = matrix[k + 5];
                final float[] u6 = matrix[k + 6];
                final float[] u7 = matrix[k + 7];
                addRows(row, -u0[r], u0, -u1[r], u1, -u2[r], u2, -u3[r], u3, -u4[r], u4, -u5[r], u5, -u6[r], u6, -u7[r], u7, from, width);
            }
            for (; k < r; k++) {
                addRow(row, -matrix[k][r], matrix[k], from, width);
            }
            final float pivot = Math.max(row[r], Math.max(diagonal * SMALLEST_PIVOT, Float.MIN_NORMAL));
            final float inverse = (float) (1 / Math.sqrt(pivot));
            row[r] = pivot;
            scale(row, inverse, from, width);
        }
    }

    /** Four sums, because the additions of one sum would wait for each other. */
    private static float product(final float[] row, final float[] x, final int offset, final int from, final int to) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int j = from;
        for (; j + 4 <= to; j += 4) {
            s0 += row[j] * x[offset + j];
            s1 += row[j + 1] * x[offset + j + 1];
            s2 += row[j + 2] * x[offset + j + 2];
            s3 += row[j + 3] * x[offset + j + 3];
        }
        for (; j < to; j++) {
            s0 += row[j] * x[offset + j];
        }
        return s0 + s1 + (s2 + s3);
    }
}
