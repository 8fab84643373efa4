package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Against a count over all values. The quantiles are exact here, so that the error is that of 101 of them. */
class FeatureDistributionTest {
    private static final int VALUES = 20_000;
    private static final double ONE_STEP = 0.01;
    private static final double HALF_A_STEP = 0.005;
    /** One value of all, which is what an exact quantile is off by itself. */
    private static final double ONE_VALUE = 1.0 / VALUES;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void shouldSayWhereAValueStandsWithinOnePerCent() {
        assertPercentiles(of(() -> random.nextDouble(-5, 5)), ONE_STEP);
        assertPercentiles(of(() -> Math.exp(3 * random.nextDouble(-2, 2))), ONE_STEP);
        assertPercentiles(of(() -> random.nextInt(10) == 0 ? random.nextDouble() : 0), ONE_STEP);
    }

    @Test
    void shouldTakeATieForOneWithinHalfAPerCent() {
        final float[] counts = of(() -> random.nextInt(100) < 70 ? 0 : (int) (-Math.log(random.nextDouble()) * 2));
        for (int count = 0; count <= 3; count++) {
            assertEquals(share(counts, count), distribution(counts).percentile(count), HALF_A_STEP + ONE_VALUE,
                    "count=" + count);
        }
        assertPercentiles(counts, ONE_STEP);
        assertPercentiles(of(() -> random.nextInt(2)), HALF_A_STEP);
        assertPercentiles(of(() -> random.nextInt(1_000) == 0 ? 7 : 0), ONE_STEP);
    }

    @Test
    void shouldPutTheOnlyValueInTheMiddle() {
        final FeatureDistribution constant = distribution(of(() -> 3));
        assertEquals(0.5, constant.percentile(3));
        assertEquals(0, constant.percentile(2.9));
        assertEquals(1, constant.percentile(3.1));
        assertTrue(Double.isNaN(constant.zScore(3)));
    }

    @Test
    void shouldNeverGiveTheLargerValueTheSmallerAnswer() {
        for (final float[] values : new float[][] {of(() -> random.nextInt(4)), of(random::nextDouble), of(() -> 2)}) {
            final FeatureDistribution distribution = distribution(values);
            double before = 0;
            for (double value = -0.5; value <= 4.5; value += 0.003) {
                final double percentile = distribution.percentile(value);
                assertTrue(percentile >= before, "value=" + value + " " + distribution);
                before = percentile;
            }
            assertEquals(1, before);
        }
    }

    @Test
    void shouldAnswerNothingForNothing() {
        final FeatureDistribution distribution = distribution(of(random::nextDouble));
        assertTrue(Double.isNaN(distribution.percentile(Double.NaN)));
        assertTrue(Double.isNaN(distribution.zScore(Double.NaN)));
        assertEquals(0, distribution.percentile(Double.NEGATIVE_INFINITY));
        assertEquals(1, distribution.percentile(Double.POSITIVE_INFINITY));
        final FeatureDistribution nobody = new FeatureDistribution(0, 7, 1, 1, new float[0]);
        assertTrue(Double.isNaN(nobody.percentile(1)));
        assertTrue(Double.isNaN(nobody.zScore(1)));
        assertTrue(Double.isNaN(nobody.mean()) && Double.isNaN(nobody.std()));
        assertEquals(7, nobody.missing());
    }

    @Test
    void shouldCountDeviationsFromTheMean() {
        final float[] quantiles = new float[FeatureDistribution.QUANTILES];
        final FeatureDistribution distribution = new FeatureDistribution(10, 2, 5, 2, quantiles);
        assertEquals(1.5, distribution.zScore(8));
        assertEquals(-2.5, distribution.zScore(0));
        quantiles[50] = 99;
        assertArrayEquals(new float[FeatureDistribution.QUANTILES], distribution.quantiles(), "it has its own");
    }

    @Test
    void shouldRefuseWhatIsNoDistribution() {
        final float[] good = new float[FeatureDistribution.QUANTILES];
        assertRefused("count=-1", -1, 0, 0, 0, good);
        assertRefused("missing=-1", 1, -1, 0, 0, good);
        assertRefused("mean=NaN", 1, 0, Double.NaN, 0, good);
        assertRefused("std=-1.0", 1, 0, 0, -1, good);
        assertRefused("std=Infinity", 1, 0, 0, Double.POSITIVE_INFINITY, good);
        assertRefused("quantiles.length=100", 1, 0, 0, 0, new float[100]);
        assertRefused("quantiles.length=101", 0, 0, 0, 0, good);
        final float[] falling = good.clone();
        falling[7] = -1;
        assertRefused("quantiles[7]=-1.0", 1, 0, 0, 0, falling);
        final float[] infinite = good.clone();
        infinite[100] = Float.POSITIVE_INFINITY;
        assertRefused("quantiles[100]=Infinity", 1, 0, 0, 0, infinite);
    }

    private static void assertRefused(
            final String what,
            final long count,
            final long missing,
            final double mean,
            final double std,
            final float[] quantiles) {
        final String message = assertThrows(IllegalArgumentException.class,
                () -> new FeatureDistribution(count, missing, mean, std, quantiles)).getMessage();
        assertTrue(message.contains(what), message);
    }

    private static void assertPercentiles(final float[] values, final double delta) {
        final FeatureDistribution distribution = distribution(values);
        for (int i = 0; i < VALUES; i += 37) {
            assertEquals(share(values, values[i]), distribution.percentile(values[i]), delta + ONE_VALUE, "value=" + values[i]);
        }
    }

    private static float[] of(final DoubleSupplier next) {
        final float[] values = new float[VALUES];
        for (int i = 0; i < VALUES; i++) {
            values[i] = (float) next.getAsDouble();
        }
        return values;
    }

    private static FeatureDistribution distribution(final float[] values) {
        final float[] sorted = values.clone();
        Arrays.sort(sorted);
        final float[] quantiles = new float[FeatureDistribution.QUANTILES];
        double sum = 0;
        double squares = 0;
        for (final float value : sorted) {
            sum += value;
            squares += (double) value * value;
        }
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = sorted[(int) Math.round(i / 100.0 * (VALUES - 1))];
        }
        final double mean = sum / VALUES;
        return new FeatureDistribution(VALUES, 0, mean, Math.sqrt(Math.max(0, squares / VALUES - mean * mean)), quantiles);
    }

    private static double share(final float[] values, final float value) {
        int below = 0;
        int equal = 0;
        for (final float each : values) {
            below += each < value ? 1 : 0;
            equal += each == value ? 1 : 0;
        }
        return (below + equal / 2.0) / values.length;
    }
}
