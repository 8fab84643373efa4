package dev.homing.training;

import dev.homing.features.BestListings;
import dev.homing.features.ItemWeights;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Lists of weights between listings, on their way into {@link ItemWeights}. */
final class ItemLists {
    private ItemLists() {
    }

    /** The few largest of many, as ascending ordinals. */
    static final class Selection {
        private final BestListings best;

        Selection(final int capacity) {
            best = new BestListings(capacity);
        }

        void clear() {
            best.clear();
        }

        void offer(final int ordinal, final float value) {
            best.offer(ordinal, value);
        }

        int[] ordinals() {
            final int[] ordinals = new int[best.finish()];
            for (int i = 0; i < ordinals.length; i++) {
                ordinals[i] = best.ordinal(i);
            }
            Arrays.sort(ordinals);
            return ordinals;
        }
    }

    /** Turns lists of what predicts each listing into lists of what each listing predicts. */
    static ByteBuffer bySource(final int[][] sources, final float[][] weights) {
        final int[] lengths = new int[sources.length];
        for (final int[] list : sources) {
            for (final int source : list) {
                lengths[source]++;
            }
        }
        final int[][] targets = new int[sources.length][];
        final float[][] targetWeights = new float[sources.length][];
        for (int source = 0; source < sources.length; source++) {
            targets[source] = new int[lengths[source]];
            targetWeights[source] = new float[lengths[source]];
        }
        final int[] next = new int[sources.length];
        for (int target = 0; target < sources.length; target++) {
            for (int i = 0; i < sources[target].length; i++) {
                final int source = sources[target][i];
                targets[source][next[source]] = target;
                targetWeights[source][next[source]++] = weights[target][i];
            }
        }
        return ItemWeights.encode(targets, targetWeights);
    }
}
