package dev.homing.training;

import java.nio.ByteBuffer;

/**
 * Weighted neighbours: the cosine between listings, over leads whose say is weighted first (Sarwar et al. 2001, "Item-based
 * collaborative filtering recommendation algorithms"; BM25 as in Robertson and Zaragoza 2009). Cheap, and strong where data is
 * thin.
 */
final class NeighbourTrainer {
    private static final double BM25_K1 = 1.2;
    private static final double BM25_B = 0.75;

    private final Weighting weighting;
    private final int count;
    private final RowWorkers workers;

    /** How much a lead's say counts. */
    enum Weighting {
        /** All alike. */
        COSINE,
        /** Popular listings less. */
        TF_IDF,
        /** Popular listings less, and leads who like everything less. */
        BM25
    }

    /**
     * Creates a trainer.
     *
     * @param weighting of leads and listings
     * @param count     of neighbours for each listing
     * @param workers   who compute
     */
    NeighbourTrainer(final Weighting weighting, final int count, final RowWorkers workers) {
        this.weighting = weighting;
        this.count = count;
        this.workers = workers;
    }

    /** Learns from leads by listings. */
    ByteBuffer train(final InteractionMatrix matrix) {
        final InteractionMatrix weighted = weighted(matrix);
        final InteractionMatrix listings = weighted.transposed();
        final int[][] sources = new int[listings.rowCount()][0];
        final float[][] weights = new float[listings.rowCount()][0];
        final float[] norms = norms(listings);
        workers.forEach(listings.rowCount(), () -> {
            final CoOccurrences products = new CoOccurrences(weighted, listings);
            final ItemLists.Selection selection = new ItemLists.Selection(count);
            return (from, to) -> {
                for (int listing = from; listing < to; listing++) {
                    products.compute(listing);
                    selection.clear();
                    for (int k = 0; k < products.count(); k++) {
                        final int other = products.listing(k);
                        if (other != listing) {
                            selection.offer(other, products.product(other) / (norms[listing] * norms[other]));
                        }
                    }
                    final int[] found = selection.ordinals();
                    sources[listing] = found;
                    weights[listing] = new float[found.length];
                    for (int i = 0; i < found.length; i++) {
                        weights[listing][i] = products.product(found[i]) / (norms[listing] * norms[found[i]]);
                    }
                }
            };
        });
        return ItemLists.bySource(sources, weights);
    }

    private static float[] norms(final InteractionMatrix listings) {
        final float[] norms = new float[listings.rowCount()];
        for (int listing = 0; listing < norms.length; listing++) {
            double squares = 0;
            for (int i = listings.start(listing); i < listings.end(listing); i++) {
                squares += (double) listings.weight(i) * listings.weight(i);
            }
            norms[listing] = (float) Math.sqrt(squares);
        }
        return norms;
    }

    private InteractionMatrix weighted(final InteractionMatrix matrix) {
        if (weighting == Weighting.COSINE) {
            return matrix;
        }
        final double[] columns = new double[matrix.columnCount()];
        final double[] rows = new double[matrix.rowCount()];
        for (int i = 0; i < matrix.size(); i++) {
            columns[matrix.column(i)]++;
        }
        final double mean = (double) matrix.size() / Math.max(1, matrix.rowCount());
        for (int row = 0; row < rows.length; row++) {
            final int length = matrix.end(row) - matrix.start(row);
            rows[row] = weighting == Weighting.TF_IDF ? 1
                    : (BM25_K1 + 1) / (1 + BM25_K1 * (1 - BM25_B + BM25_B * length / mean));
        }
        for (int column = 0; column < columns.length; column++) {
            columns[column] = Math.log1p(matrix.rowCount() / (1 + columns[column]));
        }
        return matrix.scaled(columns, rows);
    }
}
