package dev.homing.features;

import java.util.Arrays;

/**
 * The best few of many listings by a score. Of equals the smaller ordinal is better, so that an answer does not depend on the
 * order of asking. Offers gather until there are twice as many as are kept, and then the worse half goes, which is a few steps
 * for each offer whatever the order in which they come, none of which branches on a score. One instance belongs to one thread and
 * is filled again after {@link #clear}; it allocates nothing after construction.
 */
public final class BestListings {
    private static final int MAGNITUDE = Integer.MAX_VALUE;
    private static final int SIGN = Integer.SIZE - 1;

    /** A score and, below it, a listing, as a number that is the larger the better. */
    private final long[] keys;
    private int most;
    private int size;
    private float least;

    /**
     * Creates an empty instance.
     *
     * @param capacity how many can be kept, 0 or more
     */
    public BestListings(final int capacity) {
        // One is written before it is known to be in vain.
        keys = new long[2 * capacity + 1];
        clear();
    }

    /** Forgets all. */
    public void clear() {
        clear(keys.length / 2);
    }

    /**
     * Forgets all, and keeps fewer from now on: the fewer, the sooner most offers are seen to be in vain.
     *
     * @param kept at most the capacity counts
     */
    public void clear(final int kept) {
        clear(kept, Float.NEGATIVE_INFINITY);
    }

    /**
     * Forgets all, and keeps fewer from now on.
     *
     * @param kept  at most the capacity counts
     * @param worst what has less is never kept
     */
    public void clear(final int kept, final float worst) {
        most = Math.min(kept, keys.length / 2);
        size = 0;
        // Nothing is as much as what is no number.
        least = most == 0 ? Float.NaN : worst;
    }

    private static long key(final int ordinal, final float score) {
        // 0 is added so that -0 becomes 0.
        final int bits = Float.floatToRawIntBits(score + 0);
        return (long) (bits ^ ((bits >> SIGN) & MAGNITUDE)) << Integer.SIZE | (~ordinal & 0xFFFF_FFFFL);
    }

    private static float scoreOf(final long key) {
        final int bits = (int) (key >> Integer.SIZE);
        return Float.intBitsToFloat(bits ^ ((bits >> SIGN) & MAGNITUDE));
    }

    /**
     * A score that as many as are kept reach, as far as is known: what has less is not worth an offer.
     *
     * @return the highest such score after {@link #finish}, if more were offered than are kept
     */
    public float least() {
        return least;
    }

    /**
     * Offers a listing, each once.
     *
     * @param ordinal of the listing
     * @param score   the larger the better; what is no number is never kept
     */
    public void offer(final int ordinal, final float score) {
        keys[size] = key(ordinal, score);
        size += score >= least ? 1 : 0;
        if (size == 2 * most) {
            prune();
        }
    }

    /**
     * Whether no listing is kept so far.
     *
     * @return true until one was offered that may be
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Leaves the best alone.
     *
     * @return how many there are, in no order
     */
    public int finish() {
        if (size > most) {
            prune();
        }
        return size;
    }

    /**
     * Leaves the best alone and puts them in order, best first; nothing more is offered after that until {@link #clear}.
     *
     * @return how many there are
     */
    public int sort() {
        Arrays.sort(keys, 0, finish());
        return size;
    }

    /** Quickselect, after which the worst of the best is the last of them. */
    private void prune() {
        if (most > 0) {
            int from = 0;
            int to = size - 1;
            while (from < to) {
                final int pivot = partition(from, to);
                if (pivot == most - 1) {
                    break;
                } else if (pivot < most) {
                    from = pivot + 1;
                } else {
                    to = pivot - 1;
                }
            }
            least = scoreOf(keys[most - 1]);
        }
        size = most;
    }

    /** Puts what is better than the one in the middle before it, and says where it is then. */
    private int partition(final int from, final int to) {
        final int middle = (from + to) >>> 1;
        final long pivot = keys[middle];
        keys[middle] = keys[to];
        int place = from;
        for (int i = from; i < to; i++) {
            final long key = keys[i];
            keys[i] = keys[place];
            keys[place] = key;
            place += key > pivot ? 1 : 0;
        }
        keys[to] = keys[place];
        keys[place] = pivot;
        return place;
    }

    /**
     * A listing that is kept.
     *
     * @param i place, best first after {@link #sort}, in no order after {@link #finish}
     * @return its ordinal
     */
    public int ordinal(final int i) {
        return ~(int) keys[size - 1 - i];
    }

    /**
     * The score of a listing that is kept.
     *
     * @param i place as in {@link #ordinal(int)}
     * @return its score
     */
    public float score(final int i) {
        return scoreOf(keys[size - 1 - i]);
    }
}
