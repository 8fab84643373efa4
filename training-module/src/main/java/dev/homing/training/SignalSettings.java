package dev.homing.training;

import dev.homing.features.ContentEvidence;
import dev.homing.features.FoldInParameters;

/**
 * With what the signals are trained.
 *
 * @param factors             how factors are solved
 * @param itemRegularization  λ of the linear model from listing to listing
 * @param itemHalfLifeDays    after how many days before a lead's newest event an event counts half, for all but factors
 * @param itemPower           the power to which a lead's weight on a listing is taken, for items and neighbours
 * @param weighting           of neighbours
 * @param neighbours          of each listing
 * @param contentUnobserved   what all listings weigh for content that a lead did not meet
 * @param contentEvidence     what events say of a taste for content
 */
record SignalSettings(
        FoldInParameters factors,
        double itemRegularization,
        double itemHalfLifeDays,
        double itemPower,
        NeighbourTrainer.Weighting weighting,
        int neighbours,
        double contentUnobserved,
        ContentEvidence contentEvidence) {
    /** Where searches begin, and what serves while there is too little data to search. */
    static final SignalSettings START = new SignalSettings(
            new FoldInParameters(0.1f, 0.01f, 1, 180), 200, 180, 0.5, NeighbourTrainer.Weighting.BM25, 100, 160,
            new ContentEvidence(16, 1));

    SignalSettings with(final FoldInParameters other) {
        return new SignalSettings(other, itemRegularization, itemHalfLifeDays, itemPower, weighting, neighbours,
                contentUnobserved, contentEvidence);
    }

    SignalSettings withItems(final double regularization, final double halfLifeDays, final double power) {
        return new SignalSettings(
                factors, regularization, halfLifeDays, power, weighting, neighbours, contentUnobserved, contentEvidence);
    }

    SignalSettings withNeighbours(final NeighbourTrainer.Weighting other, final int count) {
        return new SignalSettings(
                factors, itemRegularization, itemHalfLifeDays, itemPower, other, count, contentUnobserved, contentEvidence);
    }

    SignalSettings withContent(final double unobserved, final ContentEvidence evidence) {
        return new SignalSettings(
                factors, itemRegularization, itemHalfLifeDays, itemPower, weighting, neighbours, unobserved, evidence);
    }
}
