package dev.homing.features.catalog;

/** The best few of many properties, by popularity and then by time on the market: a binary heap with the worst at its root. */
final class PropertyRanking {
    private final int[] ordinals;
    private final double[] popularities;
    private final long[] listedAts;
    private int size;

    PropertyRanking(final int limit) {
        ordinals = new int[limit];
        popularities = new double[limit];
        listedAts = new long[limit];
    }

    /** Whether a property so popular could be among the best so far, however long it has been on the market. */
    boolean couldKeep(final double popularity) {
        return size < ordinals.length || (size > 0 && popularity >= popularities[0]);
    }

    /** Whether a property of these figures would be among the best so far. Of equals the first that came stays. */
    boolean wouldKeep(final double popularity, final long listedAt) {
        return size < ordinals.length || (size > 0 && isWorse(popularities[0], listedAts[0], popularity, listedAt));
    }

    void add(final int ordinal, final double popularity, final long listedAt) {
        if (size < ordinals.length) {
            int i = size++;
            while (i > 0 && isWorse(popularity, listedAt, popularities[(i - 1) >> 1], listedAts[(i - 1) >> 1])) {
                move((i - 1) >> 1, i);
                i = (i - 1) >> 1;
            }
            set(i, ordinal, popularity, listedAt);
        } else {
            sink(ordinal, popularity, listedAt);
        }
    }

    private void sink(final int ordinal, final double popularity, final long listedAt) {
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size
                    && isWorse(popularities[child + 1], listedAts[child + 1], popularities[child], listedAts[child])) {
                child++;
            }
            if (!isWorse(popularities[child], listedAts[child], popularity, listedAt)) {
                break;
            }
            move(child, i);
            i = child;
        }
        set(i, ordinal, popularity, listedAt);
    }

    /** Empties the heap, best first. */
    int[] ordinals() {
        final int[] sorted = new int[size];
        while (size > 0) {
            sorted[size - 1] = ordinals[0];
            size--;
            sink(ordinals[size], popularities[size], listedAts[size]);
        }
        return sorted;
    }

    private void move(final int from, final int to) {
        set(to, ordinals[from], popularities[from], listedAts[from]);
    }

    private void set(final int i, final int ordinal, final double popularity, final long listedAt) {
        ordinals[i] = ordinal;
        popularities[i] = popularity;
        listedAts[i] = listedAt;
    }

    private static boolean isWorse(final double popularity, final long listedAt, final double other, final long otherListedAt) {
        return popularity < other || (popularity == other && listedAt < otherListedAt);
    }
}
