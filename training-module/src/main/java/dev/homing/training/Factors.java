package dev.homing.training;

import dev.homing.features.FoldIn;
import dev.homing.features.NormalEquations;
import java.util.Arrays;

/**
 * The vectors of one side, an array for each row, so that their number is not limited by the length of one array, and because C2
 * vectorises loops over arrays that share their index. Rows without interactions are zero, stay so, and take no memory.
 *
 * <p>Threads may write different rows at a time.
 */
final class Factors {
    /** Parts that sums are made of: fixed, so that the result does not depend on the number of threads. */
    private static final int PARTS = 16;

    private final int dimensions;
    private final float[] zero;
    private final int count;
    /** And the zero as the last one. */
    private final float[][] rows;

    /** Zeros. */
    Factors(final InteractionMatrix matrix, final int dimensions) {
        this.dimensions = dimensions;
        zero = new float[dimensions];
        count = matrix.rowCount();
        rows = new float[count + 1][];
        for (int row = 0; row < count; row++) {
            rows[row] = matrix.end(row) > matrix.start(row) ? new float[dimensions] : zero;
        }
        rows[count] = zero;
    }

    float[] row(final int row) {
        return rows[row];
    }

    /** All rows, with one of zeros at {@link #zero()} for those who fill up a group. */
    float[][] rows() {
        return rows;
    }

    /** The number of a row of zeros. */
    int zero() {
        return count;
    }

    /** Σ y·yᵀ, the upper triangle, row by row; summed up in blocks as fold-in does at request time. */
    double[] gram(final RowWorkers workers) {
        final double[][] parts = new double[PARTS][dimensions * dimensions];
        workers.forEach(PARTS, 1, () -> {
            final NormalEquations block = new NormalEquations(dimensions);
            return (fromPart, toPart) -> {
                for (int part = fromPart; part < toPart; part++) {
                    addGram(start(part), start(part + 1), block, parts[part]);
                }
            };
        });
        final double[] sum = parts[0];
        for (int part = 1; part < PARTS; part++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += parts[part][i];
            }
        }
        return sum;
    }

    private int start(final int part) {
        return (int) ((long) count * part / PARTS);
    }

    private void addGram(final int start, final int end, final NormalEquations block, final double[] sum) {
        for (int from = start; from < end; from += FoldIn.GRAM_BLOCK_ROWS) {
            block.begin();
            for (int row = from; row < Math.min(end, from + FoldIn.GRAM_BLOCK_ROWS); row++) {
                if (rows[row] != zero) {
                    System.arraycopy(rows[row], 0, block.claimRow(), 0, dimensions);
                    block.commitRow(1);
                }
            }
            block.addTo(sum);
        }
    }

    /**
     * Multiplies every row by a matrix.
     *
     * @param basis row by row, with rows of zeros up to the next multiple of {@link FloatLoops#GROUP}
     */
    void multiply(final float[][] basis, final RowWorkers workers) {
        workers.forEach(count, () -> {
            final float[] factors = new float[basis.length];
            return (from, to) -> {
                for (int row = from; row < to; row++) {
                    if (rows[row] != zero) {
                        System.arraycopy(rows[row], 0, factors, 0, dimensions);
                        Arrays.fill(rows[row], 0);
                        FloatLoops.addRows(rows[row], factors, basis, basis.length, dimensions);
                    }
                }
            };
        });
    }

    /**
     * All rows in one array.
     *
     * @throws IllegalArgumentException if there are more numbers than an array can have
     */
    float[] toArray() {
        if ((long) count * dimensions > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(count + " vectors of " + dimensions
                    + " numbers are more than a model can have: train with fewer dimensions");
        }
        final float[] all = new float[count * dimensions];
        for (int row = 0; row < count; row++) {
            System.arraycopy(rows[row], 0, all, row * dimensions, dimensions);
        }
        return all;
    }
}
