package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a filter beside its name and value. Immutable: each method returns a copy that says more. */
public final class FilterDetails {
    private static final FilterDetails EMPTY = new FilterDetails(Payload.EMPTY);

    final Payload payload;

    private FilterDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static FilterDetails empty() {
        return EMPTY;
    }

    /**
     * The lowest price asked for.
     *
     * @param price in the market's currency, 0 or more
     * @return a copy that says so
     */
    public FilterDetails minPrice(final double price) {
        return new FilterDetails(payload.number(DetailField.MIN_PRICE, price, 0, Double.MAX_VALUE));
    }

    /**
     * The highest price asked for.
     *
     * @param price in the market's currency, 0 or more
     * @return a copy that says so
     */
    public FilterDetails maxPrice(final double price) {
        return new FilterDetails(payload.number(DetailField.MAX_PRICE, price, 0, Double.MAX_VALUE));
    }

    /**
     * The fewest bedrooms asked for.
     *
     * @param bedrooms 0 to 250
     * @return a copy that says so
     */
    public FilterDetails minBedrooms(final double bedrooms) {
        return new FilterDetails(payload.number(DetailField.MIN_BEDROOMS, bedrooms, 0, 250));
    }

    /**
     * The area chosen.
     *
     * @param areaId at most 256 bytes
     * @return a copy that says so
     */
    public FilterDetails area(final String areaId) {
        return new FilterDetails(payload.text(DetailField.AREA_ID, areaId, Payload.MAX_ID_BYTES));
    }

    /**
     * How many listings are left.
     *
     * @param number 0 or more
     * @return a copy that says so
     */
    public FilterDetails resultCount(final int number) {
        return new FilterDetails(payload.number(DetailField.RESULT_COUNT, number, 0, Integer.MAX_VALUE));
    }

    /**
     * How many listings there were before.
     *
     * @param number 0 or more
     * @return a copy that says so
     */
    public FilterDetails previousResultCount(final int number) {
        return new FilterDetails(payload.number(DetailField.PREVIOUS_RESULT_COUNT, number, 0, Integer.MAX_VALUE));
    }
}
