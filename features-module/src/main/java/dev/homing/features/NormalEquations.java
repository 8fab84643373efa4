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
    /**
     * Rows are taken together in groups of this many, because a pass over the matrix then loads and stores it once for four rows.
     * With eight C2 no longer vectorises the loop, and everything takes more than twice as long.
     */
    private static final int GROUP = 4;
    /** Loops start at a multiple of this, because a few products below the diagonal cost less than a loop that starts askew. */
    private static final int LANES = 8;
    /** A pivot that is not above this part of its diagonal is made of rounding errors. */
    private static final float SMALLEST_PIVOT = 1e-6f;

    private final int dimensions;
    private final int width;
    // An array for each row: C2 vectorises a loop over arrays that share their index, not one over offsets into one array.
    private final float[][] matrix;
    private final float[][] pending = new float[GROUP][];
    private final float[] pendingWeights = new float[GROUP];
    private final float[] diagonals;
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
        diagonals = new float[dimensions];
        for (int i = 0; i < GROUP; i++) {
            pending[i] = new float[width];
            pending[i][dimensions] = 1;
        }
    }

    /**
     * Starts anew.
     *
     * @param base     the matrix B, dimensions × dimensions, row by row, of which the upper triangle counts
     * @param factor   multiplies B
     * @param diagonal is added to the diagonal
     */
    public void begin(final float[] base, final float factor, final float diagonal) {
        if (base.length != dimensions * dimensions) {
            throw new IllegalArgumentException("base.length=" + base.length + " is not " + dimensions * dimensions);
        }
        for (int r = 0; r < dimensions; r++) {
            final float[] row = matrix[r];
            System.arraycopy(base, r * dimensions, row, 0, dimensions);
            scale(row, factor, r & -LANES, dimensions);
            Arrays.fill(row, dimensions, width, 0);
            row[r] += diagonal;
        }
        pendingCount = 0;
    }

    /** Starts anew with a matrix of zeros. */
    public void begin() {
        for (final float[] row : matrix) {
            Arrays.fill(row, 0);
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
        commitRow(weight, 1);
    }

    /**
     * Adds the row that was written into {@link #claimRow()}, for which the product with the solution should be something else
     * than 1.
     *
     * @param weight more than 0
     * @param target what the product should be
     */
    public void commitRow(final float weight, final float target) {
        pending[pendingCount][dimensions] = target;
        pendingWeights[pendingCount++] = weight;
        if (pendingCount == GROUP) {
            flush();
        }
    }

    /**
     * Adds to the right-hand side alone, as a pull towards something else than zero does.
     *
     * @param vector of as many numbers as there are dimensions
     * @param factor multiplies it
     */
    public void addToRightSide(final float[] vector, final float factor) {
        for (int r = 0; r < dimensions; r++) {
            matrix[r][dimensions] += factor * vector[r];
        }
    }

    private void flush() {
        for (int i = pendingCount; i < GROUP; i++) {
            // Zeros, because a weight of 0 alone would not take back what an earlier row with infinite numbers left there.
            Arrays.fill(pending[i], 0, dimensions, 0);
            pendingWeights[i] = 0;
        }
        pendingCount = 0;
        final float[] y0 = pending[0];
        final float[] y1 = pending[1];
        final float[] y2 = pending[2];
        final float[] y3 = pending[3];
        final float c0 = pendingWeights[0];
        final float c1 = pendingWeights[1];
        final float c2 = pendingWeights[2];
        final float c3 = pendingWeights[3];
        for (int r = 0; r < dimensions; r++) {
            addRows(matrix[r], c0 * y0[r], y0, c1 * y1[r], y1, c2 * y2[r], y2, c3 * y3[r], y3, r & -LANES, width);
        }
    }

    private static void addRows(
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
     * Solves the system; {@link #begin} comes next. Where the matrix leaves an unknown open, it is zero.
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

    /**
     * Group by group: its rows are finished one after the other, then all rows below take off what the group explains, in one
     * pass each. Row by row would give the same bits, but every row would end with up to three short passes of its own.
     */
    private void factorise() {
        for (int r = 0; r < dimensions; r++) {
            diagonals[r] = matrix[r][r];
        }
        for (int first = 0; first < dimensions; first += GROUP) {
            final int end = Math.min(dimensions, first + GROUP);
            for (int r = first; r < end; r++) {
                finishRow(r, first);
            }
            if (end < dimensions) {
                takeOffGroup(first);
            }
        }
    }

    private void finishRow(final int r, final int first) {
        final float[] row = matrix[r];
        final int from = r & -LANES;
        for (int k = first; k < r; k++) {
            addRow(row, -matrix[k][r], matrix[k], from, width);
        }
        if (row[r] > Math.max(diagonals[r] * SMALLEST_PIVOT, Float.MIN_NORMAL)) {
            scale(row, (float) (1 / Math.sqrt(row[r])), from, width);
        } else {
            // The rows above explain this one: its unknown is zero. Dividing by a tiny pivot instead would blow rounding errors
            // up from row to row until they overflow.
            Arrays.fill(row, 0);
            row[r] = 1;
        }
    }

    private void takeOffGroup(final int first) {
        final float[] u0 = matrix[first];
        final float[] u1 = matrix[first + 1];
        final float[] u2 = matrix[first + 2];
        final float[] u3 = matrix[first + 3];
        for (int r = first + GROUP; r < dimensions; r++) {
            addRows(matrix[r], -u0[r], u0, -u1[r], u1, -u2[r], u2, -u3[r], u3, r & -LANES, width);
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
