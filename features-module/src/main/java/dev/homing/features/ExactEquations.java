package dev.homing.features;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The system of {@link NormalEquations} in double precision, which keeps its factorisation: what a lead's vector is made of can
 * be asked for one listing after the other. Made for explanations, and not for speed. One instance belongs to one thread.
 */
final class ExactEquations {
    /** A pivot that is not above this part of its diagonal is made of rounding errors. */
    private static final double SMALLEST_PIVOT = 1e-12;

    private final int dimensions;
    private final double[][] lower;
    private final boolean[] isOpen;

    ExactEquations(final int dimensions) {
        this.dimensions = dimensions;
        lower = new double[dimensions][];
        for (int r = 0; r < dimensions; r++) {
            lower[r] = new double[r + 1];
        }
        isOpen = new boolean[dimensions];
    }

    /** Starts anew with {@code factor · base + diagonal · I}; the upper triangle of the base counts. */
    void begin(final float[] base, final double factor, final double diagonal) {
        for (int r = 0; r < dimensions; r++) {
            for (int c = 0; c <= r; c++) {
                lower[r][c] = factor * base[c * dimensions + r];
            }
            lower[r][r] += diagonal;
        }
        Arrays.fill(isOpen, false);
    }

    /** Adds {@code weight · y·yᵀ} of a row. */
    void add(final FloatBuffer rows, final int row, final double weight) {
        final int offset = row * dimensions;
        for (int r = 0; r < dimensions; r++) {
            final double scaled = weight * rows.get(offset + r);
            for (int c = 0; c <= r; c++) {
                lower[r][c] += scaled * rows.get(offset + c);
            }
        }
    }

    /** Cholesky; an unknown that the others explain is zero. */
    void factorise() {
        for (int r = 0; r < dimensions; r++) {
            for (int c = 0; c < r; c++) {
                lower[r][c] = isOpen[c] ? 0 : (lower[r][c] - product(lower[r], lower[c], c)) / lower[c][c];
            }
            final double pivot = lower[r][r] - product(lower[r], lower[r], r);
            isOpen[r] = !(pivot > SMALLEST_PIVOT * Math.abs(lower[r][r]));
            lower[r][r] = isOpen[r] ? 1 : Math.sqrt(pivot);
        }
    }

    /** Solves for {@code A⁻¹ y}, a row of as many numbers as there are dimensions. */
    double[] solve(final FloatBuffer rows, final int row) {
        final double[] x = new double[dimensions];
        for (int r = 0; r < dimensions; r++) {
            x[r] = isOpen[r] ? 0 : (rows.get(row * dimensions + r) - product(lower[r], x, r)) / lower[r][r];
        }
        for (int r = dimensions - 1; r >= 0; r--) {
            double sum = x[r];
            for (int below = r + 1; below < dimensions; below++) {
                sum -= lower[below][r] * x[below];
            }
            x[r] = isOpen[r] ? 0 : sum / lower[r][r];
        }
        return x;
    }

    private static double product(final double[] a, final double[] b, final int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
