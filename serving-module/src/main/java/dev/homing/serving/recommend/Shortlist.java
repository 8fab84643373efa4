package dev.homing.serving.recommend;

import java.util.Arrays;

/** Listings to be ranked, each once, in the order in which they were put forward. One instance belongs to one thread. */
final class Shortlist {
    /** Place of a listing that is not on the list. */
    static final int NONE = -1;

    private final int[] ordinals;
    /** By ordinal, the last list that it was on. */
    private int[] lists = {};
    private int list;
    private int count;

    Shortlist(final int capacity) {
        ordinals = new int[capacity];
    }

    /** Begins an empty list. */
    void clear(final int listingCount) {
        if (lists.length < listingCount) {
            lists = Arrays.copyOf(lists, Math.max(listingCount, lists.length * 2));
        }
        if (list == Integer.MAX_VALUE) {
            Arrays.fill(lists, 0);
            list = 0;
        }
        list++;
        count = 0;
    }

    /** Puts a listing forward, if it is not there yet and there is room; says whether it did. */
    boolean add(final int ordinal) {
        if (ordinal >= lists.length || lists[ordinal] == list || count == ordinals.length) {
            return false;
        }
        lists[ordinal] = list;
        ordinals[count++] = ordinal;
        return true;
    }

    int count() {
        return count;
    }

    /** Not a copy. */
    int[] ordinals() {
        return ordinals;
    }

    int ordinal(final int i) {
        return ordinals[i];
    }

    /** Where a listing is on the list. */
    int placeOf(final int ordinal) {
        for (int i = 0; i < count; i++) {
            if (ordinals[i] == ordinal) {
                return i;
            }
        }
        return NONE;
    }
}
