package dev.homing.features;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Scores of listings, most of which are 0: sums of those that were touched, in a table that is as small as they are few. An array
 * over all listings would be simpler, but a product of all listings leaves nothing of it in the caches, and then every sum and
 * every look waits for memory. One instance belongs to one thread; it grows with the most that were touched at once and allocates
 * nothing else.
 */
public final class SparseScores {
    private static final int EMPTY = -1;
    private static final int FIRST_CAPACITY = 1_024;
    private static final int CHUNK = 128;

    /** Of each touched listing by its place, in order of first touch. */
    private int[] touched = new int[FIRST_CAPACITY];
    private float[] sums = new float[FIRST_CAPACITY];
    private int[] slots = new int[FIRST_CAPACITY];
    /** Places, at least half of them {@link #EMPTY}: open addressing with linear probing. */
    private int[] places = emptyPlaces(FIRST_CAPACITY);
    private int mask = places.length - 1;
    private final int[] someOrdinals = new int[CHUNK];
    private final float[] someAmounts = new float[CHUNK];
    private int count;

    /** Creates an empty instance. */
    public SparseScores() {
    }

    private static int[] emptyPlaces(final int capacity) {
        final int[] places = new int[2 * capacity];
        Arrays.fill(places, EMPTY);
        return places;
    }

    /** Sets all to 0. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            places[slots[i]] = EMPTY;
        }
        count = 0;
    }

    /** Adds numbers from one place to another, multiplied; a copy at once costs less than the checks of a buffer for each. */
    void addScaled(final IntBuffer ordinals, final FloatBuffer amounts, final int from, final int to, final float factor) {
        for (int first = from; first < to; first += CHUNK) {
            final int length = Math.min(CHUNK, to - first);
            ordinals.get(first, someOrdinals, 0, length);
            amounts.get(first, someAmounts, 0, length);
            for (int i = 0; i < length; i++) {
                add(someOrdinals[i], factor * someAmounts[i]);
            }
        }
    }

    void add(final int ordinal, final float amount) {
        final int slot = slot(ordinal);
        final int place = places[slot];
        if (place == EMPTY) {
            touch(ordinal, amount, slot);
        } else {
            sums[place] += amount;
        }
    }

    private void touch(final int ordinal, final float amount, final int slot) {
        places[slot] = count;
        slots[count] = slot;
        touched[count] = ordinal;
        // What is added to 0, so that -0 becomes 0.
        sums[count] = 0 + amount;
        count++;
        if (count == touched.length) {
            grow();
        }
    }

    private void grow() {
        final int capacity = 2 * count;
        touched = Arrays.copyOf(touched, capacity);
        sums = Arrays.copyOf(sums, capacity);
        slots = Arrays.copyOf(slots, capacity);
        places = emptyPlaces(capacity);
        mask = places.length - 1;
        for (int i = 0; i < count; i++) {
            slots[i] = slot(touched[i]);
            places[slots[i]] = i;
        }
    }

    /** Where a listing's place is, or would be. */
    private int slot(final int ordinal) {
        // The high bits of a multiplication depend on all of an ordinal, and neighbouring ones are common.
        final int product = ordinal * 0x9E3779B9;
        int slot = (product ^ product >>> 15) & mask;
        while (places[slot] != EMPTY && touched[places[slot]] != ordinal) {
            slot = slot + 1 & mask;
        }
        return slot;
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
     * The score of a listing that was touched.
     *
     * @param i 0 to {@link #count()} - 1, in order of first touch
     * @return of {@link #ordinal(int)}
     */
    public float scoreAt(final int i) {
        return sums[i];
    }

    /**
     * The score of a listing.
     *
     * @param ordinal of any listing
     * @return 0 when it was not touched
     */
    public float score(final int ordinal) {
        final int place = places[slot(ordinal)];
        return place == EMPTY ? 0 : sums[place];
    }

    /**
     * The scores of listings.
     *
     * @param ordinals of any listings
     * @param count    how many of them
     * @param into     gets a score for each, 0 where it was not touched
     */
    public void scores(final int[] ordinals, final int count, final float[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = score(ordinals[i]);
        }
    }
}
