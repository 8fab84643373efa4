package dev.homing.features;

import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Features 26 to 46: what the preferred properties have in common. Each is missing where none of them has the attribute. */
final class PropertyOracle {
    private static final double EARTH_RADIUS_KM = 6371.0088;
    private static final double[] PRICE_EDGES = {0, 300_000, 600_000, 1_000_000, Double.POSITIVE_INFINITY};
    private static final double TREND_DAYS = 30;
    private static final double LOG_PRICE_ERROR = 1e-13;

    private final LeadWindow window;
    private final Collection<LeadWindow.Preferred> preferred;

    PropertyOracle(final LeadWindow window) {
        this.window = window;
        preferred = window.preferred().values();
    }

    void put(final Map<String, Double> values, final Map<String, Double> floors) {
        prices(values);
        priceTrend(values, floors);
        final Attribute size = new Attribute(event -> event.size);
        if (size.isThere()) {
            values.put("size_mean", size.mean());
            values.put("size_cv", size.std() / size.mean());
        }
        final Attribute bedrooms = new Attribute(event -> event.bedrooms);
        if (bedrooms.isThere()) {
            values.put("bedrooms_mean", bedrooms.mean());
            values.put("bedrooms_std", bedrooms.std());
        }
        final Attribute bathrooms = new Attribute(event -> event.bathrooms);
        if (bathrooms.isThere()) {
            values.put("bathrooms_mean", bathrooms.mean());
        }
        final Map<PropertyType, Double> types = weightOfEach(event -> event.propertyType, event -> event.propertyType != null);
        if (!types.isEmpty()) {
            values.put("type_entropy", Statistics.entropy(types.values(), PropertyType.COUNT));
            values.put("top_type_share", shares(types).max().orElseThrow());
        }
        final Map<Integer, Double> areas = weightOfEach(event -> event.area, event -> event.area != TimelineRecord.NONE);
        if (!areas.isEmpty()) {
            values.put("area_diversity", 1 - shares(areas).map(share -> share * share).sum());
            values.put("top_area_share", shares(areas).max().orElseThrow());
        }
        geoRadius(values);
        if (!preferred.isEmpty()) {
            values.put("amenity_focus", amenityFocus());
        }
    }

    /** A number that some properties of D have. */
    private final class Attribute {
        private final double[] values;
        private final double[] weights;

        Attribute(final ToDoubleFunction<LeadEvent> attribute) {
            final List<LeadWindow.Preferred> having = preferred.stream()
                    .filter(property -> !Double.isNaN(attribute.applyAsDouble(property.newest()))).collect(Collectors.toList());
            values = having.stream().mapToDouble(property -> attribute.applyAsDouble(property.newest())).toArray();
            weights = having.stream().mapToDouble(property -> property.weight().doubleValue()).toArray();
        }

        boolean isThere() {
            return values.length > 0;
        }

        double mean() {
            return Statistics.weightedMean(values, weights);
        }

        double std() {
            return Statistics.weightedStd(values, weights);
        }
    }

    private void prices(final Map<String, Double> values) {
        final Attribute price = new Attribute(event -> event.price);
        if (!price.isThere()) {
            return;
        }
        final double min = DoubleStream.of(price.values).min().orElseThrow();
        final double max = DoubleStream.of(price.values).max().orElseThrow();
        values.put("price_mean", price.mean());
        values.put("price_min", min);
        values.put("price_max", max);
        values.put("price_cv", price.std() / price.mean());
        values.put("price_log_range", Math.log(max / min));
        for (int band = 0; band < PRICE_EDGES.length - 1; band++) {
            final double from = PRICE_EDGES[band];
            final double to = PRICE_EDGES[band + 1];
            values.put("price_band_" + band + "_share", Statistics.weightedMean(
                    DoubleStream.of(price.values).map(value -> value >= from && value < to ? 1 : 0).toArray(), price.weights));
        }
    }

    /**
     * Over events, not properties. The slope of equal prices is what rounding makes of their logarithms, which are of the order
     * of 10 and exact to some 1e-15, divided by the spread of the times: the floor grows as that shrinks.
     */
    private void priceTrend(final Map<String, Double> values, final Map<String, Double> floors) {
        final List<LeadEvent> priced = window.events.stream()
                .filter(event -> LeadWindow.weight(event).signum() > 0 && !Double.isNaN(event.price))
                .collect(Collectors.toList());
        if (priced.size() < 3 || priced.get(0).at == priced.get(priced.size() - 1).at) {
            return;
        }
        final List<Double> days = priced.stream()
                .map(event -> (event.at - priced.get(0).at) / (double) LeadWindow.DAY_MS).collect(Collectors.toList());
        final List<Double> logs = priced.stream().map(event -> Math.log(event.price)).collect(Collectors.toList());
        values.put("price_trend", Statistics.slope(days, logs) * TREND_DAYS);
        floors.put("price_trend", LOG_PRICE_ERROR * Math.max(1, TREND_DAYS / Statistics.std(days)));
    }

    private <K> Map<K, Double> weightOfEach(final Function<LeadEvent, K> kind, final Predicate<LeadEvent> hasIt) {
        final Map<K, Double> weights = new LinkedHashMap<>();
        for (final LeadWindow.Preferred property : preferred) {
            if (hasIt.test(property.newest())) {
                weights.merge(kind.apply(property.newest()), property.weight().doubleValue(), Double::sum);
            }
        }
        return weights;
    }

    private static DoubleStream shares(final Map<?, Double> weights) {
        final double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return weights.values().stream().mapToDouble(weight -> weight / sum);
    }

    private void geoRadius(final Map<String, Double> values) {
        final List<LeadWindow.Preferred> placed = preferred.stream()
                .filter(property -> property.newest().latitude != TimelineRecord.UNKNOWN_COORDINATE)
                .collect(Collectors.toList());
        if (placed.isEmpty()) {
            return;
        }
        final double[] weights = placed.stream().mapToDouble(property -> property.weight().doubleValue()).toArray();
        final double[] latitudes = placed.stream().mapToDouble(property -> degrees(property.newest().latitude)).toArray();
        // Counted from the first property and wrapped, so that a market on both sides of the antimeridian is one place.
        final double[] longitudes = placed.stream().mapToDouble(property ->
                wrapped(degrees(property.newest().longitude) - degrees(placed.get(0).newest().longitude))).toArray();
        final double latitude = Statistics.weightedMean(latitudes, weights);
        final double longitude = Statistics.weightedMean(longitudes, weights);
        final List<Double> squares = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            final double north = Math.toRadians(latitudes[i] - latitude);
            final double east = Math.toRadians(longitudes[i] - longitude) * Math.cos(Math.toRadians(latitude));
            squares.add(north * north + east * east);
        }
        values.put("geo_radius_km", EARTH_RADIUS_KM * Math.sqrt(
                Statistics.weightedMean(squares.stream().mapToDouble(Double::doubleValue).toArray(), weights)));
    }

    private static double degrees(final int coordinate) {
        return coordinate / TimelineRecord.COORDINATES_PER_DEGREE;
    }

    private static double wrapped(final double degrees) {
        return degrees - 360 * Math.floor((degrees + 180) / 360);
    }

    /** Over all of D: what the catalogue did not know, or knew without amenities, has none of them. */
    private double amenityFocus() {
        final double sum = preferred.stream().mapToDouble(property -> property.weight().doubleValue()).sum();
        double most = 0;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            final long amenity = 1L << bit;
            most = Math.max(most, preferred.stream().filter(property -> (property.newest().amenities & amenity) != 0)
                    .mapToDouble(property -> property.weight().doubleValue()).sum());
        }
        return most / sum;
    }
}
