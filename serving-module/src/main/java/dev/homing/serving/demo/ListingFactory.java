package dev.homing.serving.demo;

import dev.homing.proto.v1.PropertyType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Draws homes: what is built where follows the neighbourhood, the price follows size, finish, place and luck. */
final class ListingFactory {
    private static final PropertyType[] TYPES = {
        PropertyType.HOUSE, PropertyType.CONDO, PropertyType.TOWNHOUSE, PropertyType.APARTMENT, PropertyType.MULTI_FAMILY
    };
    private static final double[] TYPICAL_SQFT = {2_000, 1_000, 1_500, 750, 2_700};
    private static final double[] TYPE_FACTOR = {1.0, 1.02, 0.97, 0.92, 0.85};
    private static final double PRICE_PER_SQFT = 390;
    private static final double REFERENCE_SQFT = 1_500;
    /** The second thousand square feet costs less than the first. */
    private static final double SIZE_EXPONENT = 0.86;
    private static final double SQFT_PER_BEDROOM = 560;
    /** Fixed, so that the market is the same in every year. */
    private static final int NEWEST_YEAR = 2025;
    private static final int OLDEST_YEAR = 1870;
    private static final int PRICE_STEP = 1_000;
    private static final int AGENTS = 24;

    /** What a home of average finish costs in a neighbourhood of average prestige. */
    static double typicalPrice(final PropertyType type, final double sizeSqft) {
        return PRICE_PER_SQFT * REFERENCE_SQFT * Math.pow(sizeSqft / REFERENCE_SQFT, SIZE_EXPONENT)
                * TYPE_FACTOR[indexOf(type)];
    }

    private static int indexOf(final PropertyType type) {
        for (int i = 0; i < TYPES.length; i++) {
            if (TYPES[i] == type) {
                return i;
            }
        }
        throw new IllegalArgumentException("type=" + type + " is not built in this city");
    }

    MarketListing draw(final int number, final long listedAtMs, final Dice dice) {
        final Neighbourhood place = Neighbourhood.values()[dice.between(0, Neighbourhood.values().length - 1)];
        final double bustle = place.bustle();
        final int typeIndex = dice.pick(new double[] {
            0.10 + 1.3 * place.green() * (1.1 - bustle), 0.15 + bustle, 0.45, 0.05 + 0.6 * bustle, 0.12});
        final PropertyType type = TYPES[typeIndex];
        final int sizeSqft = 10 * (int) Math.round(dice.around(TYPICAL_SQFT[typeIndex], 0.27) / 10);
        final int bedrooms = (int) Math.min(7, Math.max(0, Math.round(sizeSqft / SQFT_PER_BEDROOM + dice.normal(-0.1, 0.45))));
        final double bathrooms = Math.min(5, Math.max(1, Math.round(2 * (0.6 + 0.55 * bedrooms + dice.normal(0, 0.4))) / 2.0));
        final int yearBuilt = (int) Math.min(NEWEST_YEAR, Math.max(OLDEST_YEAR,
                Math.round(dice.normal(1_895 + 112 * (1 - place.heritage()), 16))));
        final double finish = Math.min(1, Math.max(0, dice.normal(0.5, 0.2)));
        final double charm = Math.min(1, Math.max(0, dice.normal(0.35 + 0.25 * place.heritage(), 0.2)));
        final Set<Amenity> amenities = amenities(place, type, yearBuilt, finish, dice);
        final double eastKm = place.eastKm() + dice.normal(0, 0.45);
        final double northKm = place.northKm() + dice.normal(0, 0.45);
        final double value = typicalPrice(type, sizeSqft) * place.prestige() * Math.exp(0.5 * (finish - 0.5))
                * (1 + amenities.stream().mapToDouble(Amenity::premium).sum()) * dice.around(1, 0.05);
        final double asked = value * dice.around(1.02, 0.06);
        return new MarketListing(String.format(Locale.ROOT, "%s-%04d", place.id(), number),
                place, eastKm, northKm, type, sizeSqft, bedrooms, bathrooms, yearBuilt, amenities, finish, charm, value,
                (int) Math.max(PRICE_STEP, Math.round(asked / PRICE_STEP) * PRICE_STEP), listedAtMs,
                String.format(Locale.ROOT, "agent-%02d", 1 + (place.ordinal() * 3 + dice.between(0, 3)) % AGENTS));
    }

    private static Set<Amenity> amenities(
            final Neighbourhood place, final PropertyType type, final int yearBuilt, final double finish, final Dice dice) {
        final boolean isFlat = type == PropertyType.CONDO || type == PropertyType.APARTMENT;
        final boolean isOld = yearBuilt < 1940;
        final Set<Amenity> amenities = EnumSet.noneOf(Amenity.class);
        for (final Amenity amenity : Amenity.values()) {
            final double probability = switch (amenity) {
                case GARDEN -> isFlat ? 0.03 : 0.2 + 0.7 * place.green();
                case GARAGE -> isFlat ? 0.2 : isOld ? 0.3 : 0.75;
                case BALCONY -> isFlat ? 0.55 : 0.1;
                case ROOF_TERRACE -> isFlat ? 0.12 : 0.08;
                case FIREPLACE -> isOld ? 0.5 : 0.2;
                case WATER_VIEW -> 0.45 * place.water() * place.water();
                case ELEVATOR -> isFlat && !isOld ? 0.7 : 0.02;
                case POOL -> type == PropertyType.HOUSE ? 0.1 * place.prestige() : 0.03;
                case WORKSHOP -> isFlat ? 0.02 : 0.2;
                case NEW_KITCHEN -> 0.1 + 0.6 * finish;
                case PERIOD_DETAILS -> isOld ? 0.65 : 0.02;
                case HOME_OFFICE -> 0.3;
            };
            if (dice.chance(probability)) {
                amenities.add(amenity);
            }
        }
        return Collections.unmodifiableSet(amenities);
    }
}
