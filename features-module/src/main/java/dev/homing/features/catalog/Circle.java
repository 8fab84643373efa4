package dev.homing.features.catalog;

/**
 * All places within a distance along the surface of a sphere of 6,371 km.
 *
 * @param latitude  of the middle, degrees north
 * @param longitude of the middle, degrees east
 * @param radiusKm  more than 0
 */
public record Circle(double latitude, double longitude, double radiusKm) implements Region {
    private static final double EARTH_KM = 6_371;
    private static final double KM_PER_DEGREE = EARTH_KM * Math.PI / 180;

    @Override
    public boolean contains(final double northing, final double easting) {
        // Most listings are further north or south than the radius, which costs no trigonometry to see.
        return Math.abs(northing - latitude) * KM_PER_DEGREE <= radiusKm && kilometres(northing, easting) <= radiusKm;
    }

    /** By the haversine formula (Sinnott 1984), which is exact for short distances too. */
    private double kilometres(final double northing, final double easting) {
        final double sinNorth = Math.sin(Math.toRadians(northing - latitude) / 2);
        final double sinEast = Math.sin(Math.toRadians(easting - longitude) / 2);
        final double a = sinNorth * sinNorth
                + Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(northing)) * sinEast * sinEast;
        return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)));
    }
}
