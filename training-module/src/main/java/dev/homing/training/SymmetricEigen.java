package dev.homing.training;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations in cyclic order (Golub and Van Loan, Matrix
 * Computations, 8.5): from one iteration of a factorisation to the next the matrix is almost diagonal, and then few are needed.
 */
final class SymmetricEigen {
    private static final int MAX_SWEEPS = 30;
    /** What an entry may be of the trace to count as zero; far below what sums in single precision can tell. */
    private static final double ZERO = 1e-11;

    private final int size;
    private final double[][] matrix;
    /** Row by row, one for each eigenvalue. */
    private final double[][] vectors;

    /**
     * Decomposes.
     *
     * @param upper row by row, of which the upper triangle counts
     * @param size  rows and columns
     */
    SymmetricEigen(final double[] upper, final int size) {
        this.size = size;
        matrix = new double[size][size];
        vectors = new double[size][size];
        double trace = 0;
        for (int i = 0; i < size; i++) {
            vectors[i][i] = 1;
            trace += upper[i * size + i];
            for (int j = i; j < size; j++) {
                matrix[i][j] = upper[i * size + j];
                matrix[j][i] = matrix[i][j];
            }
        }
        final double zero = ZERO * Math.abs(trace);
        int rotations = size;
        for (int sweep = 0; sweep < MAX_SWEEPS && rotations > 0; sweep++) {
            rotations = sweep(zero);
        }
    }

    /** Rotates every entry beside the diagonal away once, and answers how many there were. */
    private int sweep(final double zero) {
        int rotations = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                if (Math.abs(matrix[i][j]) > zero) {
                    rotate(i, j);
                    rotations++;
                }
            }
        }
        return rotations;
    }

    private void rotate(final int i, final int j) {
        final double cotangent = (matrix[j][j] - matrix[i][i]) / (2 * matrix[i][j]);
        final double tangent = Math.copySign(1, cotangent) / (Math.abs(cotangent) + Math.sqrt(cotangent * cotangent + 1));
        final double cosine = 1 / Math.sqrt(tangent * tangent + 1);
        final double sine = tangent * cosine;
        rotate(matrix[i], matrix[j], cosine, sine);
        for (final double[] row : matrix) {
            final double x = row[i];
            final double y = row[j];
            row[i] = cosine * x - sine * y;
            row[j] = sine * x + cosine * y;
        }
        rotate(vectors[i], vectors[j], cosine, sine);
    }

    private static void rotate(final double[] a, final double[] b, final double cosine, final double sine) {
        for (int k = 0; k < a.length; k++) {
            final double x = a[k];
            final double y = b[k];
            a[k] = cosine * x - sine * y;
            b[k] = sine * x + cosine * y;
        }
    }

    /** In no particular order. */
    double value(final int i) {
        return matrix[i][i];
    }

    /** Of length 1, orthogonal to the others; the caller must not write it. */
    double[] vector(final int i) {
        return vectors[i];
    }
}
