package dev.homing.training;

import dev.homing.features.NormalEquations;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): the linear model that predicts each listing from the
 * others, in closed form. With {@code P = (XᵀX + λI)⁻¹} the weight of listing i for listing j is {@code -P[i,j] / P[j,j]}.
 *
 * <p>Where the listings with company are too many for a dense inverse, each listing is predicted from those it has most in common
 * with only, which is the same ridge regression on fewer unknowns (as in Steck 2019, "Markov Random Fields for Collaborative
 * Filtering"). Either way a listing keeps the weights that matter most. Memory: 4 n² bytes for the dense inverse, at most
 * {@value #DENSE_LISTINGS} listings, beyond that a system of {@value #COMPANIONS} unknowns for each thread, and the products of
 * all listings where they find room in a part of the heap.
 */
final class ItemTrainer {
    /** The most listings of a dense inverse: 144 MB. */
    static final int DENSE_LISTINGS = 6_000;
    /** The most unknowns of one listing beyond that. */
    static final int COMPANIONS = 200;

    /** A listing that one lead alone met says nothing of others. */
    private static final int MIN_LEADS = 2;
    /** Weights of all listings together: 64 MB. */
    static final int MAX_WEIGHTS = 8_000_000;
    private static final int MIN_WEIGHTS_OF_LISTING = 50;
    private static final int MAX_WEIGHTS_OF_LISTING = 400;

    /** What products of listings may take of the heap; where they are more, each system gathers its own, many times slower. */
    private static final int GRAM_PART_OF_HEAP = 4;

    private static final int TRIAL_DENSE_LISTINGS = 1_000;
    private static final int TRIAL_COMPANIONS = 80;

    private final double regularization;
    private final int denseListings;
    private final int companionCount;
    private final long gramLimitBytes;
    private final RowWorkers workers;
    /** Σ of the squared weights of each listing, of all that were computed and of those that were kept. */
    private double[] squares = {};
    private double[] keptSquares = {};

    /** With other bounds: listings of a dense inverse, unknowns beyond that, bytes for products of listings then. */
    ItemTrainer(
            final double regularization,
            final int denseListings,
            final int companionCount,
            final long gramLimitBytes,
            final RowWorkers workers) {
        this.regularization = regularization;
        this.denseListings = denseListings;
        this.companionCount = companionCount;
        this.gramLimitBytes = gramLimitBytes;
        this.workers = workers;
    }

    /**
     * Creates a trainer.
     *
     * @param regularization λ, more than 0
     * @param workers        who compute
     */
    ItemTrainer(final double regularization, final RowWorkers workers) {
        this(regularization, DENSE_LISTINGS, COMPANIONS, gramLimitBytes(), workers);
    }

    /** A trainer that is good enough, and many times as fast, to tell which λ is better. */
    static ItemTrainer forTrials(final double regularization, final RowWorkers workers) {
        return new ItemTrainer(regularization, TRIAL_DENSE_LISTINGS, TRIAL_COMPANIONS, gramLimitBytes(), workers);
    }

    /** The result does not depend on it, so it may depend on the machine. */
    private static long gramLimitBytes() {
        return Runtime.getRuntime().maxMemory() / GRAM_PART_OF_HEAP;
    }

    /** Learns from leads by listings. */
    ByteBuffer train(final InteractionMatrix matrix) {
        final InteractionMatrix listings = matrix.transposed();
        final int[] ordinals = withCompany(listings);
        final int keep = Math.max(MIN_WEIGHTS_OF_LISTING,
                Math.min(MAX_WEIGHTS_OF_LISTING, MAX_WEIGHTS / Math.max(1, ordinals.length)));
        squares = new double[listings.rowCount()];
        keptSquares = new double[listings.rowCount()];
        // By target: what is predicted has the weights of what predicts it.
        final int[][] sources = new int[listings.rowCount()][0];
        final float[][] weights = new float[listings.rowCount()][0];
        if (ordinals.length <= denseListings) {
            dense(matrix, listings, ordinals, keep, sources, weights);
        } else {
            local(matrix, listings, ordinals, keep, sources, weights);
        }
        return ItemLists.bySource(sources, weights);
    }

    /**
     * What was lost by keeping the largest weights alone, in the last training: the share of all squared weights. Weights of
     * listings that are no companions, where there are too many for a dense inverse, were never computed and do not count.
     *
     * @return 0 to 1
     */
    double lostShare() {
        final double all = Arrays.stream(squares).sum();
        return all == 0 ? 0 : Math.max(0, 1 - Arrays.stream(keptSquares).sum() / all);
    }

    private static int[] withCompany(final InteractionMatrix listings) {
        final int[] ordinals = new int[listings.rowCount()];
        int count = 0;
        for (int listing = 0; listing < ordinals.length; listing++) {
            if (listings.end(listing) - listings.start(listing) >= MIN_LEADS) {
                ordinals[count++] = listing;
            }
        }
        return Arrays.copyOf(ordinals, count);
    }

    private void dense(
            final InteractionMatrix matrix,
            final InteractionMatrix listings,
            final int[] ordinals,
            final int keep,
            final int[][] sources,
            final float[][] weights) {
        final int[] places = new int[listings.rowCount()];
        Arrays.fill(places, -1);
        for (int i = 0; i < ordinals.length; i++) {
            places[ordinals[i]] = i;
        }
        final float[][] gram = new float[ordinals.length][ordinals.length];
        workers.forEach(ordinals.length, () -> {
            final CoOccurrences products = new CoOccurrences(matrix, listings);
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    products.compute(ordinals[i]);
                    for (int k = 0; k < products.count(); k++) {
                        final int place = places[products.listing(k)];
                        if (place >= 0) {
                            gram[i][place] = products.product(products.listing(k));
                        }
                    }
                    gram[i][i] += (float) regularization;
                }
            };
        });
        DenseInverse.invert(gram, workers);
        workers.forEach(ordinals.length, () -> {
            final float[] column = new float[ordinals.length];
            return (from, to) -> {
                for (int j = from; j < to; j++) {
                    // Symmetric: the row is the column, and lies together in memory.
                    for (int i = 0; i < column.length; i++) {
                        column[i] = i == j ? 0 : -gram[j][i] / gram[j][j];
                    }
                    keepLargest(ordinals, column, ordinals.length, keep, ordinals[j], sources, weights);
                }
            };
        });
    }

    private void local(
            final InteractionMatrix matrix,
            final InteractionMatrix listings,
            final int[] ordinals,
            final int keep,
            final int[][] sources,
            final float[][] weights) {
        final float[] norms = squares(listings);
        final int[][] companions = new int[listings.rowCount()][];
        final Gram gram = new Gram(listings.rowCount(), gramLimitBytes);
        workers.forEach(listings.rowCount(), () -> {
            final CoOccurrences products = new CoOccurrences(matrix, listings);
            final ItemLists.Selection selection = new ItemLists.Selection(companionCount);
            return (from, to) -> {
                for (int listing = from; listing < to; listing++) {
                    // Also of those without company: they may be companions.
                    products.compute(listing);
                    gram.put(listing, products);
                    companions[listing] = companions(products, listing, norms, selection);
                }
            };
        });
        workers.forEach(ordinals.length, () -> {
            final LocalSystem system = new LocalSystem(matrix, listings, gram, (float) regularization);
            return (from, to) -> {
                for (int j = from; j < to; j++) {
                    final int target = ordinals[j];
                    final int[] others = companions[target];
                    final float[] solved = system.solve(target, others);
                    keepLargest(others, solved, others.length, keep, target, sources, weights);
                }
            };
        });
    }

    private static float[] squares(final InteractionMatrix listings) {
        final float[] squares = new float[listings.rowCount()];
        for (int listing = 0; listing < squares.length; listing++) {
            for (int i = listings.start(listing); i < listings.end(listing); i++) {
                squares[listing] += listings.weight(i) * listings.weight(i);
            }
        }
        return squares;
    }

    /** Those most alike, by the cosine; ascending. */
    private static int[] companions(
            final CoOccurrences products, final int listing, final float[] squares, final ItemLists.Selection selection) {
        selection.clear();
        for (int k = 0; k < products.count(); k++) {
            final int other = products.listing(k);
            if (other != listing) {
                selection.offer(other, products.product(other) / (float) Math.sqrt(squares[listing] * squares[other]));
            }
        }
        return selection.ordinals();
    }

    private void keepLargest(
            final int[] ordinals,
            final float[] values,
            final int count,
            final int keep,
            final int target,
            final int[][] sources,
            final float[][] weights) {
        final ItemLists.Selection selection = new ItemLists.Selection(keep);
        for (int i = 0; i < count; i++) {
            if (values[i] != 0) {
                squares[target] += (double) values[i] * values[i];
                selection.offer(i, Math.abs(values[i]));
            }
        }
        final int[] places = selection.ordinals();
        sources[target] = new int[places.length];
        weights[target] = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            sources[target][i] = ordinals[places[i]];
            weights[target][i] = values[places[i]];
            keptSquares[target] += (double) values[places[i]] * values[places[i]];
        }
    }

    /** The ridge regression of one listing on its companions; one thread. */
    private static final class LocalSystem {
        private final InteractionMatrix matrix;
        private final InteractionMatrix listings;
        private final Gram products;
        private final float regularization;
        private final int[] places;
        private final NormalEquations[] equations = new NormalEquations[COMPANIONS + 1];

        LocalSystem(
                final InteractionMatrix matrix,
                final InteractionMatrix listings,
                final Gram products,
                final float regularization) {
            this.matrix = matrix;
            this.listings = listings;
            this.products = products;
            this.regularization = regularization;
            places = new int[listings.rowCount()];
            Arrays.fill(places, -1);
        }

        float[] solve(final int target, final int[] others) {
            final float[] solved = new float[others.length];
            if (others.length == 0) {
                return solved;
            }
            final float[] gram = new float[others.length * others.length];
            final float[] right = new float[others.length];
            if (products.isComplete()) {
                for (int i = 0; i < others.length; i++) {
                    products.row(others, i, gram);
                    right[i] = products.product(others[i], target);
                }
            } else {
                gather(target, others, gram, right);
            }
            final NormalEquations system = equations(others.length);
            system.begin(gram, 1, regularization);
            system.addToRightSide(right, 1);
            system.solve(solved, 0);
            return solved;
        }

        private void gather(final int target, final int[] others, final float[] gram, final float[] right) {
            for (int i = 0; i < others.length; i++) {
                places[others[i]] = i;
            }
            for (int i = 0; i < others.length; i++) {
                addProducts(others[i], target, i, others.length, gram, right);
            }
            for (final int other : others) {
                places[other] = -1;
            }
        }

        private void addProducts(
                final int listing, final int target, final int row, final int width, final float[] gram, final float[] right) {
            for (int i = listings.start(listing); i < listings.end(listing); i++) {
                final int lead = listings.column(i);
                final float weight = listings.weight(i);
                for (int j = matrix.start(lead); j < matrix.end(lead); j++) {
                    final int other = matrix.column(j);
                    if (other == target) {
                        right[row] += weight * matrix.weight(j);
                    } else if (places[other] >= row) {
                        gram[row * width + places[other]] += weight * matrix.weight(j);
                    }
                }
            }
        }

        private NormalEquations equations(final int unknowns) {
            if (equations[unknowns] == null) {
                equations[unknowns] = new NormalEquations(unknowns);
            }
            return equations[unknowns];
        }
    }
}
