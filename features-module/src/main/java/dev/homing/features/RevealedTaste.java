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
    private final int[] areas;
    private final double[] areaWeights;
    private final Mean logPrice = new Mean();
    private final Mean logSize = new Mean();
    private final Mean bedrooms = new Mean();
    private final Mean latitude = new Mean();
    private final Mean longitude = new Mean();
    private final Mean[] means = {logPrice, logSize, bedrooms, latitude, longitude};
    private double firstLongitude;
    private double allTypes;
    private double allAreas;
    private int areaCount;

    /** A weighted mean. */
    private static final class Mean {
        private double sum;
        private double weights;

        void clear() {
            sum = 0;
            weights = 0;
        }

        void add(final double value, final double weight) {
            if (Double.isFinite(value)) {
                sum += value * weight;
                weights += weight;
            }
        }

        /** How much more a value is; 0 when either is not known. */
        double gap(final double value) {
            final double gap = value - sum / weights;
            return Double.isFinite(gap) ? gap : 0;
        }
    }

    RevealedTaste(final int maxEvents) {
        areas = new int[maxEvents];
        areaWeights = new double[maxEvents];
    }

    void collect(final Timeline timeline, final EngagementWeights weights) {
        for (final Mean mean : means) {
            mean.clear();
        }
        Arrays.fill(typeWeights, 0);
        allTypes = 0;
        allAreas = 0;
        areaCount = 0;
        for (int i = 0; i < timeline.leadCount(); i++) {
            final int offset = timeline.leadOffset(i);
            final double weight = weights.weight(timeline.buffer(), offset);
            if (weight > 0) {
                record.wrap(timeline.buffer(), offset);
                add(weight);
            }
        }
    }

    private void add(final double weight) {
        logPrice.add(Math.log(record.price()), weight);
        logSize.add(Math.log(record.size()), weight);
        if (record.bedrooms() != TimelineRecord.UNKNOWN_ROOMS) {
            bedrooms.add(record.bedrooms(), weight);
        }
        if (record.propertyTypeCode() != 0) {
            typeWeights[record.propertyTypeCode()] += weight;
            allTypes += weight;
        }
        if (record.areaOrdinal() != TimelineRecord.NONE) {
            addArea(record.areaOrdinal(), weight);
        }
        if (record.latitude() != TimelineRecord.UNKNOWN_COORDINATE && record.longitude() != TimelineRecord.UNKNOWN_COORDINATE) {
            if (latitude.weights == 0) {
                firstLongitude = degrees(record.longitude());
            }
            latitude.add(degrees(record.latitude()), weight);
            longitude.add(shortWay(degrees(record.longitude()) - firstLongitude), weight);
        }
    }

    private void addArea(final int area, final double weight) {
        allAreas += weight;
        for (int i = 0; i < areaCount; i++) {
            if (areas[i] == area) {
                areaWeights[i] += weight;
                return;
            }
        }
        areas[areaCount] = area;
        areaWeights[areaCount++] = weight;
    }

    private static double degrees(final int coordinate) {
        return coordinate / TimelineRecord.COORDINATES_PER_DEGREE;
    }

    /** A market may lie across the antimeridian. */
    private static double shortWay(final double longitudes) {
        return longitudes >= HALF_TURN ? longitudes - 2 * HALF_TURN
                : longitudes < -HALF_TURN ? longitudes + 2 * HALF_TURN : longitudes;
    }

    double priceGap(final PropertyRecord listing) {
        return logPrice.gap(Math.log(listing.price()));
    }

    double sizeGap(final PropertyRecord listing) {
        return logSize.gap(Math.log(listing.size()));
    }

    double bedroomsGap(final PropertyRecord listing) {
        return listing.bedrooms() == PropertyRecord.UNKNOWN_ROOMS ? 0 : bedrooms.gap(listing.bedrooms());
    }

    double typeShare(final PropertyRecord listing) {
        return allTypes == 0 || listing.propertyType() == 0 ? 0 : typeWeights[listing.propertyType()] / allTypes;
    }

    double areaShare(final PropertyRecord listing) {
        for (int i = 0; i < areaCount; i++) {
            if (areas[i] == listing.areaOrdinal()) {
                return areaWeights[i] / allAreas;
            }
        }
        return 0;
    }

    /** From the middle of what the lead likes, 0 when not known. */
    double kilometres(final PropertyRecord listing) {
        if (latitude.weights == 0 || listing.latitude() == PropertyRecord.UNKNOWN_COORDINATE
                || listing.longitude() == PropertyRecord.UNKNOWN_COORDINATE) {
            return 0;
        }
        final double north = latitude.gap(degrees(listing.latitude()));
        final double east = shortWay(longitude.gap(shortWay(degrees(listing.longitude()) - firstLongitude)))
                * Math.cos(Math.toRadians(degrees(listing.latitude())));
        return KM_PER_DEGREE * Math.hypot(north, east);
    }
}
