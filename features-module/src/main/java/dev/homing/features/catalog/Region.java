package dev.homing.features.catalog;

/** A part of the earth's surface. Immutable. */
public sealed interface Region permits Circle, Polygon {
    /**
     * Whether a place is in it.
     *
     * @param latitude  degrees north
     * @param longitude degrees east, -180 to 180
     * @return true on the border of a circle; on that of a polygon either
     */
    boolean contains(double latitude, double longitude);

    /**
     * The way from one longitude to another, the short way round.
     *
     * @param longitudes the difference of two of them, degrees, -360 to 360
     * @return degrees east, -180 to 180
     */
    static double shortWay(final double longitudes) {
        return longitudes > 180 ? longitudes - 360 : longitudes < -180 ? longitudes + 360 : longitudes;
    }
}
