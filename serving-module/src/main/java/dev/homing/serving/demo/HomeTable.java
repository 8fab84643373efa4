package dev.homing.serving.demo;

import dev.homing.proto.v1.Property;
import dev.homing.proto.v1.PropertyType;
import java.util.Locale;

/** Homes as aligned lines for people. */
final class HomeTable {
    private static final String ROW = "  %-4s %-20s %-15s %-12s %4s %6s %11s";

    private final StringBuilder lines = new StringBuilder();

    /**
     * Begins a table.
     *
     * @param first heading of the first column
     * @param last  headings of what follows the columns that all tables have
     */
    HomeTable(final String first, final String last) {
        append(String.format(Locale.ROOT, ROW, first, "home", "neighbourhood", "type", "beds", "sqft", "price"), last);
    }

    /** Adds a home. */
    HomeTable add(final String first, final Property home, final String last) {
        final String row = String.format(Locale.ROOT, ROW, first, home.getPropertyId(),
                Neighbourhood.ofId(home.getAreaId()).title(), type(home.getPropertyType()),
                String.format(Locale.ROOT, "%.0f", home.getBedrooms()),
                String.format(Locale.ROOT, "%,.0f", home.getSizeSqft()),
                String.format(Locale.ROOT, "$%,.0f", home.getPrice()));
        append(row, last);
        return this;
    }

    private void append(final String row, final String last) {
        lines.append((row + "  " + last).stripTrailing()).append('\n');
    }

    static String type(final PropertyType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
