package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.FeatureDistribution;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Against sorted values: how far the sketch and 101 quantiles of it are off together. */
class FeatureSketchTest {
    private static final int VALUES = 200_000;
    private static final double PERCENTILE_ERROR = 0.012;
    private static final double QUANTILE_RANK_ERROR = 0.005;

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void shouldKnowWhereValuesStand() {
        assertClose(values(() -> random.nextDouble(-3, 3)));
        assertClose(values(() -> Math.exp(4 * random.nextDouble())));
        assertClose(values(() -> random.nextInt(100) < 80 ? 0 : Math.floor(-Math.log(random.nextDouble()) * 3)));
        assertClose(values(() -> random.nextInt(50) == 0 ? random.nextDouble() : 0));
        assertClose(values(() -> random.nextInt(2)));
    }

    @Test
    void shouldBeExactAboutAConstant() {
        final FeatureDistribution distribution = sketch(values(() -> 0.1f));
        assertEquals(0.1f, distribution.mean());
        assertEquals(0, distribution.std());
        assertEquals(0.5, distribution.percentile(0.1f));
        for (final float quantile : distribution.quantiles()) {
            assertEquals(0.1f, quantile);
        }
    }

    @Test
    void shouldCountWhatIsMissingApart() {
        final FeatureSketch sketch = new FeatureSketch();
        sketch.add(Float.NaN);
        assertEquals(0, sketch.distribution().count());
        assertEquals(1, sketch.distribution().missing());
        assertEquals(0, sketch.distribution().quantiles().length);
        sketch.add(2);
        sketch.add(Float.NaN);
        sketch.add(4);
        final FeatureDistribution distribution = sketch.distribution();
        assertEquals(2, distribution.count());
        assertEquals(2, distribution.missing());
        assertEquals(3, distribution.mean());
        assertEquals(1, distribution.std());
        assertEquals(2, distribution.quantiles()[0]);
        assertEquals(4, distribution.quantiles()[100]);
    }

    @Test
    void shouldBeTheSameForTheSameValues() {
        final float[] values = values(() -> random.nextInt(3) == 0 ? random.nextDouble() : 1);
        final FeatureDistribution one = sketch(values);
        final FeatureDistribution other = sketch(values);
        assertEquals(one.mean(), other.mean());
        assertEquals(one.std(), other.std());
        assertArrayEquals(one.quantiles(), other.quantiles());
    }

    private void assertClose(final float[] values) {
        final FeatureDistribution distribution = sketch(values);
        final float[] sorted = values.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (final float value : values) {
            sum += value;
        }
        final double mean = sum / VALUES;
        double squares = 0;
        for (final float value : values) {
            squares += (value - mean) * (value - mean);
        }
        assertEquals(VALUES, distribution.count());
        assertEquals(mean, distribution.mean(), 1e-9);
        assertEquals(Math.sqrt(squares / VALUES), distribution.std(), 1e-9);
        final float[] quantiles = distribution.quantiles();
        assertEquals(sorted[0], quantiles[0]);
        assertEquals(sorted[VALUES - 1], quantiles[100]);
        for (int i = 0; i <= 100; i++) {
            final double rank = i / 100.0;
            assertTrue(shareBelow(sorted, quantiles[i]) <= rank + QUANTILE_RANK_ERROR
                    && shareNotAbove(sorted, quantiles[i]) >= rank - QUANTILE_RANK_ERROR, "quantile " + i + ": " + quantiles[i]);
        }
        for (int i = 0; i < VALUES; i += 101) {
            final double share = (shareBelow(sorted, values[i]) + shareNotAbove(sorted, values[i])) / 2;
            assertEquals(share, distribution.percentile(values[i]), PERCENTILE_ERROR, "value=" + values[i]);
        }
    }

    private static double shareBelow(final float[] sorted, final double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (double) low / sorted.length;
    }

    private static double shareNotAbove(final float[] sorted, final float value) {
        return shareBelow(sorted, Math.nextUp(value));
    }

    private static FeatureDistribution sketch(final float[] values) {
        final FeatureSketch sketch = new FeatureSketch();
        for (final float value : values) {
            sketch.add(value);
        }
        return sketch.distribution();
    }

    private static float[] values(final DoubleSupplier next) {
        final float[] values = new float[VALUES];
        for (int i = 0; i < VALUES; i++) {
            values[i] = (float) next.getAsDouble();
        }
        return values;
    }
}
