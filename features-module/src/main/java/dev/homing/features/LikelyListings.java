package dev.homing.features;

/**
 * The best of many listings by a score, in no order: offers gather until there are twice as many as are kept, and then the worse
 * half goes, which is a few steps for each offer whatever the order in which they come. Of equals the smaller ordinal is better.
 * One instance belongs to one thread and is filled again after {@link #clear}.
 */
public final class LikelyListings {
    private final int[] ordinals;
    private final float[] scores;
    private int most;
    private int size;
    private float least;

    /**
     * Creates an empty instance.
     *
     * @param capacity how many can be kept, 1 or more
     */
    public LikelyListings(final int capacity) {
        ordinals = new int[2 * capacity];
        scores = new float[2 * capacity];
    }

    /**
     * Forgets all.
     *
     * @param kept how many are kept from now on, 1 to the capacity
     */
    public void clear(final int kept) {
        clear(kept, -Float.MAX_VALUE);
    }

    /**
     * Forgets all.
     *
     * @param kept  how many are kept from now on, 1 to the capacity
     * @param worst a score that so many are known to reach
     */
    public void clear(final int kept, final float worst) {
        most = kept;
        size = 0;
        least = worst;
    }

    /**
     * A score that as many as are kept reach, as far as is known.
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
     * @param score   the larger the better; what is -∞ or no number is never kept
     */
    public void offer(final int ordinal, final float score) {
        if (score >= least) {
            ordinals[size] = ordinal;
            scores[size++] = score;
            if (size == 2 * most) {
                prune();
            }
        }
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

    /** Quickselect: the best come to be first, the worst of them last. */
    private void prune() {
        int from = 0;
        int to = size - 1;
        while (from < to) {
            final int middle = (from + to) >>> 1;
            final float score = scores[middle];
            final int ordinal = ordinals[middle];
            int i = from;
            int j = to;
            while (i <= j) {
                while (isBetter(scores[i], ordinals[i], score, ordinal)) {
                    i++;
                }
                while (isBetter(score, ordinal, scores[j], ordinals[j])) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (most - 1 <= j) {
                to = j;
            } else if (most - 1 >= i) {
                from = i;
            } else {
                break;
            }
        }
        size = most;
        least = scores[most - 1];
    }

    private void swap(final int i, final int j) {
        final float score = scores[i];
        final int ordinal = ordinals[i];
        scores[i] = scores[j];
        ordinals[i] = ordinals[j];
        scores[j] = score;
        ordinals[j] = ordinal;
    }

    private static boolean isBetter(final float score, final int ordinal, final float other, final int otherOrdinal) {
        return score > other || (score == other && ordinal < otherOrdinal);
    }

    /**
     * A listing that is kept.
     *
     * @param i place
     * @return its ordinal
     */
    public int ordinal(final int i) {
        return ordinals[i];
    }
}
