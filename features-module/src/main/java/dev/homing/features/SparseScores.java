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
    private static final long EMPTY = -1;
    private static final int FIRST_CAPACITY = 1_024;
    private static final int CHUNK = 1_024;

    /** Of each touched listing by its place, in order of first touch. */
    private int[] touched = new int[FIRST_CAPACITY];
    private float[] sums = new float[FIRST_CAPACITY];
    private int[] slots = new int[FIRST_CAPACITY];
    /** A listing and, below it, its place; at least half of them {@link #EMPTY}: open addressing with linear probing. */
    private long[] table = emptyTable(FIRST_CAPACITY);
    private int mask = table.length - 1;
    private final int[] someOrdinals = new int[CHUNK];
    private final float[] someAmounts = new float[CHUNK];
    private int gathered;
    private int count;

    /** Creates an empty instance. */
    public SparseScores() {
    }

    private static long[] emptyTable(final int capacity) {
        final long[] table = new long[2 * capacity];
        Arrays.fill(table, EMPTY);
        return table;
    }

    private static long entry(final int ordinal, final int place) {
        return (long) ordinal << Integer.SIZE | place;
    }

    private static int ordinalOf(final long entry) {
        return (int) (entry >>> Integer.SIZE);
    }

    /** Sets all to 0. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            table[slots[i]] = EMPTY;
        }
        count = 0;
    }

    /**
     * Takes numbers from one place to another, multiplied, to be added with others by {@link #addGathered}: lists lie apart in
     * memory, and some are copied before any is added, because memory answers several questions in the time of one.
     */
    void gather(final IntBuffer ordinals, final FloatBuffer amounts, final int from, final int to, final float factor) {
        for (int first = from; first < to; first += CHUNK) {
            final int length = Math.min(CHUNK, to - first);
            if (gathered + length > CHUNK) {
                addGathered();
            }
            ordinals.get(first, someOrdinals, gathered, length);
            amounts.get(first, someAmounts, gathered, length);
            for (int i = gathered; i < gathered + length; i++) {
                someAmounts[i] *= factor;
            }
            gathered += length;
        }
    }

    /** Adds what was gathered, in that order. */
    void addGathered() {
        for (int i = 0; i < gathered; i++) {
            add(someOrdinals[i], someAmounts[i]);
        }
        gathered = 0;
    }

    void add(final int ordinal, final float amount) {
        final int slot = slot(ordinal);
        final long entry = table[slot];
        if (entry == EMPTY) {
            touch(ordinal, amount, slot);
        } else {
            sums[(int) entry] += amount;
        }
    }

    private void touch(final int ordinal, final float amount, final int slot) {
        table[slot] = entry(ordinal, count);
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
        table = emptyTable(capacity);
        mask = table.length - 1;
        for (int i = 0; i < count; i++) {
            slots[i] = slot(touched[i]);
            table[slots[i]] = entry(touched[i], i);
        }
    }

    /** Where a listing's entry is, or would be. */
    private int slot(final int ordinal) {
        // The high bits of a multiplication depend on all of an ordinal, and neighbouring ones are common.
        final int product = ordinal * 0x9E3779B9;
        int slot = (product ^ product >>> 15) & mask;
        long entry = table[slot];
        while (entry != EMPTY && ordinalOf(entry) != ordinal) {
            slot = slot + 1 & mask;
            entry = table[slot];
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
        final long entry = table[slot(ordinal)];
        return entry == EMPTY ? 0 : sums[(int) entry];
    }

    /**
     * The scores of listings.
     *
     * @param ordinals of any listings
     * @param from     the first of them
     * @param to       after the last
     * @param into     gets a score at the place of each, 0 where it was not touched
     */
    public void scores(final int[] ordinals, final int from, final int to, final float[] into) {
        for (int i = from; i < to; i++) {
            into[i] = score(ordinals[i]);
        }
    }
}
