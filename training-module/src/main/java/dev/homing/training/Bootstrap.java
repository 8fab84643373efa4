package dev.homing.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Percentile intervals of a mean by the bootstrap (Efron 1979), 95 %. */
final class Bootstrap {
    private static final int SAMPLES = 1_000;
    private static final double TAIL = 0.025;

    /** From where to where. */
    record Interval(double low, double high) {
    }

    private Bootstrap() {
    }

    static Interval of(final double[] values, final long seed) {
        final int[] counts = new int[values.length];
        Arrays.fill(counts, 1);
        return of(values, counts, seed);
    }

    /**
     * Of values that depend on each other within groups: groups are drawn, each with all of its values.
     *
     * @param groups of the values, any numbers
     * @param values as many
     * @param seed   of the drawing
     */
    static Interval ofGroups(final int[] groups, final double[] values, final long seed) {
        final Map<Integer, Integer> places = new HashMap<>();
        final double[] sums = new double[values.length];
        final int[] counts = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            final int next = places.size();
            final int place = places.computeIfAbsent(groups[i], group -> next);
            sums[place] += values[i];
            counts[place]++;
        }
        return of(Arrays.copyOf(sums, places.size()), Arrays.copyOf(counts, places.size()), seed);
    }

    private static Interval of(final double[] sums, final int[] counts, final long seed) {
        if (sums.length == 0) {
            return new Interval(0, 0);
        }
        final SplittableRandom random = new SplittableRandom(seed);
        final double[] means = new double[SAMPLES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < sums.length; i++) {
                final int drawn = random.nextInt(sums.length);
                sum += sums[drawn];
                count += counts[drawn];
            }
            means[sample] = sum / count;
        }
        Arrays.sort(means);
        return new Interval(means[(int) (TAIL * SAMPLES)], means[(int) ((1 - TAIL) * SAMPLES) - 1]);
    }
}
