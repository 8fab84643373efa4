package dev.homing.serving.demo;

import java.util.Locale;

/** What a home may have, and by how much that raises its value. */
enum Amenity {
    GARDEN(0.05),
    GARAGE(0.04),
    BALCONY(0.02),
    ROOF_TERRACE(0.05),
    FIREPLACE(0.01),
    WATER_VIEW(0.14),
    ELEVATOR(0.02),
    POOL(0.05),
    WORKSHOP(0.01),
    NEW_KITCHEN(0.04),
    PERIOD_DETAILS(0.03),
    HOME_OFFICE(0.01);

    private final double premium;

    Amenity(final double premium) {
        this.premium = premium;
    }

    double premium() {
        return premium;
    }

    /** As the catalogue has it: {@code roof-terrace}. */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
