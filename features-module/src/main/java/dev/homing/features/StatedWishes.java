package dev.homing.features;

import dev.homing.features.catalog.PropertyRecord;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;

/**
 * What a lead asked for in searches and filters, and how a listing fits it: means over them, the newer ones counting more. One
 * instance belongs to one thread and is filled again for each lead.
 */
final class StatedWishes {
    private static final double HALF_LIFE_MS = 30 * 86_400_000.0;
    /** Where the price is so much beyond the limit, as a logarithm, it fits as little as if nothing had been said. */
    private static final double PRICE_SLACK = Math.log(1.25);
    /** The same of bedrooms that are missing. */
    private static final double ROOMS_SLACK = 2;

    private final TimelineRecord record = new TimelineRecord();
    private final WeightedMean logMinPrice = new WeightedMean();
    private final WeightedMean logMaxPrice = new WeightedMean();
    private final WeightedMean minBedrooms = new WeightedMean();
    private final AreaShares areas;

    StatedWishes(final int maxEvents) {
        areas = new AreaShares(maxEvents);
    }

    void collect(final Timeline timeline) {
        logMinPrice.clear();
        logMaxPrice.clear();
        minBedrooms.clear();
        areas.clear();
        long newestMs = Long.MIN_VALUE;
        // From the newest one back, by whose time the others count less.
        for (int i = timeline.leadCount() - 1; i >= 0; i--) {
            final int offset = timeline.leadOffset(i);
            if (TimelineRecord.isWish(TimelineRecord.typeCode(timeline.buffer(), offset))
                    && record.wrap(timeline.buffer(), offset).isWish()) {
                newestMs = newestMs == Long.MIN_VALUE ? record.occurredAt() : newestMs;
                add(Math.pow(2, (record.occurredAt() - newestMs) / HALF_LIFE_MS));
            }
        }
    }

    private void add(final double weight) {
        // A lowest price of 0 asks for nothing: its logarithm is not finite and does not count.
        logMinPrice.add(Math.log(record.wishedMinPrice()), weight);
        logMaxPrice.add(Math.log(record.wishedMaxPrice()), weight);
        if (record.bedrooms() != TimelineRecord.UNKNOWN_ROOMS && record.bedrooms() > 0) {
            minBedrooms.add(record.bedrooms(), weight);
        }
        if (record.areaOrdinal() != TimelineRecord.NONE) {
            areas.add(record.areaOrdinal(), weight);
        }
    }

    /** Whether nothing was asked for. */
    boolean isEmpty() {
        return logMinPrice.isEmpty() && logMaxPrice.isEmpty() && minBedrooms.isEmpty() && areas.isEmpty();
    }

    /** 1 within the limits, less by how far it is beyond them, at least -1; 0 when not known or nothing was asked for. */
    double priceFit(final double logPrice) {
        if (!Double.isFinite(logPrice) || (logMinPrice.isEmpty() && logMaxPrice.isEmpty())) {
            return 0;
        }
        final double beyond = Math.max(0, Math.max(logMaxPrice.gap(logPrice), -logMinPrice.gap(logPrice)));
        return Math.max(-1, 1 - beyond / PRICE_SLACK);
    }

    /** 1 with the bedrooms that were asked for, less by how many are missing, at least -1; 0 when not known or not asked for. */
    double bedroomsFit(final PropertyRecord listing) {
        if (listing.bedrooms() == PropertyRecord.UNKNOWN_ROOMS || minBedrooms.isEmpty()) {
            return 0;
        }
        return Math.max(-1, 1 - Math.max(0, -minBedrooms.gap(listing.bedrooms())) / ROOMS_SLACK);
    }

    /** The root of the part of the searches by area that were for the listing's: two areas in turn are each worth 0.7. */
    double areaFit(final PropertyRecord listing) {
        return Math.sqrt(areas.share(listing.areaOrdinal()));
    }
}
