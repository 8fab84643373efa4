package dev.homing.features;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.Objects;

/**
 * Turns a lead's interactions into the lead's vector, in closed form, at request time: the next request after a like already
 * differs, and a lead whom training never saw has a vector all the same.
 *
 * <p>Solves {@code (α·G + Σ c·y·yᵀ + λ'·I) x = Σ c·y} over the lead's listings {@code y} with weights {@code c}, where
 * {@code G = Σ y·yᵀ} over all listings, {@code α} the unobserved weight and {@code λ'} the regularisation scaled by frequency
 * (Rendle et al. 2021, "Revisiting the Performance of iALS on Item Recommendation Benchmarks").
 *
 * <p>This is the part of a model that threads share, immutable if nobody writes the listings; each thread solves with a
 * {@link Solver} of its own.
 */
public final class FoldIn {
    /** Rows summed in single precision before they go into the sum in double precision. */
    public static final int GRAM_BLOCK_ROWS = 256;

    private final FoldInParameters parameters;
    private final FloatBuffer listings;
    private final int listingCount;
    private final int dimensions;
    private final BitSet known = new BitSet();
    private final float[] gram;

    /**
     * Prepares a model: one pass over its listings.
     *
     * @param parameters   of the model
     * @param listings     vectors, row major from index 0; kept, not copied
     * @param listingCount how many rows
     * @param dimensions   of a row
     */
    public FoldIn(
            final FoldInParameters parameters, final FloatBuffer listings, final int listingCount, final int dimensions) {
        this(parameters, listings, listingCount, dimensions, () -> { });
    }

    /**
     * Prepares a model beside others who want the processor.
     *
     * @param parameters   of the model
     * @param listings     vectors, row major from index 0; kept, not copied
     * @param listingCount how many rows
     * @param dimensions   of a row
     * @param giveWay      is run after each {@value #GRAM_BLOCK_ROWS} rows
     */
    public FoldIn(
            final FoldInParameters parameters,
            final FloatBuffer listings,
            final int listingCount,
            final int dimensions,
            final Runnable giveWay) {
        this.parameters = Objects.requireNonNull(parameters, "parameters");
        this.listings = Objects.requireNonNull(listings, "listings");
        this.listingCount = listingCount;
        this.dimensions = dimensions;
        if (listingCount < 0 || (long) listingCount * dimensions > listings.limit()) {
            throw new IllegalArgumentException("listingCount=" + listingCount + ", dimensions=" + dimensions
                    + " do not fit into limit=" + listings.limit());
        }
        gram = gramMatrix(giveWay);
    }

    private float[] gramMatrix(final Runnable giveWay) {
        final NormalEquations block = new NormalEquations(dimensions);
        final double[] sum = new double[dimensions * dimensions];
        for (int from = 0; from < listingCount; from += GRAM_BLOCK_ROWS) {
            block.begin();
            final int to = Math.min(listingCount, from + GRAM_BLOCK_ROWS);
            for (int i = from; i < to; i++) {
                final float[] row = block.claimRow();
                listings.get(i * dimensions, row, 0, dimensions);
                if (says(row)) {
                    known.set(i);
                    block.commitRow(1);
                }
            }
            block.addTo(sum);
            giveWay.run();
        }
        final float[] result = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            result[i] = (float) sum[i];
        }
        return result;
    }

    /** Whether a row is more than zeros, and its products finite: one broken row must not spoil every lead's vector. */
    private boolean says(final float[] row) {
        double squares = 0;
        for (int j = 0; j < dimensions; j++) {
            squares += (double) row[j] * row[j];
        }
        return squares > 0 && squares < Float.MAX_VALUE;
    }

    /**
     * The parameters of the model.
     *
     * @return never null
     */
    public FoldInParameters parameters() {
        return parameters;
    }

    /**
     * The dimensions of a vector.
     *
     * @return 1 or more
     */
    public int dimensions() {
        return dimensions;
    }

    /** Not a copy. */
    float[] gram() {
        return gram;
    }

    /** What is added to the diagonal for a lead of so many listings that the model knows. */
    float diagonal(final int observed) {
        return parameters.diagonal(observed, listingCount);
    }

    /**
     * Whether the model knows anything of a listing.
     *
     * @param ordinal of any listing
     * @return false if it has no row, or one of zeros, or one whose squares are not finite
     */
    public boolean knows(final int ordinal) {
        return known.get(ordinal);
    }

    /**
     * Creates the scratch space that one thread solves with.
     *
     * @return a new one
     */
    public Solver solver() {
        return new Solver();
    }

    /** Solves leads' vectors for one thread; allocates nothing after construction. */
    public final class Solver {
        private final NormalEquations equations = new NormalEquations(dimensions);

        private Solver() {
        }

        /**
         * Solves for a lead's vector.
         *
         * @param interactions of the lead
         * @param x            is filled with the vector from index 0, with zeros when there is none
         * @return false when the model knows none of the listings
         */
        public boolean solve(final Interactions interactions, final float[] x) {
            int observed = 0;
            for (int i = 0; i < interactions.count(); i++) {
                observed += knows(interactions.ordinal(i)) ? 1 : 0;
            }
            if (observed == 0) {
                for (int j = 0; j < dimensions; j++) {
                    x[j] = 0;
                }
                return false;
            }
            equations.begin(gram, parameters.unobservedWeight(), diagonal(observed));
            for (int i = 0; i < interactions.count(); i++) {
                final int ordinal = interactions.ordinal(i);
                if (knows(ordinal)) {
                    listings.get(ordinal * dimensions, equations.claimRow(), 0, dimensions);
                    equations.commitRow(interactions.weight(i));
                }
            }
            equations.solve(x, 0);
            return true;
        }
    }
}
