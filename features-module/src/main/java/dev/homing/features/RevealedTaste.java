package dev.homing.features;

import dev.homing.features.catalog.PropertyRecord;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/**
 * What a lead's events of positive weight say of the homes the lead looks for: weighted means of what was captured with each
 * event. One instance belongs to one thread and is filled again for each lead.
 */
final class RevealedTaste {
    private static final double KM_PER_DEGREE = 6_371 * Math.PI / 180;
    private static final double HALF_TURN = 180;
    /** A record has four bits for the type. */
    private static final int TYPE_CODES = 1 << 4;

    private final TimelineRecord record = new TimelineRecord();
    private final double[] typeWeights = new double[TYPE_CODES];
    private final AreaShares areas;
    private final WeightedMean logPrice = new WeightedMean();
    private final WeightedMean logSize = new WeightedMean();
    private final WeightedMean bedrooms = new WeightedMean();
    private final WeightedMean latitude = new WeightedMean();
    private final WeightedMean longitude = new WeightedMean();
    private final WeightedMean[] means = {logPrice, logSize, bedrooms, latitude, longitude};
    private double firstLongitude;
    private double allTypes;

    RevealedTaste(final int maxEvents) {
        areas = new AreaShares(maxEvents);
    }

    void collect(final Timeline timeline, final EngagementWeights weights) {
        for (final WeightedMean mean : means) {
            mean.clear();
        }
        Arrays.fill(typeWeights, 0);
        allTypes = 0;
        areas.clear();
        for (int i = 0; i < timeline.leadCount(); i++) {
            final int offset = timeline.leadOffset(i);
            final double weight = weights.weight(timeline.buffer(), offset);
            // What a search asks for is no listing that the lead liked.
            if (weight > 0 && TimelineRecord.propertyOrdinal(timeline.buffer(), offset) != TimelineRecord.NONE) {
                record.wrap(timeline.buffer(), offset);
                add(weight);
            }
        }
    }

    private void add(final double weight) {
        logPrice.add(Logarithm.ofAny(record.price()), weight);
        logSize.add(Logarithm.ofAny(record.size()), weight);
        if (record.bedrooms() != TimelineRecord.UNKNOWN_ROOMS) {
            bedrooms.add(record.bedrooms(), weight);
        }
        if (record.propertyTypeCode() != 0) {
            typeWeights[record.propertyTypeCode()] += weight;
            allTypes += weight;
        }
        if (record.areaOrdinal() != TimelineRecord.NONE) {
            areas.add(record.areaOrdinal(), weight);
        }
        if (record.latitude() != TimelineRecord.UNKNOWN_COORDINATE && record.longitude() != TimelineRecord.UNKNOWN_COORDINATE) {
            if (latitude.isEmpty()) {
                firstLongitude = degrees(record.longitude());
            }
            latitude.add(degrees(record.latitude()), weight);
            longitude.add(shortWay(degrees(record.longitude()) - firstLongitude), weight);
        }
    }

    private static double degrees(final int coordinate) {
        return coordinate / TimelineRecord.COORDINATES_PER_DEGREE;
    }

    /** A market may lie across the antimeridian. */
    private static double shortWay(final double longitudes) {
        return longitudes >= HALF_TURN ? longitudes - 2 * HALF_TURN
                : longitudes < -HALF_TURN ? longitudes + 2 * HALF_TURN : longitudes;
    }

    double priceGap(final double listingLogPrice) {
        return logPrice.gap(listingLogPrice);
    }

    double sizeGap(final PropertyRecord listing) {
        return logSize.gap(Logarithm.ofAny(listing.size()));
    }

    double bedroomsGap(final PropertyRecord listing) {
        return listing.bedrooms() == PropertyRecord.UNKNOWN_ROOMS ? 0 : bedrooms.gap(listing.bedrooms());
    }

    double typeShare(final PropertyRecord listing) {
        return allTypes == 0 || listing.propertyType() == 0 ? 0 : typeWeights[listing.propertyType()] / allTypes;
    }

    double areaShare(final PropertyRecord listing) {
        return areas.share(listing.areaOrdinal());
    }

    /** From the middle of what the lead likes, 0 when not known. */
    double kilometres(final PropertyRecord listing) {
        if (latitude.isEmpty() || listing.latitude() == PropertyRecord.UNKNOWN_COORDINATE
                || listing.longitude() == PropertyRecord.UNKNOWN_COORDINATE) {
            return 0;
        }
        final double north = latitude.gap(degrees(listing.latitude()));
        final double east = shortWay(longitude.gap(shortWay(degrees(listing.longitude()) - firstLongitude)))
                * Math.cos(Math.toRadians(degrees(listing.latitude())));
        // Degrees do not overflow, and hypot is no intrinsic.
        return KM_PER_DEGREE * Math.sqrt(north * north + east * east);
    }
}
