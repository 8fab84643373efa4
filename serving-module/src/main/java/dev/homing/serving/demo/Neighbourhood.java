package dev.homing.serving.demo;

import java.util.Locale;

/**
 * The neighbourhoods of Port Alder, an invented city whose coordinates lie in the open sea.
 *
 * <p>Each has a place on the map (kilometres from the centre), a prestige that multiplies prices, and a character from 0 to 1:
 * how much bustle, green, water and old buildings there are. The catalogue knows the area and the position only.
 */
enum Neighbourhood {
    HARBOUR_STEPS("Harbour Steps", -1.2, -0.4, 1.40, 0.85, 0.20, 1.00, 0.50),
    QUILL_MARKET("Quill Market", 0.3, 0.2, 1.25, 1.00, 0.10, 0.30, 0.60),
    OLD_FOUNDRY("Old Foundry", 1.4, -1.1, 1.05, 0.80, 0.15, 0.35, 0.95),
    LANTERN_ROW("Lantern Row", 0.9, 1.3, 1.20, 0.70, 0.35, 0.10, 0.90),
    GLASSWORKS("Glassworks", -0.6, 1.6, 1.10, 0.85, 0.20, 0.30, 0.10),
    OBSERVATORY("Observatory", 2.4, 2.5, 1.45, 0.40, 0.70, 0.10, 0.80),
    KESTREL_HILL("Kestrel Hill", -2.8, 2.9, 1.60, 0.25, 0.75, 0.70, 0.55),
    MILLRACE("Millrace", 3.3, -0.6, 0.95, 0.50, 0.45, 0.60, 0.65),
    BRICKYARD("Brickyard", 2.9, -3.2, 0.75, 0.55, 0.20, 0.10, 0.75),
    TIDEWATER("Tidewater", -4.1, -1.9, 1.30, 0.30, 0.50, 1.00, 0.20),
    CEDAR_RISE("Cedar Rise", 4.6, 3.8, 1.05, 0.20, 0.85, 0.05, 0.35),
    FERN_HOLLOW("Fern Hollow", 0.4, 5.9, 1.00, 0.15, 1.00, 0.15, 0.40),
    ORCHARD_END("Orchard End", 6.8, -2.4, 0.80, 0.10, 0.90, 0.10, 0.55),
    LARKMEAD("Larkmead", 7.4, 2.1, 0.85, 0.20, 0.65, 0.05, 0.05),
    SALT_FLATS("Salt Flats", -5.9, -5.2, 0.70, 0.25, 0.30, 0.85, 0.15),
    WINDMILL_PARK("Windmill Park", -3.6, 6.7, 0.90, 0.30, 0.70, 0.20, 0.08);

    private static final double CENTRE_LATITUDE = 45;
    private static final double CENTRE_LONGITUDE = -130;
    private static final double KM_PER_DEGREE = 111.195;

    private final String title;
    private final double eastKm;
    private final double northKm;
    private final double prestige;
    private final double bustle;
    private final double green;
    private final double water;
    private final double heritage;

    Neighbourhood(
            final String title,
            final double eastKm,
            final double northKm,
            final double prestige,
            final double bustle,
            final double green,
            final double water,
            final double heritage) {
        this.title = title;
        this.eastKm = eastKm;
        this.northKm = northKm;
        this.prestige = prestige;
        this.bustle = bustle;
        this.green = green;
        this.water = water;
        this.heritage = heritage;
    }

    /** The neighbourhood of an area id. */
    static Neighbourhood ofId(final String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    static double latitude(final double northKm) {
        return CENTRE_LATITUDE + northKm / KM_PER_DEGREE;
    }

    static double longitude(final double eastKm) {
        return CENTRE_LONGITUDE + eastKm / (KM_PER_DEGREE * Math.cos(Math.toRadians(CENTRE_LATITUDE)));
    }

    /** The area id, as in {@code kestrel-hill}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String title() {
        return title;
    }

    double eastKm() {
        return eastKm;
    }

    double northKm() {
        return northKm;
    }

    double prestige() {
        return prestige;
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
}
