package dev.homing.serving.demo;

import dev.homing.proto.v1.PropertyType;
import java.util.Set;

/**
 * A home that is or was for sale.
 *
 * @param id            as in {@code kestrel-hill-0412}
 * @param neighbourhood it lies in
 * @param eastKm        place on the map
 * @param northKm       place on the map
 * @param type          of building
 * @param sizeSqft      living area
 * @param bedrooms      0 is a studio
 * @param bathrooms     in halves
 * @param yearBuilt     of the building
 * @param amenities     in their order
 * @param finish        how well it is done up, 0 to 1; the catalogue does not know
 * @param charm         what only a look at it tells, 0 to 1; the catalogue does not know
 * @param value         what it is worth
 * @param askingPrice   the first price
 * @param listedAtMs    when it came on the market
 * @param agentId       who sells it
 */
record MarketListing(
        String id,
        Neighbourhood neighbourhood,
        double eastKm,
        double northKm,
        PropertyType type,
        int sizeSqft,
        int bedrooms,
        double bathrooms,
        int yearBuilt,
        Set<Amenity> amenities,
        double finish,
        double charm,
        double value,
        int askingPrice,
        long listedAtMs,
        String agentId) {
    double kmTo(final double otherEastKm, final double otherNorthKm) {
        return Math.hypot(eastKm - otherEastKm, northKm - otherNorthKm);
    }
}
