package dev.homing.training;

import dev.homing.features.FoldIn;
import dev.homing.features.FoldInParameters;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Weighted alternating least squares for implicit feedback (Hu, Koren and Volinsky 2008, "Collaborative Filtering for Implicit
 * Feedback Datasets") in the form of iALS: one weight for everything unobserved and regularisation that grows with frequency
 * (Rendle et al. 2021, "Revisiting the Performance of iALS on Item Recommendation Benchmarks").
 *
 * <p>Each half of an iteration improves the rows of one side, by a few steps of {@link ConjugateGradient}, while the other stands
 * still, so that the result depends on the seed and not on the number of threads. The objective does not care in which basis the
 * vectors are, so each half turns both sides into the one in which all that is unobserved adds up to a diagonal, the eigenvectors
 * of Σ y·yᵀ; the result is turned back. Rows without interactions are zero.
 *
 * <p>Memory, beside the result: 24 bytes for each pair and 24 + 4 · dimensions for each row with interactions on either side;
 * 10 million pairs of a million leads take half a gigabyte with 64 dimensions.
 */
final class AlsTrainer {
    /**
     * Steps of a row in each iteration. With two the objective is some hundred-thousandths above that of rows solved to the end
     * after as many iterations, a thousandth where regularisation is very weak; more steps take longer than they are worth.
     */
    static final int STEPS = 2;

    private static final double INITIAL_SPREAD = 0.1;
    private static final long ROW_SEED_STEP = 0x9E3779B97F4A7C15L;

    private final FoldInParameters parameters;
    private final int dimensions;
    private final int iterations;
    private final int steps;
    private final long seed;
    private final RowWorkers workers;

    AlsTrainer(
            final FoldInParameters parameters,
            final int dimensions,
            final int iterations,
            final long seed,
            final RowWorkers workers) {
        this(parameters, dimensions, iterations, STEPS, seed, workers);
    }

    /** With another number of steps; as many as there are dimensions solve a row to the end. */
    AlsTrainer(
            final FoldInParameters parameters,
            final int dimensions,
            final int iterations,
            final int steps,
            final long seed,
            final RowWorkers workers) {
        this.parameters = parameters;
        this.dimensions = dimensions;
        this.iterations = iterations;
        this.steps = steps;
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
        final Factors leads = new Factors(matrix, dimensions);
        final Factors listings = initial(flipped);
        // Of leads that are zero every product is zero.
        final PairProducts byLead = PairProducts.of(matrix);
        final PairProducts byListing = byLead.transposed(flipped);
        final Basis basis = new Basis(dimensions);
        for (int iteration = 1; iteration <= iterations; iteration++) {
            improve(byLead, listings, leads, basis);
            improve(byListing, leads, listings, basis);
            onIteration.accept(iteration);
        }
        listings.multiply(basis.back(), workers);
        return listings.toArray();
    }

    private Factors initial(final InteractionMatrix listings) {
        final Factors vectors = new Factors(listings, dimensions);
        final double spread = INITIAL_SPREAD / Math.sqrt(dimensions);
        for (int row = 0; row < listings.rowCount(); row++) {
            if (listings.end(row) > listings.start(row)) {
                final SplittableRandom random = new SplittableRandom(seed + row * ROW_SEED_STEP);
                final float[] vector = vectors.row(row);
                for (int j = 0; j < dimensions; j++) {
                    vector[j] = (float) (random.nextGaussian() * spread);
                }
            }
        }
        return vectors;
    }

    private void improve(final PairProducts pairs, final Factors fixed, final Factors improved, final Basis basis) {
        final SymmetricEigen eigen = new SymmetricEigen(fixed.gram(workers), dimensions);
        final float[][] turn = basis.turn(eigen);
        fixed.multiply(turn, workers);
        improved.multiply(turn, workers);
        final float[] unobserved = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            // Rounding may leave less than nothing where the vectors have no extent.
            unobserved[j] = (float) (parameters.unobservedWeight() * Math.max(0, eigen.value(j)));
        }
        final InteractionMatrix matrix = pairs.matrix();
        workers.forEach(matrix.rowCount(), () -> {
            final ConjugateGradient gradient = new ConjugateGradient(dimensions, steps);
            return (from, to) -> {
                for (int row = from; row < to; row++) {
                    final int observed = matrix.end(row) - matrix.start(row);
                    if (observed > 0) {
                        gradient.improve(pairs, row, fixed, unobserved,
                                parameters.diagonal(observed, matrix.columnCount()), improved.row(row));
                    }
                }
            };
        });
    }

    /** What a server makes of these vectors. */
    FoldIn foldIn(final float[] listings) {
        return new FoldIn(parameters, FloatBuffer.wrap(listings), listings.length / dimensions, dimensions);
    }
}
