package dev.homing.training;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much every two listings have in common: the products of the columns of a matrix of leads and listings, Σ over leads of
 * their weights on both. Symmetric, so each pair is kept once; a row is kept as it takes less memory, with zeros or without.
 *
 * <p>Threads may put the rows of different listings at a time; then any thread may read.
 *
 * <p>Bits are those of {@link CoOccurrences}, from whichever side: sums go through the leads in their order.
 */
final class Gram {
    private static final int BYTES_OF_SPARSE = Integer.BYTES + Float.BYTES;
    private static final int[] EVERY = {};

    /** Of each listing the others from its own on; {@link #EVERY} where it has all of them. */
    private final int[][] columns;
    private final float[][] values;

    private final AtomicLong bytes = new AtomicLong();
    private final long limitBytes;

    /**
     * Nothing so far.
     *
     * @param listingCount how many listings there are
     * @param limitBytes   the most memory to take, without what each array takes by itself
     */
    Gram(final int listingCount, final long limitBytes) {
        columns = new int[listingCount][];
        values = new float[listingCount][];
        this.limitBytes = limitBytes;
    }

    /** Whether all rows found room. */
    boolean isComplete() {
        return bytes.get() <= limitBytes;
    }

    /** Takes over the products of a listing; beyond the limit all that there is is dropped. */
    void put(final int listing, final CoOccurrences products) {
        final int first = first(listing, products);
        final long sparse = (long) (products.count() - first) * BYTES_OF_SPARSE;
        final long dense = (long) (values.length - listing) * Float.BYTES;
        if (bytes.addAndGet(Math.min(sparse, dense)) > limitBytes) {
            Arrays.fill(values, null);
            Arrays.fill(columns, null);
        } else if (sparse < dense) {
            putSparse(listing, products, first);
        } else {
            columns[listing] = EVERY;
            values[listing] = new float[values.length - listing];
            for (int k = first; k < products.count(); k++) {
                values[listing][products.listing(k) - listing] = products.product(products.listing(k));
            }
        }
    }

    private static int first(final int listing, final CoOccurrences products) {
        int first = 0;
        while (first < products.count() && products.listing(first) < listing) {
            first++;
        }
        return first;
    }

    private void putSparse(final int listing, final CoOccurrences products, final int first) {
        final int[] ordinals = new int[products.count() - first];
        final float[] row = new float[ordinals.length];
        for (int k = 0; k < row.length; k++) {
            ordinals[k] = products.listing(first + k);
            row[k] = products.product(ordinals[k]);
        }
        columns[listing] = ordinals;
        values[listing] = row;
    }

    float product(final int one, final int other) {
        final int listing = Math.min(one, other);
        final int wanted = Math.max(one, other);
        if (columns[listing] == EVERY) {
            return values[listing][wanted - listing];
        }
        final int place = Arrays.binarySearch(columns[listing], wanted);
        return place < 0 ? 0 : values[listing][place];
    }

    /** The products of the listing at a place among some with those from it on, to where a matrix has its row. */
    void row(final int[] ordinals, final int place, final float[] matrix) {
        final int at = place * ordinals.length;
        final float[] row = values[ordinals[place]];
        final int[] others = columns[ordinals[place]];
        int found = 0;
        for (int k = place; k < ordinals.length; k++) {
            if (others == EVERY) {
                matrix[at + k] = row[ordinals[k] - ordinals[place]];
            } else {
                found = notBefore(others, found, ordinals[k]);
                matrix[at + k] = found < others.length && others[found] == ordinals[k] ? row[found] : 0;
            }
        }
    }

    /** The first place of at least a value, by strides that double (Bentley and Yao 1976): others lie not far apart. */
    private static int notBefore(final int[] ordinals, final int from, final int wanted) {
        int low = from;
        int stride = 1;
        int high = from;
        while (high < ordinals.length && ordinals[high] < wanted) {
            low = high + 1;
            high += stride;
            stride *= 2;
        }
        high = Math.min(high, ordinals.length);
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (ordinals[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
