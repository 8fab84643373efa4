package dev.homing.features;

/** Gaussian elimination with partial pivoting in double precision: slow, and nothing in common with what it checks. */
final class LinearSystem {
    private LinearSystem() {
    }

    /** Solves a system, whose arrays are used up. */
    static double[] solve(final double[][] matrix, final double[] side) {
        final int size = side.length;
        for (int column = 0; column < size; column++) {
            int best = column;
            for (int row = column + 1; row < size; row++) {
                best = Math.abs(matrix[row][column]) > Math.abs(matrix[best][column]) ? row : best;
            }
            swap(matrix, side, column, best);
            for (int row = column + 1; row < size; row++) {
                final double factor = matrix[row][column] / matrix[column][column];
                for (int j = column; j < size; j++) {
                    matrix[row][j] -= factor * matrix[column][j];
                }
                side[row] -= factor * side[column];
            }
        }
        final double[] x = new double[size];
        for (int row = size - 1; row >= 0; row--) {
            double sum = side[row];
            for (int j = row + 1; j < size; j++) {
                sum -= matrix[row][j] * x[j];
            }
            x[row] = sum / matrix[row][row];
        }
        return x;
    }

    private static void swap(final double[][] matrix, final double[] side, final int a, final int b) {
        final double[] row = matrix[a];
        matrix[a] = matrix[b];
        matrix[b] = row;
        final double number = side[a];
        side[a] = side[b];
        side[b] = number;
    }
}
