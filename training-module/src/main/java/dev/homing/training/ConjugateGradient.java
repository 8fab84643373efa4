package dev.homing.training;

import java.util.Arrays;

/**
 * Improves one row's vector by a few steps of conjugate gradients from where it stood (Takács, Pilászy and Tikk 2011,
 * "Applications of the Conjugate Gradient Method for Implicit Feedback Collaborative Filtering"), here with the diagonal that
 * everything unobserved adds up to as its preconditioner: in the basis in which that is a diagonal, nothing dense is left.
 *
 * <p>Solves {@code (D + Σ c·y·yᵀ) x = Σ c·y}. What the vector makes of each observed pair is known from the step before, and kept
 * for the one after, so that a step takes one pass of products and one of sums over the pairs.
 *
 * <p>One instance belongs to one thread.
 */
final class ConjugateGradient {
    /** Single precision can tell no more. */
    private static final float SMALLEST_GAIN = 1e-13f;

    private final int dimensions;
    private final int maxSteps;
    private final float[] diagonal;
    private final float[] inverse;
    private final float[] residual;
    private final float[] preconditioned;
    private final float[] direction;
    private final float[] image;
    /** Numbers and not references to the rows: a collector may want to know of each reference that is stored. */
    private int[] ordinals = {};
    private float[] weights = {};
    private float[] products = {};
    /** x·y of each pair, with the vector of now. */
    private float[] current = {};

    ConjugateGradient(final int dimensions, final int maxSteps) {
        this.dimensions = dimensions;
        this.maxSteps = maxSteps;
        diagonal = new float[dimensions];
        inverse = new float[dimensions];
        residual = new float[dimensions];
        preconditioned = new float[dimensions];
        direction = new float[dimensions];
        image = new float[dimensions];
    }

    /**
     * Improves a vector.
     *
     * @param pairs      of the row, and what the vector makes of them; the latter is brought up to date
     * @param row        its number
     * @param fixed      the other side
     * @param unobserved what everything unobserved adds to the diagonal
     * @param lambda     what regularisation adds to the diagonal
     * @param x          the vector
     */
    void improve(
            final PairProducts pairs,
            final int row,
            final Factors fixed,
            final float[] unobserved,
            final float lambda,
            final float[] x) {
        final int start = pairs.matrix().start(row);
        final int size = pairs.matrix().end(row) - start;
        final int count = FloatLoops.groups(size);
        final float[][] rows = fixed.rows();
        collect(pairs, start, size, fixed.zero());
        for (int j = 0; j < dimensions; j++) {
            diagonal[j] = unobserved[j] + lambda;
            inverse[j] = 1 / diagonal[j];
            residual[j] = -diagonal[j] * x[j];
        }
        FloatLoops.addRows(residual, products, rows, ordinals, count, dimensions);
        FloatLoops.multiply(direction, inverse, residual, dimensions);
        float gain = FloatLoops.product(residual, direction, dimensions);
        final float enough = gain * SMALLEST_GAIN;
        for (int step = 1; gain > enough; step++) {
            FloatLoops.products(direction, rows, ordinals, count, products, dimensions);
            FloatLoops.multiply(image, diagonal, direction, dimensions);
            final float length = gain / (FloatLoops.product(image, direction, dimensions) + weighProducts(count));
            FloatLoops.addRow(x, length, direction, dimensions);
            FloatLoops.addRow(current, length, products, count);
            if (step == maxSteps) {
                break;
            }
            FloatLoops.multiply(products, products, weights, size);
            FloatLoops.addRows(image, products, rows, ordinals, count, dimensions);
            FloatLoops.addRow(residual, -length, image, dimensions);
            FloatLoops.multiply(preconditioned, inverse, residual, dimensions);
            final float before = gain;
            gain = FloatLoops.product(residual, preconditioned, dimensions);
            FloatLoops.scaleAndAdd(direction, gain / before, preconditioned, dimensions);
        }
        pairs.update(start, size, current);
    }

    /** Rows and weights of the pairs, and as products for now what each pulls with: weight · (1 - what it is). */
    private void collect(final PairProducts pairs, final int start, final int size, final int zero) {
        final int count = FloatLoops.groups(size);
        if (count > ordinals.length) {
            ordinals = new int[count * 2];
            weights = new float[count * 2];
            products = new float[count * 2];
            current = new float[count * 2];
        }
        final InteractionMatrix matrix = pairs.matrix();
        for (int i = 0; i < size; i++) {
            ordinals[i] = matrix.column(start + i);
            weights[i] = matrix.weight(start + i);
            current[i] = pairs.product(start + i);
            products[i] = weights[i] * (1 - current[i]);
        }
        Arrays.fill(ordinals, size, count, zero);
        Arrays.fill(weights, size, count, 0);
        Arrays.fill(products, size, count, 0);
        Arrays.fill(current, size, count, 0);
    }

    /** Σ weight · product², in four sums. */
    private float weighProducts(final int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i < count; i += FloatLoops.GROUP) {
            s0 += weights[i] * products[i] * products[i];
            s1 += weights[i + 1] * products[i + 1] * products[i + 1];
            s2 += weights[i + 2] * products[i + 2] * products[i + 2];
            s3 += weights[i + 3] * products[i + 3] * products[i + 3];
        }
        return s0 + s1 + (s2 + s3);
    }
}
