package dev.homing.features;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * All that training learnt of listings: what a lead's scores are computed from. Immutable, shared by threads, each of which has
 * {@link LeadSignals} of its own.
 *
 * @param factors         with the vectors of the listings
 * @param vectors         of the listings, which the factors were made of
 * @param items           from listing to listing, learned
 * @param neighbours      from listing to listing, counted
 * @param content         of attributes
 * @param contentVectors  of the listings, row major, zeros for those without attributes
 * @param itemHalfLifeDays after how many days before the lead's newest event an event counts half, for all but the factors
 * @param itemPower       the power to which a lead's weight on a listing is taken for items and neighbours, 0 to 1
 */
public record SignalModel(
        FoldIn factors,
        FloatBuffer vectors,
        ItemWeights items,
        ItemWeights neighbours,
        ContentModel content,
        FloatBuffer contentVectors,
        double itemHalfLifeDays,
        double itemPower) {
    /**
     * Checks that nothing is missing.
     *
     * @param factors          not null
     * @param vectors          not null
     * @param items            not null
     * @param neighbours       not null
     * @param content          not null
     * @param contentVectors   not null
     * @param itemHalfLifeDays more than 0
     * @param itemPower        0 to 1
     */
    public SignalModel {
        Objects.requireNonNull(factors, "factors");
        Objects.requireNonNull(vectors, "vectors");
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(neighbours, "neighbours");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(contentVectors, "contentVectors");
    }

    /**
     * The same with other vectors of what listings are like.
     *
     * @param vectors of the listings, row major, zeros for those without attributes
     * @return a copy that shares all else
     */
    public SignalModel withContentVectors(final FloatBuffer vectors) {
        return new SignalModel(
                factors, this.vectors, items, neighbours, content, vectors, itemHalfLifeDays, itemPower);
    }
}
