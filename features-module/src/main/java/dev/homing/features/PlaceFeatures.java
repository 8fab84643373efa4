package dev.homing.features;

import dev.homing.tracking.codec.RecordFields;
import dev.homing.tracking.codec.TimelineRecord;

/** Where the preferred properties are: areas, and how far apart. */
final class PlaceFeatures {
    private static final double EARTH_RADIUS_KM = 6_371.0088;
    private static final double RADIANS = Math.PI / 180 / TimelineRecord.COORDINATES_PER_DEGREE;
    private static final double TURN = 360 * TimelineRecord.COORDINATES_PER_DEGREE;

    private final LeadEvents events;
    private final OrdinalTable areas;
    private final double[] areaMicros;
    private final int[] areaNewest;
    private final Spread latitudes = new Spread();
    private final Spread longitudes = new Spread();

    PlaceFeatures(final LeadEvents events, final int maxEvents) {
        this.events = events;
        areas = new OrdinalTable(maxEvents);
        areaMicros = new double[maxEvents];
        areaNewest = new int[maxEvents];
    }

    void put(final PropertyTable properties, final float[] numerical, final int[] categorical) {
        areas.clear();
        double weight = 0;
        double latitudeOrigin = 0;
        double latitudeSum = 0;
        double latitudeSquares = 0;
        double longitudeOrigin = 0;
        double longitudeSum = 0;
        double longitudeSquares = 0;
        final byte[] records = events.records();
        for (int i = 0; i < properties.preferredCount(); i++) {
            final int offset = properties.offset(i);
            final double micros = properties.micros(i);
            final int area = RecordFields.areaOrdinal(records, offset);
            if (area != TimelineRecord.NONE) {
                addArea(area, micros, offset);
            }
            final int latitude = RecordFields.latitude(records, offset);
            final int longitude = RecordFields.longitude(records, offset);
            if (latitude != TimelineRecord.UNKNOWN_COORDINATE && longitude != TimelineRecord.UNKNOWN_COORDINATE) {
                latitudeOrigin = weight == 0 ? latitude : latitudeOrigin;
                longitudeOrigin = weight == 0 ? longitude : longitudeOrigin;
                weight += micros;
                final double north = latitude - latitudeOrigin;
                latitudeSum += micros * north;
                latitudeSquares += micros * north * north;
                final double east = shortWay(longitude - longitudeOrigin);
                longitudeSum += micros * east;
                longitudeSquares += micros * east * east;
            }
        }
        if (areas.size() > 0) {
            putAreas(numerical, categorical);
        }
        if (weight > 0) {
            latitudes.of(latitudeOrigin, weight, latitudeSum, latitudeSquares);
            // Relative to their own origin: it is how far apart they are that counts.
            longitudes.of(0, weight, longitudeSum, longitudeSquares);
            // Both in 1e-7 degrees; a degree of longitude is as long as the centre's latitude makes it.
            final double y = latitudes.std();
            final double x = longitudes.std() * Math.cos(latitudes.mean() * RADIANS);
            numerical[LeadFeatureSchema.GEO_RADIUS_KM] = (float) (EARTH_RADIUS_KM * RADIANS * Math.sqrt(x * x + y * y));
        }
    }

    private void addArea(final int ordinal, final double micros, final int offset) {
        final int before = areas.size();
        final int area = areas.add(ordinal);
        areaMicros[area] = (area == before ? 0 : areaMicros[area]) + micros;
        areaNewest[area] = area == before ? offset : Math.max(areaNewest[area], offset);
    }

    /** Longitudes go the short way round from the first one, so that a market may lie across the antimeridian. */
    private static double shortWay(final double fromFirst) {
        return fromFirst >= TURN / 2 ? fromFirst - TURN : fromFirst < -TURN / 2 ? fromFirst + TURN : fromFirst;
    }

    private void putAreas(final float[] numerical, final int[] categorical) {
        double all = 0;
        int best = 0;
        for (int area = 0; area < areas.size(); area++) {
            all += areaMicros[area];
            if (areaMicros[area] > areaMicros[best]
                    || (areaMicros[area] == areaMicros[best] && areaNewest[area] > areaNewest[best])) {
                best = area;
            }
        }
        double squares = 0;
        for (int area = 0; area < areas.size(); area++) {
            final double share = areaMicros[area] / all;
            squares += share * share;
        }
        numerical[LeadFeatureSchema.AREA_DIVERSITY] = (float) (1 - squares);
        numerical[LeadFeatureSchema.TOP_AREA_SHARE] = (float) (areaMicros[best] / all);
        categorical[LeadFeatureSchema.PREFERRED_AREA] =
                RecordFields.areaOrdinal(events.records(), areaNewest[best]) + 1;
    }
}
