package dev.homing.training;

/**
 * What the vectors make of each observed pair, {@code x·y}, shared by both sides: as one side knows it after its steps, the other
 * starts from it, which saves a pass over all pairs. It stays the same when both sides change their basis.
 *
 * <p>Threads may work on the pairs of different rows at a time, on one side at a time.
 */
final class PairProducts {
    private final InteractionMatrix matrix;
    private final float[] values;
    /** Where the value of each pair is; null where that is its own place. */
    private final int[] places;

    private PairProducts(final InteractionMatrix matrix, final float[] values, final int[] places) {
        this.matrix = matrix;
        this.values = values;
        this.places = places;
    }

    /** Zeros, as one side starts. */
    static PairProducts of(final InteractionMatrix matrix) {
        return new PairProducts(matrix, new float[matrix.size()], null);
    }

    /** The same values, as the other side goes through them. */
    PairProducts transposed(final InteractionMatrix flipped) {
        final int[] next = new int[flipped.rowCount()];
        for (int row = 0; row < next.length; row++) {
            next[row] = flipped.start(row);
        }
        final int[] flippedPlaces = new int[matrix.size()];
        for (int i = 0; i < flippedPlaces.length; i++) {
            flippedPlaces[next[matrix.column(i)]++] = i;
        }
        return new PairProducts(flipped, values, flippedPlaces);
    }

    InteractionMatrix matrix() {
        return matrix;
    }

    float product(final int i) {
        return values[places == null ? i : places[i]];
    }

    /** Replaces the values of the pairs from one on. */
    void update(final int start, final int count, final float[] products) {
        for (int i = 0; i < count; i++) {
            values[places == null ? start + i : places[start + i]] = products[i];
        }
    }
}
