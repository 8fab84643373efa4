package dev.homing.features;

/**
 * The best few of many listings by a score: a binary heap with the worst at its root. Of equals the smaller ordinal is better, so
 * that an answer does not depend on the order of asking. One instance belongs to one thread and is filled again after
 * {@link #clear}.
 */
public final class BestListings {
    private final int[] ordinals;
    private final float[] scores;
    private int most;
    private int size;

    /**
     * Creates an empty instance.
     *
     * @param capacity how many are kept, 0 or more
     */
    public BestListings(final int capacity) {
        ordinals = new int[capacity];
        scores = new float[capacity];
        most = capacity;
    }

    /** Forgets all. */
    public void clear() {
        clear(ordinals.length);
    }

    /**
     * Forgets all, and keeps fewer from now on: the fewer, the sooner most offers are seen to be in vain.
     *
     * @param fewer than the capacity, or as many
     */
    public void clear(final int fewer) {
        most = Math.min(fewer, ordinals.length);
        size = 0;
    }

    /**
     * Offers a listing.
     *
     * @param ordinal of the listing
     * @param score   the larger the better, not NaN
     */
    public void offer(final int ordinal, final float score) {
        if (size < most) {
            int i = size++;
            while (i > 0 && isWorse(score, ordinal, scores[parent(i)], ordinals[parent(i)])) {
                set(i, ordinals[parent(i)], scores[parent(i)]);
                i = parent(i);
            }
            set(i, ordinal, score);
        } else if (wouldKeep(ordinal, score)) {
            sink(ordinal, score);
        }
    }

    /**
     * Whether a listing would be kept if it were offered now: much less work than to find out whether it may be.
     *
     * @param ordinal of the listing
     * @param score   the larger the better, not NaN
     * @return false when as many as are kept are better
     */
    public boolean wouldKeep(final int ordinal, final float score) {
        return size < most || (size > 0 && isWorse(scores[0], ordinals[0], score, ordinal));
    }

    private static int parent(final int i) {
        return (i - 1) >> 1;
    }

    private void sink(final int ordinal, final float score) {
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && isWorse(scores[child + 1], ordinals[child + 1], scores[child], ordinals[child])) {
                child++;
            }
            if (!isWorse(scores[child], ordinals[child], score, ordinal)) {
                break;
            }
            set(i, ordinals[child], scores[child]);
            i = child;
        }
        set(i, ordinal, score);
    }

    private void set(final int i, final int ordinal, final float score) {
        ordinals[i] = ordinal;
        scores[i] = score;
    }

    private static boolean isWorse(final float score, final int ordinal, final float other, final int otherOrdinal) {
        return score < other || (score == other && ordinal > otherOrdinal);
    }

    /**
     * Puts the kept listings in order, best first; nothing more is offered after that until {@link #clear}.
     *
     * @return how many there are
     */
    public int sort() {
        final int count = size;
        while (size > 0) {
            final int ordinal = ordinals[0];
            final float score = scores[0];
            size--;
            if (size > 0) {
                sink(ordinals[size], scores[size]);
            }
            set(size, ordinal, score);
        }
        return count;
    }

    /**
     * How many are kept so far.
     *
     * @return 0 to the capacity
     */
    public int size() {
        return size;
    }

    /**
     * A listing.
     *
     * @param i place, best first after {@link #sort}, in no order before
     * @return its ordinal
     */
    public int ordinal(final int i) {
        return ordinals[i];
    }

    /**
     * The score of a listing.
     *
     * @param i place as in {@link #ordinal(int)}
     * @return its score
     */
    public float score(final int i) {
        return scores[i];
    }
}
