package dev.homing.serving.explain;

import dev.homing.features.RankColumn;
import dev.homing.features.TreeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Trees that grew leaf by leaf, as trees do, and rows for them. */
final class RandomTrees {
    /** The columns that small trees look at. */
    static final int COLUMNS = 7;

    private RandomTrees() {
    }

    static TreeModel of(final SplittableRandom random, final int count, final int columns) {
        final List<TreeModel.Tree> trees = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trees.add(tree(random, random.nextInt(12), columns));
        }
        return new TreeModel(trees);
    }

    private static TreeModel.Tree tree(final SplittableRandom random, final int inner, final int columns) {
        final int[] left = new int[inner];
        final int[] right = new int[inner];
        final int[] lookedAt = new int[inner];
        final float[] thresholds = new float[inner];
        int leaves = 1;
        for (int node = 0; node < inner; node++) {
            left[node] = ~0;
            if (node > 0) {
                final int split = random.nextInt(leaves);
                for (int parent = 0; parent < node; parent++) {
                    left[parent] = left[parent] == ~split ? node : left[parent];
                    right[parent] = right[parent] == ~split ? node : right[parent];
                }
                left[node] = ~split;
            }
            right[node] = ~leaves++;
            lookedAt[node] = random.nextInt(columns);
            thresholds[node] = (float) random.nextDouble(-0.5, 1);
        }
        final float[] values = new float[leaves];
        for (int i = 0; i < leaves; i++) {
            values[i] = (float) random.nextDouble(-0.2, 0.2);
        }
        return new TreeModel.Tree(lookedAt, thresholds, left, right, values);
    }

    static float[] row(final SplittableRandom random) {
        final float[] row = new float[RankColumn.COUNT];
        for (int i = 0; i < row.length; i++) {
            row[i] = random.nextInt(4) == 0 ? 0 : (float) random.nextDouble(-1, 1);
        }
        return row;
    }
}
