package dev.homing.features;

import java.nio.FloatBuffer;
import java.util.function.IntPredicate;

/**
 * The listings whose vectors point most nearly the way that one listing's does, by the cosine of the angle between them: of all
 * rows, one after the other, so exact. One instance belongs to one thread.
 */
public final class NearestListings {
    private final float[] own;
    private final float[] other;
    private double ownSquare;

    /**
     * Creates an instance.
     *
     * @param dimensions of a vector, 1 or more
     */
    public NearestListings(final int dimensions) {
        own = new float[dimensions];
        other = new float[dimensions];
    }

    /**
     * The length of the vectors that this compares.
     *
     * @return 1 or more
     */
    public int dimensions() {
        return own.length;
    }

    /**
     * Begins a listing.
     *
     * @param vectors row major
     * @param ordinal of the listing, also of one without a row
     * @return false when it has no row, or zeros there, so that nothing is near it
     */
    public boolean begin(final FloatBuffer vectors, final int ordinal) {
        ownSquare = 0;
        if (ordinal < vectors.limit() / own.length) {
            vectors.get(ordinal * own.length, own);
            ownSquare = product(own, own);
        }
        return ownSquare > 0;
    }

    /**
     * Whether both the listing that was begun and another one have vectors.
     *
     * @param vectors row major
     * @param ordinal of the other listing
     * @return false when one of the two has no row, or zeros there
     */
    public boolean knows(final FloatBuffer vectors, final int ordinal) {
        if (!(ownSquare > 0) || ordinal >= vectors.limit() / own.length) {
            return false;
        }
        vectors.get(ordinal * own.length, other);
        return product(other, other) > 0;
    }

    /**
     * Compares the listing that was begun with another one.
     *
     * @param vectors row major
     * @param ordinal of the other listing
     * @return -1 to 1; 0 when one of the two has no row, or zeros there
     */
    public float cosine(final FloatBuffer vectors, final int ordinal) {
        if (!(ownSquare > 0) || ordinal >= vectors.limit() / own.length) {
            return 0;
        }
        vectors.get(ordinal * own.length, other);
        final double square = product(other, other);
        return square > 0 ? (float) Math.max(-1, Math.min(1, product(own, other) / Math.sqrt(ownSquare * square))) : 0;
    }

    /**
     * Offers every listing on the same side as the one that was begun: those with a cosine above 0.
     *
     * @param vectors  row major
     * @param isWanted says which listings count
     * @param into     gets them with their cosines
     */
    public void offer(final FloatBuffer vectors, final IntPredicate isWanted, final BestListings into) {
        final int rows = vectors.limit() / own.length;
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            if (isWanted.test(ordinal)) {
                final float cosine = cosine(vectors, ordinal);
                if (cosine > 0) {
                    into.offer(ordinal, cosine);
                }
            }
        }
    }

    /** Four sums, because the additions of one sum would wait for each other. */
    private static double product(final float[] left, final float[] right) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int j = 0;
        for (; j + 4 <= left.length; j += 4) {
            s0 += left[j] * right[j];
            s1 += left[j + 1] * right[j + 1];
            s2 += left[j + 2] * right[j + 2];
            s3 += left[j + 3] * right[j + 3];
        }
        for (; j < left.length; j++) {
            s0 += left[j] * right[j];
        }
        return (double) s0 + s1 + s2 + s3;
    }
}
