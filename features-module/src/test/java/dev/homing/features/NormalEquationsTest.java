package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalEquationsTest {
    /** None, less than a group, a group, one more, groups with and without a rest. */
    private static final int[] ROW_COUNTS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 33, 100};

    private final SplittableRandom random = new SplittableRandom(7);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 31, 32, 64, 100})
    void shouldSolveWhatAPlainSolverSolvesWhateverTheNumberOfRows(final int dimensions) {
        // One instance for all, so that what one system leaves behind would be seen in the next.
        final NormalEquations equations = new NormalEquations(dimensions);
        final float[] base = randomGram(dimensions);
        for (final int rows : ROW_COUNTS) {
            final float[][] ys = randomRows(rows, dimensions);
            final float[] weights = randomWeights(rows);
            final float[] x = new float[dimensions + 5];
            Arrays.fill(x, 77);
            fill(equations, base, 0.3f, 1.5f, ys, weights);
            equations.solve(x, 2);
            final double[] expected = LinearSystem.solve(
                    naiveMatrix(base, 0.3f, 1.5f, ys, weights, dimensions), naiveSide(ys, weights, dimensions));
            final double tolerance = 1e-4 * (1e-3 + Arrays.stream(expected).map(Math::abs).max().orElse(0));
            for (int j = 0; j < dimensions; j++) {
                assertEquals(expected[j], x[2 + j], tolerance, "rows=" + rows + ", j=" + j);
            }
            assertEquals(77, x[1], "written before the offset");
            assertEquals(77, x[2 + dimensions], "written past the solution");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 48, 100})
    void shouldAimAtTheTargetsOfRowsAndPullTowardsAVector(final int dimensions) {
        final NormalEquations equations = new NormalEquations(dimensions);
        final float[] base = randomGram(dimensions);
        for (final int rows : ROW_COUNTS) {
            final float[][] ys = randomRows(rows, dimensions);
            final float[] weights = randomWeights(rows);
            final float[] targets = new float[rows];
            final float[] prior = randomRows(1, dimensions)[0];
            equations.begin(base, 0.3f, 1.5f);
            equations.addToRightSide(prior, 0.75f);
            final double[] side = new double[dimensions];
            for (int i = 0; i < rows; i++) {
                targets[i] = i % 3 - 1;
                System.arraycopy(ys[i], 0, equations.claimRow(), 0, dimensions);
                equations.commitRow(weights[i], targets[i]);
                for (int j = 0; j < dimensions; j++) {
                    side[j] += (double) targets[i] * weights[i] * ys[i][j];
                }
            }
            for (int j = 0; j < dimensions; j++) {
                side[j] += 0.75 * prior[j];
            }
            final float[] x = new float[dimensions];
            equations.solve(x, 0);
            final double[] expected = LinearSystem.solve(naiveMatrix(base, 0.3f, 1.5f, ys, weights, dimensions), side);
            final double tolerance = 1e-4 * (1e-3 + Arrays.stream(expected).map(Math::abs).max().orElse(0));
            for (int j = 0; j < dimensions; j++) {
                assertEquals(expected[j], x[j], tolerance, "rows=" + rows + ", j=" + j);
            }
            // A target must not stay for rows that say none.
            fill(equations, base, 0.3f, 1.5f, ys, weights);
            equations.solve(x, 0);
            final float[] fresh = new float[dimensions];
            final NormalEquations other = new NormalEquations(dimensions);
            fill(other, base, 0.3f, 1.5f, ys, weights);
            other.solve(fresh, 0);
            assertArrayEquals(fresh, x);
        }
    }

    @Test
    void shouldReadTheUpperTriangleOfTheBaseAlone() {
        final int dimensions = 13;
        final float[] base = randomGram(dimensions);
        final float[] upper = base.clone();
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j < i; j++) {
                upper[i * dimensions + j] = -9_999;
            }
        }
        final float[][] ys = randomRows(6, dimensions);
        final float[] weights = randomWeights(6);
        assertArrayEquals(solve(base, 1, ys, weights), solve(upper, 1, ys, weights));
    }

    @Test
    void shouldBeginWithZerosWhateverWasBefore() {
        final NormalEquations equations = new NormalEquations(9);
        final float[][] ys = randomRows(11, 9);
        final float[] weights = randomWeights(11);
        fill(equations, randomGram(9), 1, 1, randomRows(3, 9), randomWeights(3));
        equations.begin();
        final double[] sum = new double[81];
        add(equations, ys, weights);
        equations.addTo(sum);
        final double[] expected = new double[81];
        fill(equations, new float[81], 0, 0, ys, weights);
        equations.addTo(expected);
        assertArrayEquals(expected, sum);
    }

    @Test
    void shouldTakeARowOfWeightTwoForTheSameRowTwice() {
        final float[][] once = randomRows(3, 5);
        final float[][] twice = {once[0], once[0], once[1], once[1], once[2], once[2]};
        final float[] ones = {1, 1, 1, 1, 1, 1};
        assertArrayEquals(solve(new float[25], 1, twice, ones), solve(new float[25], 1, once, new float[] {2, 2, 2}), 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 9, 32})
    void shouldAddTheUpperTriangleToASum(final int dimensions) {
        final NormalEquations equations = new NormalEquations(dimensions);
        for (final int rows : ROW_COUNTS) {
            final float[][] ys = randomRows(rows, dimensions);
            final float[] weights = randomWeights(rows);
            final double[] sum = new double[dimensions * dimensions];
            Arrays.fill(sum, 1_000);
            fill(equations, new float[dimensions * dimensions], 0, 0, ys, weights);
            equations.addTo(sum);
            final double[][] expected = naiveMatrix(new float[dimensions * dimensions], 0, 0, ys, weights, dimensions);
            for (int i = 0; i < dimensions; i++) {
                for (int j = 0; j < dimensions; j++) {
                    final double added = sum[i * dimensions + j] - 1_000;
                    assertEquals(j < i ? 0 : expected[i][j], added, 1e-3, "rows=" + rows + ", i=" + i + ", j=" + j);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 12})
    void shouldStayFiniteWhenTheMatrixHasNoFullRank(final int rank) {
        final int dimensions = 24;
        for (int round = 0; round < 200; round++) {
            final float[][] different = randomRows(rank, dimensions);
            final float[][] ys = new float[50][];
            final float[] weights = new float[50];
            for (int i = 0; i < ys.length; i++) {
                ys[i] = different[i % rank];
                weights[i] = 1_000;
            }
            final float[] x = solve(new float[dimensions * dimensions], 0, ys, weights);
            for (final float[] y : different) {
                double product = 0;
                for (int j = 0; j < dimensions; j++) {
                    assertTrue(Float.isFinite(x[j]), Arrays.toString(x));
                    product += (double) x[j] * y[j];
                }
                assertEquals(1, product, 0.2, "each row asks for a product of 1, and there is an answer that gives it");
            }
        }
    }

    @Test
    void shouldAnswerZeroWhenThereIsNothingAtAll() {
        assertArrayEquals(new float[10], solve(new float[100], 0, new float[0][10], new float[0], 10));
    }

    @Test
    void shouldNotLetABrokenRowSpoilTheSystemsAfterIt() {
        final NormalEquations equations = new NormalEquations(6);
        // Less than a group, so that the places of the other broken rows stay unused.
        final float[][] ys = randomRows(2, 6);
        final float[] weights = randomWeights(2);
        final float[] expected = new float[6];
        fill(equations, new float[36], 0, 1, ys, weights);
        equations.solve(expected, 0);

        equations.begin(new float[36], 0, 1);
        for (int i = 0; i < 4; i++) {
            Arrays.fill(equations.claimRow(), 0, 6, i % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
            equations.commitRow(1);
        }
        equations.solve(new float[6], 0);

        final float[] x = new float[6];
        fill(equations, new float[36], 0, 1, ys, weights);
        equations.solve(x, 0);
        assertArrayEquals(expected, x);
    }

    @Test
    void shouldIgnoreARowThatWasClaimedButNotCommitted() {
        final NormalEquations equations = new NormalEquations(6);
        final float[][] ys = randomRows(5, 6);
        final float[] weights = randomWeights(5);
        final float[] x = new float[6];
        fill(equations, new float[36], 0, 1, ys, weights);
        Arrays.fill(equations.claimRow(), 0, 6, Float.NaN);
        equations.solve(x, 0);
        assertArrayEquals(solve(new float[36], 1, ys, weights), x);
    }

    @Test
    void shouldRefuseBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> new NormalEquations(0));
        assertThrows(IllegalArgumentException.class, () -> new NormalEquations(4_097));
        final NormalEquations equations = new NormalEquations(4);
        assertThrows(IllegalArgumentException.class, () -> equations.begin(new float[15], 1, 1));
        assertThrows(IllegalArgumentException.class, () -> equations.begin(new float[17], 1, 1));
        equations.begin(new float[16], 0, 1);
        assertThrows(IndexOutOfBoundsException.class, () -> equations.solve(new float[3], 0));
        assertThrows(IndexOutOfBoundsException.class, () -> equations.solve(new float[5], 2));
        assertThrows(IndexOutOfBoundsException.class, () -> equations.solve(new float[5], -1));
    }

    private static float[] solve(final float[] base, final float diagonal, final float[][] ys, final float[] weights) {
        return solve(base, diagonal, ys, weights, ys[0].length);
    }

    private static float[] solve(
            final float[] base, final float diagonal, final float[][] ys, final float[] weights, final int dimensions) {
        final NormalEquations equations = new NormalEquations(dimensions);
        final float[] x = new float[dimensions];
        fill(equations, base, 1, diagonal, ys, weights);
        equations.solve(x, 0);
        return x;
    }

    private static void fill(
            final NormalEquations equations,
            final float[] base,
            final float factor,
            final float diagonal,
            final float[][] ys,
            final float[] weights) {
        equations.begin(base, factor, diagonal);
        add(equations, ys, weights);
    }

    private static void add(final NormalEquations equations, final float[][] ys, final float[] weights) {
        for (int i = 0; i < ys.length; i++) {
            System.arraycopy(ys[i], 0, equations.claimRow(), 0, ys[i].length);
            equations.commitRow(weights[i]);
        }
    }

    private static double[][] naiveMatrix(
            final float[] base,
            final float factor,
            final float diagonal,
            final float[][] ys,
            final float[] weights,
            final int dimensions) {
        final double[][] matrix = new double[dimensions][dimensions];
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j < dimensions; j++) {
                matrix[i][j] = (double) factor * base[i * dimensions + j] + (i == j ? diagonal : 0);
                for (int row = 0; row < ys.length; row++) {
                    matrix[i][j] += (double) weights[row] * ys[row][i] * ys[row][j];
                }
            }
        }
        return matrix;
    }

    private static double[] naiveSide(final float[][] ys, final float[] weights, final int dimensions) {
        final double[] side = new double[dimensions];
        for (int row = 0; row < ys.length; row++) {
            for (int j = 0; j < dimensions; j++) {
                side[j] += (double) weights[row] * ys[row][j];
            }
        }
        return side;
    }

    /** A symmetric matrix without negative eigenvalues. */
    private float[] randomGram(final int dimensions) {
        final float[][] rows = randomRows(2 * dimensions, dimensions);
        final float[] gram = new float[dimensions * dimensions];
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j < dimensions; j++) {
                double sum = 0;
                for (final float[] row : rows) {
                    sum += (double) row[i] * row[j];
                }
                gram[i * dimensions + j] = (float) sum;
            }
        }
        return gram;
    }

    private float[][] randomRows(final int rows, final int dimensions) {
        final float[][] ys = new float[rows][dimensions];
        for (final float[] y : ys) {
            for (int j = 0; j < dimensions; j++) {
                y[j] = (float) (random.nextDouble() * 2 - 1);
            }
        }
        return ys;
    }

    private float[] randomWeights(final int rows) {
        final float[] weights = new float[rows];
        for (int i = 0; i < rows; i++) {
            weights[i] = (float) (0.1 + 5 * random.nextDouble());
        }
        return weights;
    }
}
