package dev.homing.serving.demo;

import dev.homing.proto.v1.PropertyType;

/** The homes that people dream of: where a lead's taste starts before it goes its own way. Says nothing of who the lead is. */
enum Archetype {
    CITY_FLAT(800, 1, 2000, 0.90, 0.20, 0.40, 0.40, 0.10, 1.00, 0.35, 0.90, 0.05),
    LOFT(1_150, 1, 1912, 0.75, 0.20, 0.35, 0.90, 0.15, 1.00, 0.50, 0.75, 0.20),
    ROW_HOUSE(1_550, 3, 1920, 0.55, 0.45, 0.30, 0.80, 0.50, 0.40, 1.00, 0.15, 0.30),
    NEW_BUILD(1_750, 3, 2004, 0.30, 0.60, 0.20, 0.08, 0.85, 0.40, 1.00, 0.20, 0.15),
    GARDEN_HOUSE(2_150, 4, 1955, 0.15, 0.92, 0.15, 0.42, 1.00, 0.10, 0.45, 0.05, 0.35),
    WATERSIDE(1_500, 2, 1985, 0.40, 0.40, 0.98, 0.30, 0.80, 0.95, 0.70, 0.60, 0.20),
    FIXER_UPPER(1_750, 3, 1925, 0.45, 0.40, 0.25, 0.75, 0.90, 0.15, 0.70, 0.10, 1.00),
    HILLSIDE_VILLA(2_700, 4, 1935, 0.30, 0.75, 0.45, 0.65, 1.00, 0.25, 0.45, 0.10, 0.30);

    private final double sizeSqft;
    private final int bedrooms;
    private final double year;
    private final double bustle;
    private final double green;
    private final double water;
    private final double heritage;
    private final double house;
    private final double condo;
    private final double townhouse;
    private final double apartment;
    private final double multiFamily;

    Archetype(
            final double sizeSqft,
            final int bedrooms,
            final double year,
            final double bustle,
            final double green,
            final double water,
            final double heritage,
            final double house,
            final double condo,
            final double townhouse,
            final double apartment,
            final double multiFamily) {
        this.sizeSqft = sizeSqft;
        this.bedrooms = bedrooms;
        this.year = year;
        this.bustle = bustle;
        this.green = green;
        this.water = water;
        this.heritage = heritage;
        this.house = house;
        this.condo = condo;
        this.townhouse = townhouse;
        this.apartment = apartment;
        this.multiFamily = multiFamily;
    }

    double sizeSqft() {
        return sizeSqft;
    }

    int bedrooms() {
        return bedrooms;
    }

    double year() {
        return year;
    }

    double bustle() {
        return bustle;
    }

    double green() {
        return green;
    }

    double water() {
        return water;
    }

    double heritage() {
        return heritage;
    }

    /** How well a type of building fits the dream, more than 0, at most 1. */
    double fit(final PropertyType type) {
        return switch (type) {
            case HOUSE -> house;
            case CONDO -> condo;
            case TOWNHOUSE -> townhouse;
            case APARTMENT -> apartment;
            case MULTI_FAMILY -> multiFamily;
            default -> throw new IllegalArgumentException("type=" + type + " is not built in this city");
        };
    }

    /** The type of building that fits best. */
    PropertyType bestType() {
        PropertyType best = PropertyType.HOUSE;
        for (final PropertyType type : new PropertyType[] {
            PropertyType.CONDO, PropertyType.TOWNHOUSE, PropertyType.APARTMENT, PropertyType.MULTI_FAMILY}) {
            best = fit(type) > fit(best) ? type : best;
        }
        return best;
    }
}
