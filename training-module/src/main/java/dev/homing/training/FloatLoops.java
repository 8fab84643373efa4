package dev.homing.training;

/**
 * The inner loops of factorisation, in the shapes that C2 compiles well. A multiply-add over arrays that share their index
 * becomes vector instructions with one target and four sources, but not with six sources or two targets; a sum never does, so
 * products take eight rows at a time, whose additions need not wait for each other.
 */
final class FloatLoops {
    /** How many rows are taken together at least; callers fill up with rows of zeros. */
    static final int GROUP = 4;

    private FloatLoops() {
    }

    /** The next multiple of {@link #GROUP}. */
    static int groups(final int rows) {
        return rows + GROUP - 1 & -GROUP;
    }

    /** target += Σ factor · row, over four rows. */
    static void addRows(
            final float[] target,
            final float a0, final float[] y0,
            final float a1, final float[] y1,
            final float a2, final float[] y2,
            final float a3, final float[] y3,
            final int length) {
        for (int j = 0; j < length; j++) {
            target[j] += a0 * y0[j] + a1 * y1[j] + a2 * y2[j] + a3 * y3[j];
        }
    }

    /**
     * target += Σ factor · row.
     *
     * @param count a multiple of {@link #GROUP}
     */
    static void addRows(
            final float[] target, final float[] factors, final float[][] rows, final int count, final int length) {
        for (int i = 0; i < count; i += GROUP) {
            addRows(target, factors[i], rows[i], factors[i + 1], rows[i + 1], factors[i + 2], rows[i + 2],
                    factors[i + 3], rows[i + 3], length);
        }
    }

    /**
     * target += Σ factor · row.
     *
     * @param ordinals which rows
     * @param count    a multiple of {@link #GROUP}
     */
    static void addRows(
            final float[] target,
            final float[] factors,
            final float[][] rows,
            final int[] ordinals,
            final int count,
            final int length) {
        for (int i = 0; i < count; i += GROUP) {
            addRows(target, factors[i], rows[ordinals[i]], factors[i + 1], rows[ordinals[i + 1]],
                    factors[i + 2], rows[ordinals[i + 2]], factors[i + 3], rows[ordinals[i + 3]], length);
        }
    }

    /** target += factor · row. */
    static void addRow(final float[] target, final float factor, final float[] row, final int length) {
        for (int j = 0; j < length; j++) {
            target[j] += factor * row[j];
        }
    }

    /**
     * products = vector · row, for each row.
     *
     * @param ordinals which rows
     * @param count    a multiple of {@link #GROUP}
     */
    static void products(
            final float[] vector,
            final float[][] rows,
            final int[] ordinals,
            final int count,
            final float[] products,
            final int length) {
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            eightProducts(vector, rows, ordinals, i, products, length);
        }
        if (i < count) {
            fourProducts(vector, rows, ordinals, i, products, length);
        }
    }

    private static void eightProducts(
            final float[] vector,
            final float[][] rows,
            final int[] ordinals,
            final int i,
            final float[] products,
            final int length) {
        final float[] y0 = rows[ordinals[i]];
        final float[] y1 = rows[ordinals[i + 1]];
        final float[] y2 = rows[ordinals[i + 2]];
        final float[] y3 = rows[ordinals[i + 3]];
        final float[] y4 = rows[ordinals[i + 4]];
        final float[] y5 = rows[ordinals[i + 5]];
        final float[] y6 = rows[ordinals[i + 6]];
        final float[] y7 = rows[ordinals[i + 7]];
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int j = 0; j < length; j++) {
            final float x = vector[j];
            s0 += x * y0[j];
            s1 += x * y1[j];
            s2 += x * y2[j];
            s3 += x * y3[j];
            s4 += x * y4[j];
            s5 += x * y5[j];
            s6 += x * y6[j];
            s7 += x * y7[j];
        }
        products[i] = s0;
        products[i + 1] = s1;
        products[i + 2] = s2;
        products[i + 3] = s3;
        products[i + 4] = s4;
        products[i + 5] = s5;
        products[i + 6] = s6;
        products[i + 7] = s7;
    }

    private static void fourProducts(
            final float[] vector,
            final float[][] rows,
            final int[] ordinals,
            final int i,
            final float[] products,
            final int length) {
        final float[] y0 = rows[ordinals[i]];
        final float[] y1 = rows[ordinals[i + 1]];
        final float[] y2 = rows[ordinals[i + 2]];
        final float[] y3 = rows[ordinals[i + 3]];
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int j = 0; j < length; j++) {
            final float x = vector[j];
            s0 += x * y0[j];
            s1 += x * y1[j];
            s2 += x * y2[j];
            s3 += x * y3[j];
        }
        products[i] = s0;
        products[i + 1] = s1;
        products[i + 2] = s2;
        products[i + 3] = s3;
    }

    /** Four sums, because the additions of one sum would wait for each other. */
    static float product(final float[] a, final float[] b, final int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int j = 0;
        for (; j + 4 <= length; j += 4) {
            s0 += a[j] * b[j];
            s1 += a[j + 1] * b[j + 1];
            s2 += a[j + 2] * b[j + 2];
            s3 += a[j + 3] * b[j + 3];
        }
        for (; j < length; j++) {
            s0 += a[j] * b[j];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** target = a · b, number by number. */
    static void multiply(final float[] target, final float[] a, final float[] b, final int length) {
        for (int j = 0; j < length; j++) {
            target[j] = a[j] * b[j];
        }
    }

    /** target = row + factor · target. */
    static void scaleAndAdd(final float[] target, final float factor, final float[] row, final int length) {
        for (int j = 0; j < length; j++) {
            target[j] = row[j] + factor * target[j];
        }
    }
}
