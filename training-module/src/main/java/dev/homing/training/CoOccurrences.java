package dev.homing.training;

import java.util.Arrays;

/**
 * How much listings have in common: the products of the columns of a matrix of leads and listings, one listing at a time. One
 * instance belongs to one thread.
 */
final class CoOccurrences {
    private final InteractionMatrix matrix;
    private final InteractionMatrix listings;
    private final float[] sums;
    private final int[] touched;
    private int count;

    /**
     * Creates an instance.
     *
     * @param matrix   leads by listings
     * @param listings the same, transposed
     */
    CoOccurrences(final InteractionMatrix matrix, final InteractionMatrix listings) {
        this.matrix = matrix;
        this.listings = listings;
        sums = new float[listings.rowCount()];
        touched = new int[listings.rowCount()];
    }

    /** Computes the products of a listing with all others and with itself; valid until the next call. */
    void compute(final int listing) {
        for (int i = 0; i < count; i++) {
            sums[touched[i]] = 0;
        }
        count = 0;
        for (int i = listings.start(listing); i < listings.end(listing); i++) {
            final int lead = listings.column(i);
            final float weight = listings.weight(i);
            for (int j = matrix.start(lead); j < matrix.end(lead); j++) {
                final int other = matrix.column(j);
                if (sums[other] == 0) {
                    touched[count++] = other;
                }
                sums[other] += weight * matrix.weight(j);
            }
        }
        Arrays.sort(touched, 0, count);
    }

    /** How many listings have anything in common with it. */
    int count() {
        return count;
    }

    /** In ascending order. */
    int listing(final int i) {
        return touched[i];
    }

    float product(final int listing) {
        return sums[listing];
    }
}
