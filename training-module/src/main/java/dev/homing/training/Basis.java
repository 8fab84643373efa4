package dev.homing.training;

/** The basis in which vectors are, as turn after turn has changed it. */
final class Basis {
    private final int dimensions;
    /** What the first basis has become: original = vector · transposed. */
    private double[][] turned;

    /** Nothing is turned yet. */
    Basis(final int dimensions) {
        this.dimensions = dimensions;
        turned = new double[dimensions][dimensions];
        for (int i = 0; i < dimensions; i++) {
            turned[i][i] = 1;
        }
    }

    /**
     * Turns into the eigenvectors.
     *
     * @return what to multiply rows by, filled up for {@link Factors#multiply}
     */
    float[][] turn(final SymmetricEigen eigen) {
        final double[][] product = new double[dimensions][dimensions];
        final float[][] turn = new float[FloatLoops.groups(dimensions)][dimensions];
        for (int j = 0; j < dimensions; j++) {
            final double[] vector = eigen.vector(j);
            for (int k = 0; k < dimensions; k++) {
                turn[k][j] = (float) vector[k];
            }
            for (int i = 0; i < dimensions; i++) {
                double sum = 0;
                for (int k = 0; k < dimensions; k++) {
                    sum += turned[i][k] * vector[k];
                }
                product[i][j] = sum;
            }
        }
        turned = product;
        return turn;
    }

    /** What to multiply rows by to have them in the first basis again. */
    float[][] back() {
        final float[][] back = new float[FloatLoops.groups(dimensions)][dimensions];
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j < dimensions; j++) {
                back[j][i] = (float) turned[i][j];
            }
        }
        return back;
    }
}
