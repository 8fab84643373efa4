package dev.homing.serving.grpc;

import dev.homing.proto.v1.GeoCircle;
import dev.homing.proto.v1.GeoPoint;
import dev.homing.proto.v1.ListingKind;
import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyFilter;
import java.util.List;

/** Says of a property as it was sent whether a filter means it, from the words of the contract. */
final class FilterOracle {
    private FilterOracle() {
    }

    static boolean means(final PropertyFilter filter, final Property property) {
        return within(filter.hasMinPrice(), filter.getMinPrice(), filter.hasMaxPrice(), filter.getMaxPrice(),
                        property.hasPrice(), property.getPrice())
                && within(filter.hasMinSizeSqft(), filter.getMinSizeSqft(), filter.hasMaxSizeSqft(), filter.getMaxSizeSqft(),
                        property.hasSizeSqft(), property.getSizeSqft())
                && within(filter.hasMinBedrooms(), filter.getMinBedrooms(), filter.hasMaxBedrooms(), filter.getMaxBedrooms(),
                        property.hasBedrooms(), property.getBedrooms())
                && within(filter.hasMinBathrooms(), filter.getMinBathrooms(), filter.hasMaxBathrooms(),
                        filter.getMaxBathrooms(), property.hasBathrooms(), property.getBathrooms())
                && within(filter.hasMinYearBuilt(), filter.getMinYearBuilt(), filter.hasMaxYearBuilt(),
                        filter.getMaxYearBuilt(), property.hasYearBuilt(), property.getYearBuilt())
                && (filter.getPropertyTypesList().isEmpty()
                        || filter.getPropertyTypesList().contains(property.getPropertyType()))
                && (filter.getListingKindValue() == 0 || filter.getListingKind() == kind(property))
                && isAmong(filter.getMarket().isEmpty() ? List.of() : List.of(filter.getMarket()), property.getMarket())
                && isAmong(filter.getCurrency().isEmpty() ? List.of() : List.of(filter.getCurrency()), property.getCurrency())
                && isAmong(filter.getAreaIdsList(), property.getAreaId())
                && isAmong(filter.getAgentIdsList(), property.getAgentId())
                && property.getAmenitiesList().containsAll(filter.getAmenitiesList())
                && (!filter.hasMinListedAt() || property.getListedAt().getSeconds() >= filter.getMinListedAt().getSeconds())
                && (!filter.hasCircle() || (property.hasLatitude() && isWithin(filter.getCircle(), property)))
                && (!filter.hasPolygon() || (property.hasLatitude()
                        && turns(filter.getPolygon().getPointsList(), property) > 0.5));
    }

    private static ListingKind kind(final Property property) {
        return property.getListingKindValue() == 0 ? ListingKind.SALE : property.getListingKind();
    }

    private static boolean within(
            final boolean hasMinimum,
            final double minimum,
            final boolean hasMaximum,
            final double maximum,
            final boolean isKnown,
            final double value) {
        if (!hasMinimum && !hasMaximum) {
            return true;
        }
        return isKnown && (!hasMinimum || value >= minimum) && (!hasMaximum || value <= maximum);
    }

    private static boolean isAmong(final List<String> wanted, final String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    /** By the angle between the directions from the middle of the earth. */
    private static boolean isWithin(final GeoCircle circle, final Property property) {
        final double[] a = direction(circle.getLatitude(), circle.getLongitude());
        final double[] b = direction(property.getLatitude(), property.getLongitude());
        return 6_371 * Math.acos(Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])) <= circle.getRadiusKm();
    }

    private static double[] direction(final double latitude, final double longitude) {
        final double north = Math.toRadians(latitude);
        final double east = Math.toRadians(longitude);
        return new double[] {Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)};
    }

    /** How often somebody at the property who watches another walk along the border turns around. */
    private static double turns(final List<GeoPoint> corners, final Property property) {
        double sum = 0;
        for (int i = 0; i < corners.size(); i++) {
            final double from = bearing(corners.get(i), property);
            final double to = bearing(corners.get((i + 1) % corners.size()), property);
            sum += Math.IEEEremainder(to - from, 2 * Math.PI);
        }
        return Math.abs(sum) / (2 * Math.PI);
    }

    private static double bearing(final GeoPoint corner, final Property property) {
        return Math.atan2(corner.getLatitude() - property.getLatitude(),
                Math.IEEEremainder(corner.getLongitude() - property.getLongitude(), 360));
    }
}
