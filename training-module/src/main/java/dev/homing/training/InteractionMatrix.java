package dev.homing.training;

import dev.homing.features.Interactions;
import dev.homing.tracking.codec.Timeline;
import java.util.Arrays;

/** Weights of leads on listings, in compressed sparse rows. Immutable. */
final class InteractionMatrix {
    /** What has faded to less counts this much: products of smaller weights, and of their squares, would not be numbers. */
    private static final float SMALLEST_WEIGHT = 1e-9f;

    private final int[] starts;
    private final int[] columns;
    private final float[] weights;
    private final int columnCount;

    private InteractionMatrix(final int[] starts, final int[] columns, final float[] weights, final int columnCount) {
        this.starts = starts;
        this.columns = columns;
        this.weights = weights;
        this.columnCount = columnCount;
    }

    /**
     * Takes over arrays.
     *
     * @param starts where the pairs of each row start, and one more for the end
     */
    static InteractionMatrix of(final int[] starts, final int[] columns, final float[] weights, final int columnCount) {
        return new InteractionMatrix(starts, columns, weights, columnCount);
    }

    /** Sums up the first events of each lead. */
    static InteractionMatrix of(final Behaviour behaviour, final int[] events, final double halfLifeDays) {
        final Timeline scratch = new Timeline();
        final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
        final int[] starts = new int[behaviour.leadCount() + 1];
        int[] columns = new int[1_024];
        float[] weights = new float[1_024];
        int size = 0;
        for (int lead = 0; lead < behaviour.leadCount(); lead++) {
            behaviour.interactions(lead, events[lead], halfLifeDays, scratch, interactions);
            while (size + interactions.count() > columns.length) {
                columns = Arrays.copyOf(columns, columns.length * 2);
                weights = Arrays.copyOf(weights, weights.length * 2);
            }
            for (int i = 0; i < interactions.count(); i++) {
                columns[size] = interactions.ordinal(i);
                weights[size++] = Math.max(SMALLEST_WEIGHT, interactions.weight(i));
            }
            starts[lead + 1] = size;
        }
        return new InteractionMatrix(
                starts, Arrays.copyOf(columns, size), Arrays.copyOf(weights, size), behaviour.listingCount());
    }

    /** The same with every weight taken to a power; 0 makes all weights 1. */
    InteractionMatrix power(final double exponent) {
        final float[] powers = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            powers[i] = (float) Math.pow(weights[i], exponent);
        }
        return new InteractionMatrix(starts, columns, powers, columnCount);
    }

    /** The same with every weight multiplied by a number of its column, then of its row. */
    InteractionMatrix scaled(final double[] columnFactors, final double[] rowFactors) {
        final float[] scaled = new float[weights.length];
        for (int row = 0; row < rowCount(); row++) {
            for (int i = starts[row]; i < starts[row + 1]; i++) {
                scaled[i] = (float) (weights[i] * columnFactors[columns[i]] * rowFactors[row]);
            }
        }
        return new InteractionMatrix(starts, columns, scaled, columnCount);
    }

    /** The same without rows that have no pairs. */
    InteractionMatrix withoutEmptyRows() {
        final int[] kept = new int[starts.length];
        int count = 0;
        for (int row = 0; row < rowCount(); row++) {
            if (starts[row + 1] > starts[row]) {
                kept[++count] = starts[row + 1];
            }
        }
        return new InteractionMatrix(Arrays.copyOf(kept, count + 1), columns, weights, columnCount);
    }

    InteractionMatrix transposed() {
        final int[] flippedStarts = new int[columnCount + 1];
        for (final int column : columns) {
            flippedStarts[column + 1]++;
        }
        for (int column = 0; column < columnCount; column++) {
            flippedStarts[column + 1] += flippedStarts[column];
        }
        final int[] next = flippedStarts.clone();
        final int[] flippedColumns = new int[columns.length];
        final float[] flippedWeights = new float[columns.length];
        for (int row = 0; row < rowCount(); row++) {
            for (int i = starts[row]; i < starts[row + 1]; i++) {
                final int at = next[columns[i]]++;
                flippedColumns[at] = row;
                flippedWeights[at] = weights[i];
            }
        }
        return new InteractionMatrix(flippedStarts, flippedColumns, flippedWeights, rowCount());
    }

    int rowCount() {
        return starts.length - 1;
    }

    int columnCount() {
        return columnCount;
    }

    int size() {
        return columns.length;
    }

    int start(final int row) {
        return starts[row];
    }

    int end(final int row) {
        return starts[row + 1];
    }

    int column(final int i) {
        return columns[i];
    }

    float weight(final int i) {
        return weights[i];
    }
}
