package dev.homing.training;

import dev.homing.features.FoldInParameters;

/**
 * The same factorisation over a dense matrix in double precision, by gradients set to zero and Gaussian elimination, and its
 * objective: {@code Σ c (x·y - 1)² + α Σ (x·y)² + Σ λ |x|² + Σ λ |y|²}, the first sum over what was observed, the second over
 * all.
 */
final class DenseAls {
    final InteractionMatrix matrix;
    private final FoldInParameters parameters;
    private final int dimensions;
    /** Leads by listings, 0 where nothing was observed. */
    private final double[][] weights;
    private final double[][] flipped;

    DenseAls(final InteractionMatrix matrix, final FoldInParameters parameters, final int dimensions) {
        this.matrix = matrix;
        this.parameters = parameters;
        this.dimensions = dimensions;
        weights = new double[matrix.rowCount()][matrix.columnCount()];
        flipped = new double[matrix.columnCount()][matrix.rowCount()];
        for (int row = 0; row < matrix.rowCount(); row++) {
            for (int i = matrix.start(row); i < matrix.end(row); i++) {
                weights[row][matrix.column(i)] = matrix.weight(i);
                flipped[matrix.column(i)][row] = matrix.weight(i);
            }
        }
    }

    /** From the listings' vectors of one iteration to those of the next. */
    double[][] iterate(final double[][] listings) {
        return solve(flipped, solve(weights, listings));
    }

    /** The objective with the leads' vectors that suit the listings' best. */
    double objective(final double[][] listings) {
        final double[][] leads = solve(weights, listings);
        double sum = 0;
        for (int lead = 0; lead < leads.length; lead++) {
            sum += diagonal(weights[lead]) * product(leads[lead], leads[lead]);
            for (int listing = 0; listing < listings.length; listing++) {
                final double score = product(leads[lead], listings[listing]);
                final double weight = weights[lead][listing];
                sum += weight * (score - 1) * (score - 1) + parameters.unobservedWeight() * score * score;
            }
        }
        for (int listing = 0; listing < listings.length; listing++) {
            sum += diagonal(flipped[listing]) * product(listings[listing], listings[listing]);
        }
        return sum;
    }

    private double[][] solve(final double[][] rows, final double[][] others) {
        final double[][] solved = new double[rows.length][];
        for (int row = 0; row < rows.length; row++) {
            final double[][] system = new double[dimensions][dimensions + 1];
            for (int other = 0; other < others.length; other++) {
                final double weight = rows[row][other];
                for (int i = 0; i < dimensions; i++) {
                    system[i][dimensions] += weight * others[other][i];
                    for (int j = 0; j < dimensions; j++) {
                        system[i][j] += (parameters.unobservedWeight() + weight) * others[other][i] * others[other][j];
                    }
                }
            }
            for (int i = 0; i < dimensions; i++) {
                system[i][i] += diagonal(rows[row]);
            }
            solved[row] = eliminate(system);
        }
        return solved;
    }

    /** λ of a row: strength · (observed + α · others) ^ exponent. */
    private double diagonal(final double[] row) {
        int observed = 0;
        for (final double weight : row) {
            observed += weight > 0 ? 1 : 0;
        }
        return parameters.regularization()
                * Math.pow(observed + parameters.unobservedWeight() * row.length, parameters.regularizationExponent());
    }

    /** No pivoting: the matrix is positive definite. */
    private static double[] eliminate(final double[][] system) {
        final int size = system.length;
        for (int column = 0; column < size; column++) {
            for (int row = 0; row < size; row++) {
                final double factor = row == column ? 0 : system[row][column] / system[column][column];
                for (int j = column; j <= size && factor != 0; j++) {
                    system[row][j] -= factor * system[column][j];
                }
            }
        }
        final double[] x = new double[size];
        for (int row = 0; row < size; row++) {
            x[row] = system[row][size] / system[row][row];
        }
        return x;
    }

    private static double product(final double[] a, final double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
