package dev.homing.features.catalog;

/**
 * All places within a closed line that is straight in degrees: those from which a ray eastwards crosses it an odd number of
 * times. It may cross the antimeridian, not a pole.
 */
public final class Polygon implements Region {
    private final double[] latitudes;
    /** From the first corner, so that a step across the antimeridian is a short one. */
    private final double[] eastings;
    private final double origin;
    private double south = Double.POSITIVE_INFINITY;
    private double north = Double.NEGATIVE_INFINITY;
    private double west;
    private double east;

    /**
     * Creates a polygon.
     *
     * @param latitudes  of the corners in order, degrees north, three or more
     * @param longitudes degrees east, as many
     */
    public Polygon(final double[] latitudes, final double[] longitudes) {
        if (latitudes.length < 3 || longitudes.length != latitudes.length) {
            throw new IllegalArgumentException(latitudes.length + " latitudes and " + longitudes.length
                    + " longitudes; a polygon has three corners or more");
        }
        this.latitudes = latitudes.clone();
        eastings = new double[longitudes.length];
        origin = longitudes[0];
        for (int i = 0; i < latitudes.length; i++) {
            eastings[i] = i == 0 ? 0 : eastings[i - 1] + Region.shortWay(longitudes[i] - longitudes[i - 1]);
            south = Math.min(south, latitudes[i]);
            north = Math.max(north, latitudes[i]);
            west = Math.min(west, eastings[i]);
            east = Math.max(east, eastings[i]);
        }
    }

    @Override
    public boolean contains(final double latitude, final double longitude) {
        if (latitude < south || latitude > north) {
            return false;
        }
        final double easting = Region.shortWay(longitude - origin);
        // What is wider than half the earth can have the place on either side of the corner that it is measured from.
        return isWithin(latitude, easting) || (easting + 360 <= east && isWithin(latitude, easting + 360))
                || (easting - 360 >= west && isWithin(latitude, easting - 360));
    }

    private boolean isWithin(final double latitude, final double easting) {
        if (easting < west || easting > east) {
            return false;
        }
        boolean isWithin = false;
        for (int i = 0, j = latitudes.length - 1; i < latitudes.length; j = i++) {
            if (latitudes[i] > latitude != latitudes[j] > latitude
                    && easting < eastings[i] + (latitude - latitudes[i]) / (latitudes[j] - latitudes[i])
                            * (eastings[j] - eastings[i])) {
                isWithin = !isWithin;
            }
        }
        return isWithin;
    }
}
