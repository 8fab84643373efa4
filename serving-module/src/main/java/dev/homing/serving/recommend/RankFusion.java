package dev.homing.serving.recommend;

import dev.homing.features.BestListings;
import java.util.Arrays;

/**
 * Makes one list of several by the places that listings have on them, so that scores of different kinds need no common scale:
 * a listing's score is the sum of 1 / (60 + place) over the lists that it is on (G. V. Cormack, C. L. A. Clarke, S. Büttcher,
 * Reciprocal rank fusion outperforms Condorcet and individual rank learning methods, SIGIR 2009; the 60 is theirs, and the order
 * depends on it little). One instance belongs to one thread.
 */
final class RankFusion {
    private static final int CONSTANT = 60;

    /** Double, so that the order in which lists are added does not decide between equals. */
    private double[] sums = {};
    private int[] touched = {};
    private int count;

    /** Begins without lists. */
    void clear(final int listingCount) {
        for (int i = 0; i < count; i++) {
            sums[touched[i]] = 0;
        }
        count = 0;
        if (sums.length < listingCount) {
            final int length = Math.max(listingCount, 2 * sums.length);
            sums = Arrays.copyOf(sums, length);
            touched = Arrays.copyOf(touched, length);
        }
    }

    /** Adds a list that was sorted, with so many listings. */
    void add(final BestListings list, final int found) {
        for (int i = 0; i < found; i++) {
            final int ordinal = list.ordinal(i);
            if (sums[ordinal] == 0) {
                touched[count++] = ordinal;
            }
            sums[ordinal] += 1.0 / (CONSTANT + i + 1);
        }
    }

    /** Offers every listing that was on a list. */
    void offer(final BestListings into) {
        for (int i = 0; i < count; i++) {
            into.offer(touched[i], (float) sums[touched[i]]);
        }
    }

    /** The sum of a listing; 0 when it was on no list. */
    float score(final int ordinal) {
        return ordinal < sums.length ? (float) sums[ordinal] : 0;
    }
}
