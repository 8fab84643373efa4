package dev.homing.training;

import dev.homing.features.FoldIn;
import dev.homing.features.FoldInParameters;
import dev.homing.features.NormalEquations;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Weighted alternating least squares for implicit feedback (Hu, Koren and Volinsky 2008, "Collaborative Filtering for Implicit
 * Feedback Datasets") in the form of iALS: one weight for everything unobserved and regularisation that grows with frequency
 * (Rendle et al. 2021, "Revisiting the Performance of iALS on Item Recommendation Benchmarks").
 *
 * <p>Each half of an iteration solves the rows of one side while the other stands still, so that the result depends on the seed
 * and not on the number of threads. Rows without interactions are zero.
 */
final class AlsTrainer {
    private static final float[] NOTHING = {};
    private static final double INITIAL_SPREAD = 0.1;
    private static final long ROW_SEED_STEP = 0x9E3779B97F4A7C15L;

    private final FoldInParameters parameters;
    private final int dimensions;
    private final int iterations;
    private final long seed;
    private final RowWorkers workers;

    AlsTrainer(
            final FoldInParameters parameters,
            final int dimensions,
            final int iterations,
            final long seed,
            final RowWorkers workers) {
        this.parameters = parameters;
        this.dimensions = dimensions;
        this.iterations = iterations;
        this.seed = seed;
        this.workers = workers;
    }

    /**
     * Factorises.
     *
     * @param matrix      leads by listings
     * @param onIteration hears of each finished iteration
     * @return the listings' vectors, row by row
     */
    float[] train(final InteractionMatrix matrix, final IntConsumer onIteration) {
        final InteractionMatrix flipped = matrix.transposed();
        final float[] leads = new float[matrix.rowCount() * dimensions];
        final float[] listings = initial(flipped);
        for (int iteration = 1; iteration <= iterations; iteration++) {
            solve(matrix, listings, leads);
            solve(flipped, leads, listings);
            onIteration.accept(iteration);
        }
        return listings;
    }

    private float[] initial(final InteractionMatrix listings) {
        final float[] vectors = new float[listings.rowCount() * dimensions];
        final double spread = INITIAL_SPREAD / Math.sqrt(dimensions);
        for (int row = 0; row < listings.rowCount(); row++) {
            if (listings.end(row) > listings.start(row)) {
                final SplittableRandom random = new SplittableRandom(seed + row * ROW_SEED_STEP);
                for (int j = 0; j < dimensions; j++) {
                    vectors[row * dimensions + j] = (float) (random.nextGaussian() * spread);
                }
            }
        }
        return vectors;
    }

    private void solve(final InteractionMatrix matrix, final float[] fixed, final float[] solved) {
        final float[] gram = gram(fixed);
        workers.forEach(matrix.rowCount(), () -> {
            final NormalEquations equations = new NormalEquations(dimensions);
            return (from, to) -> {
                for (int row = from; row < to; row++) {
                    solveRow(matrix, row, fixed, gram, equations, solved);
                }
            };
        });
    }

    private void solveRow(
            final InteractionMatrix matrix,
            final int row,
            final float[] fixed,
            final float[] gram,
            final NormalEquations equations,
            final float[] solved) {
        final int observed = matrix.end(row) - matrix.start(row);
        if (observed == 0) {
            return;
        }
        equations.begin(gram, parameters.unobservedWeight(), parameters.diagonal(observed, matrix.columnCount()));
        for (int i = matrix.start(row); i < matrix.end(row); i++) {
            System.arraycopy(fixed, matrix.column(i) * dimensions, equations.claimRow(), 0, dimensions);
            equations.commitRow(matrix.weight(i));
        }
        equations.solve(solved, row * dimensions);
    }

    /** Σ y·yᵀ, summed in blocks in the order of the rows, as fold-in does at request time. */
    private float[] gram(final float[] vectors) {
        final int rows = vectors.length / dimensions;
        final NormalEquations block = new NormalEquations(dimensions);
        final double[] sum = new double[dimensions * dimensions];
        for (int from = 0; from < rows; from += FoldIn.GRAM_BLOCK_ROWS) {
            block.begin(NOTHING, 0, 0);
            final int to = Math.min(rows, from + FoldIn.GRAM_BLOCK_ROWS);
            for (int row = from; row < to; row++) {
                System.arraycopy(vectors, row * dimensions, block.claimRow(), 0, dimensions);
                block.commitRow(1);
            }
            block.addTo(sum);
        }
        final float[] gram = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            gram[i] = (float) sum[i];
        }
        return gram;
    }

    /** What a server makes of these vectors. */
    FoldIn foldIn(final float[] listings) {
        return new FoldIn(parameters, FloatBuffer.wrap(listings), listings.length / dimensions, dimensions);
    }
}
