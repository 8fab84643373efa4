package dev.homing.training;

import dev.homing.features.FoldInParameters;
import dev.homing.features.NormalEquations;
import java.util.Arrays;

/** How good listings' vectors are, with the leads' vectors that suit them best, solved exactly as a server solves them. */
final class FactorisationQuality {
    private static final int CUT = 20;
    private static final int MAX_QUESTIONS = 2_000;

    private final SyntheticInteractions interactions;
    private final FoldInParameters parameters;
    private final int dimensions;
    private final RowWorkers workers;

    /**
     * What is found.
     *
     * @param objective {@code Σ c (x·y - 1)² + α Σ (x·y)² + Σ λ |x|² + Σ λ |y|²}
     * @param ndcg      NDCG@20 of the listings held back
     */
    record Found(double objective, double ndcg) {
    }

    FactorisationQuality(
            final SyntheticInteractions interactions,
            final FoldInParameters parameters,
            final int dimensions,
            final RowWorkers workers) {
        this.interactions = interactions;
        this.parameters = parameters;
        this.dimensions = dimensions;
        this.workers = workers;
    }

    Found measure(final float[] vectors) {
        final InteractionMatrix matrix = interactions.matrix();
        final InteractionMatrix flipped = matrix.transposed();
        final Factors listings = new Factors(flipped, dimensions);
        for (int listing = 0; listing < flipped.rowCount(); listing++) {
            if (flipped.end(listing) > flipped.start(listing)) {
                System.arraycopy(vectors, listing * dimensions, listings.row(listing), 0, dimensions);
            }
        }
        final Factors leads = new Factors(matrix, dimensions);
        final double[] gram = listings.gram(workers);
        final double[] lost = new double[matrix.rowCount()];
        final double[] gains = new double[matrix.rowCount()];
        final int step = (matrix.rowCount() + MAX_QUESTIONS - 1) / MAX_QUESTIONS;
        final float[] base = toFloat(gram);
        workers.forEach(matrix.rowCount(), () -> {
            final NormalEquations equations = new NormalEquations(dimensions);
            return (from, to) -> {
                for (int lead = from; lead < to; lead++) {
                    lost[lead] = solve(lead, listings, base, equations, leads.row(lead));
                    gains[lead] = lead % step == 0 ? gain(lead, leads.row(lead), listings) : 0;
                }
            };
        });
        final int questions = (matrix.rowCount() + step - 1) / step;
        return new Found(Arrays.stream(lost).sum() + unobserved(gram, leads.gram(workers)) + pull(flipped, listings),
                Arrays.stream(gains).sum() / questions);
    }

    private static float[] toFloat(final double[] numbers) {
        final float[] result = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            result[i] = (float) numbers[i];
        }
        return result;
    }

    /** Solves a lead's vector, and answers its share of the objective without the unobserved. */
    private double solve(
            final int lead, final Factors listings, final float[] gram, final NormalEquations equations, final float[] x) {
        final InteractionMatrix matrix = interactions.matrix();
        final int observed = matrix.end(lead) - matrix.start(lead);
        if (observed == 0) {
            return 0;
        }
        final float lambda = parameters.diagonal(observed, matrix.columnCount());
        equations.begin(gram, parameters.unobservedWeight(), lambda);
        for (int i = matrix.start(lead); i < matrix.end(lead); i++) {
            System.arraycopy(listings.row(matrix.column(i)), 0, equations.claimRow(), 0, dimensions);
            equations.commitRow(matrix.weight(i));
        }
        equations.solve(x, 0);
        double lost = lambda * product(x, x);
        for (int i = matrix.start(lead); i < matrix.end(lead); i++) {
            final double missing = product(x, listings.row(matrix.column(i))) - 1;
            lost += matrix.weight(i) * missing * missing;
        }
        return lost;
    }

    /** α Σ (x·y)² over all pairs is the sum of the products of both sides' sums. */
    private double unobserved(final double[] a, final double[] b) {
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            for (int j = i; j < dimensions; j++) {
                sum += (i == j ? 1 : 2) * a[i * dimensions + j] * b[i * dimensions + j];
            }
        }
        return parameters.unobservedWeight() * sum;
    }

    private double pull(final InteractionMatrix flipped, final Factors listings) {
        double sum = 0;
        for (int listing = 0; listing < flipped.rowCount(); listing++) {
            final int observed = flipped.end(listing) - flipped.start(listing);
            if (observed > 0) {
                sum += parameters.diagonal(observed, flipped.columnCount())
                        * product(listings.row(listing), listings.row(listing));
            }
        }
        return sum;
    }

    private double gain(final int lead, final float[] x, final Factors listings) {
        final InteractionMatrix matrix = interactions.matrix();
        final int asked = interactions.heldBack(lead);
        final float score = FloatLoops.product(x, listings.row(asked), dimensions);
        int rank = 1;
        for (int listing = 0; listing < matrix.columnCount(); listing++) {
            rank += listing != asked && FloatLoops.product(x, listings.row(listing), dimensions) >= score ? 1 : 0;
        }
        for (int i = matrix.start(lead); i < matrix.end(lead); i++) {
            rank -= FloatLoops.product(x, listings.row(matrix.column(i)), dimensions) >= score ? 1 : 0;
        }
        return rank <= CUT ? Math.log(2) / Math.log(rank + 1) : 0;
    }

    private double product(final float[] a, final float[] b) {
        double sum = 0;
        for (int j = 0; j < dimensions; j++) {
            sum += (double) a[j] * b[j];
        }
        return sum;
    }
}
