package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatLoopsTest {
    private static final int MOST = 28;

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void shouldRoundUpToGroups() {
        assertEquals(0, FloatLoops.groups(0));
        assertEquals(4, FloatLoops.groups(1));
        assertEquals(4, FloatLoops.groups(4));
        assertEquals(8, FloatLoops.groups(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 8, 31, 64, 100})
    void shouldMultiplyAndAddAsPlainLoopsDo(final int length) {
        final float[][] rows = new float[MOST][];
        final int[] ordinals = new int[MOST];
        final float[][] ordered = new float[MOST][];
        for (int i = 0; i < MOST; i++) {
            rows[i] = vector(length);
            ordinals[MOST - 1 - i] = i;
            ordered[MOST - 1 - i] = rows[i];
        }
        for (int count = 0; count <= MOST; count += FloatLoops.GROUP) {
            final float[] x = vector(length);
            final float[] products = new float[MOST + 1];
            products[count] = 77;
            FloatLoops.products(x, rows, ordinals, count, products, length);
            assertEquals(77, products[count], "written past the products");
            final float[] sum = x.clone();
            FloatLoops.addRows(sum, products, rows, ordinals, count, length);
            final float[] same = x.clone();
            FloatLoops.addRows(same, products, ordered, count, length);
            assertArrayEquals(sum, same);
            final double[] expected = new double[length];
            for (int j = 0; j < length; j++) {
                expected[j] = x[j];
            }
            for (int i = 0; i < count; i++) {
                double product = 0;
                for (int j = 0; j < length; j++) {
                    product += (double) x[j] * ordered[i][j];
                }
                assertEquals(product, products[i], 1e-4, "row " + i + " of " + count);
                assertEquals(product, FloatLoops.product(x, ordered[i], length), 1e-4);
                for (int j = 0; j < length; j++) {
                    expected[j] += product * ordered[i][j];
                }
            }
            for (int j = 0; j < length; j++) {
                assertEquals(expected[j], sum[j], 1e-3, "j=" + j + ", count=" + count);
            }
        }
    }

    @Test
    void shouldLeaveAloneWhatIsPastTheLength() {
        final float[] target = {1, 2, 3};
        FloatLoops.addRow(target, 10, new float[] {1, 1, 1}, 2);
        assertArrayEquals(new float[] {11, 12, 3}, target);
        FloatLoops.scaleAndAdd(target, 2, new float[] {1, 1, 1}, 2);
        assertArrayEquals(new float[] {23, 25, 3}, target);
        FloatLoops.multiply(target, target, new float[] {2, 3, 4}, 2);
        assertArrayEquals(new float[] {46, 75, 3}, target);
    }

    private float[] vector(final int length) {
        final float[] vector = new float[length];
        for (int j = 0; j < length; j++) {
            vector[j] = (float) (random.nextDouble() * 2 - 1);
        }
        return vector;
    }
}
