package dev.homing.training;

import java.util.Arrays;

/**
 * Columns of numbers as small integers, so that trees need to look at few thresholds: each column is cut where about equally many
 * of its values lie, and every value of a column with few values has a bin of its own.
 */
final class Bins {
    /** The most bins of a column. */
    static final int MAX = 64;

    private final byte[][] bins;
    private final float[][] uppers;

    /**
     * Cuts.
     *
     * @param rows    one after the other
     * @param columns of a row
     */
    Bins(final float[] rows, final int columns) {
        final int count = rows.length / columns;
        bins = new byte[columns][count];
        uppers = new float[columns][];
        final float[] sorted = new float[count];
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < count; row++) {
                sorted[row] = rows[row * columns + column];
            }
            Arrays.sort(sorted);
            uppers[column] = uppers(sorted);
            for (int row = 0; row < count; row++) {
                final int found = Arrays.binarySearch(uppers[column], rows[row * columns + column]);
                bins[column][row] = (byte) (found >= 0 ? found : ~found);
            }
        }
    }

    /** The largest value of each bin. */
    private static float[] uppers(final float[] sorted) {
        final float[] found = new float[MAX];
        int count = 0;
        int next = 0;
        while (next < sorted.length) {
            int end = Math.min(sorted.length, next + Math.max(1, (sorted.length - next) / (MAX - count)));
            while (end < sorted.length && sorted[end] == sorted[end - 1]) {
                end++;
            }
            found[count++] = sorted[end - 1];
            next = end;
        }
        return Arrays.copyOf(found, count);
    }

    int columns() {
        return bins.length;
    }

    int rows() {
        return bins.length == 0 ? 0 : bins[0].length;
    }

    /** Of each row. */
    byte[] column(final int column) {
        return bins[column];
    }

    int count(final int column) {
        return uppers[column].length;
    }

    /** Values up to this one are in the bin or in one before it. */
    float upper(final int column, final int bin) {
        return uppers[column][bin];
    }
}
