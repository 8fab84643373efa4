package dev.homing.features;

import java.util.Arrays;

/**
 * Scores of listings, most of which are 0: sums by ordinal, and which were touched, so that starting anew costs what was used.
 * One instance belongs to one thread; it grows with the catalogue and allocates nothing else.
 */
public final class SparseScores {
    private float[] scores = {};
    private boolean[] isTouched = {};
    private int[] touched = {};
    private int count;

    /** Creates an empty instance. */
    public SparseScores() {
    }

    /**
     * Sets all to 0.
     *
     * @param listingCount ordinals will be below this
     */
    public void clear(final int listingCount) {
        for (int i = 0; i < count; i++) {
            scores[touched[i]] = 0;
            isTouched[touched[i]] = false;
        }
        count = 0;
        if (scores.length < listingCount) {
            scores = Arrays.copyOf(scores, listingCount);
            isTouched = Arrays.copyOf(isTouched, listingCount);
            touched = Arrays.copyOf(touched, listingCount);
        }
    }

    void add(final int ordinal, final float amount) {
        if (!isTouched[ordinal]) {
            isTouched[ordinal] = true;
            touched[count++] = ordinal;
        }
        scores[ordinal] += amount;
    }

    /**
     * How many listings were touched.
     *
     * @return 0 or more
     */
    public int count() {
        return count;
    }

    /**
     * A listing that was touched.
     *
     * @param i 0 to {@link #count()} - 1, in order of first touch
     * @return its ordinal
     */
    public int ordinal(final int i) {
        return touched[i];
    }

    /**
     * The score of a listing.
     *
     * @param ordinal of any listing
     * @return 0 when it was not touched
     */
    public float score(final int ordinal) {
        return ordinal < scores.length ? scores[ordinal] : 0;
    }
}
