package dev.homing.serving.recommend;

import dev.homing.features.LeadSignals;
import dev.homing.features.Signal;
import dev.homing.features.SparseScores;
import dev.homing.features.catalog.TenantCatalog;
import java.util.Arrays;

/**
 * How well one listing fits a lead, found fast and comparable between leads: how far its score stands above those of a sample of
 * the listings on the market, in their standard deviations. One instance belongs to one thread and one call.
 */
final class ListingFit {
    private static final int SAMPLE = 128;
    private static final int FEWEST = 8;

    private final int listing;
    private final int[] sample;

    ListingFit(final TenantCatalog properties, final int listing) {
        this.listing = listing;
        sample = sample(properties, listing);
    }

    /** Spread over the catalogue, and the same for the same catalogue. */
    private static int[] sample(final TenantCatalog properties, final int listing) {
        final int count = properties.propertyCount();
        final int[] found = new int[SAMPLE];
        int size = 0;
        final int step = Math.max(1, count / SAMPLE);
        for (int first = 0; first < step && size < SAMPLE; first++) {
            for (int ordinal = first; ordinal < count && size < SAMPLE; ordinal += step) {
                if (ordinal != listing && properties.isActive(ordinal)) {
                    found[size++] = ordinal;
                }
            }
        }
        return Arrays.copyOf(found, size);
    }

    /** How many standard deviations the listing stands above the mean of the sample; 0 when the signal sees no difference. */
    double deviations(final LeadSignals lead, final Signal signal) {
        if (sample.length < FEWEST) {
            return lead.score(signal, listing);
        }
        double sum = 0;
        double squares = 0;
        for (final int ordinal : sample) {
            final double score = lead.score(signal, ordinal);
            sum += score;
            squares += score * score;
        }
        final double mean = sum / sample.length;
        final double variance = squares / sample.length - mean * mean;
        return variance > 0 ? (lead.score(signal, listing) - mean) / Math.sqrt(variance) : 0;
    }

    /** The share of the sample that fits the lead less, ties by half. */
    float shareBelow(final LeadSignals lead, final Signal signal) {
        if (sample.length == 0) {
            return 0;
        }
        final float own = lead.score(signal, listing);
        float below = 0;
        for (final int ordinal : sample) {
            final float score = lead.score(signal, ordinal);
            below += score < own ? 1 : score == own ? 0.5f : 0;
        }
        return below / sample.length;
    }

    /** The listing's score as a part of the best one's, 0 to 1; 0 when nothing that the lead met speaks for it. */
    double part(final SparseScores scores) {
        final float own = scores.score(listing);
        float top = own;
        for (int i = 0; own > 0 && i < scores.count(); i++) {
            top = Math.max(top, scores.score(scores.ordinal(i)));
        }
        return own > 0 ? own / top : 0;
    }
}
