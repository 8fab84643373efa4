package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a search beside its words. Immutable: each method returns a copy that says more. */
public final class SearchDetails {
    private static final SearchDetails EMPTY = new SearchDetails(Payload.EMPTY);

    final Payload payload;

    private SearchDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static SearchDetails empty() {
        return EMPTY;
    }

    /**
     * The lowest price asked for.
     *
     * @param price in the market's currency, 0 or more
     * @return a copy that says so
     */
    public SearchDetails minPrice(final double price) {
        return new SearchDetails(payload.number(DetailField.MIN_PRICE, price, 0, Double.MAX_VALUE));
    }

    /**
     * The highest price asked for.
     *
     * @param price in the market's currency, 0 or more
     * @return a copy that says so
     */
    public SearchDetails maxPrice(final double price) {
        return new SearchDetails(payload.number(DetailField.MAX_PRICE, price, 0, Double.MAX_VALUE));
    }

    /**
     * The fewest bedrooms asked for.
     *
     * @param bedrooms 0 to 250
     * @return a copy that says so
     */
    public SearchDetails minBedrooms(final double bedrooms) {
        return new SearchDetails(payload.number(DetailField.MIN_BEDROOMS, bedrooms, 0, 250));
    }

    /**
     * The area searched in.
     *
     * @param areaId at most 256 bytes
     * @return a copy that says so
     */
    public SearchDetails area(final String areaId) {
        return new SearchDetails(payload.text(DetailField.AREA_ID, areaId, Payload.MAX_ID_BYTES));
    }

    /**
     * How many listings were found.
     *
     * @param number 0 or more
     * @return a copy that says so
     */
    public SearchDetails resultCount(final int number) {
        return new SearchDetails(payload.number(DetailField.RESULT_COUNT, number, 0, Integer.MAX_VALUE));
    }

    /**
     * Further filters of the search.
     *
     * @param filters text or JSON of your own, at most 1,024 bytes
     * @return a copy that says so
     */
    public SearchDetails filters(final String filters) {
        return new SearchDetails(payload.text(DetailField.FILTERS, filters, Payload.MAX_TEXT_BYTES));
    }
}
