package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a look at a listing. Immutable: each method returns a copy that says more. */
public final class ViewDetails {
    private static final ViewDetails EMPTY = new ViewDetails(Payload.EMPTY);

    final Payload payload;

    private ViewDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static ViewDetails empty() {
        return EMPTY;
    }

    /**
     * How long it was looked at; more than 600 counts as 600.
     *
     * @param seconds 0 or more
     * @return a copy that says so
     */
    public ViewDetails seconds(final double seconds) {
        return new ViewDetails(payload.viewSeconds(seconds));
    }

    /**
     * Photos looked at.
     *
     * @param number 0 or more
     * @return a copy that says so
     */
    public ViewDetails photos(final int number) {
        return new ViewDetails(payload.number(DetailField.PHOTOS_VIEWED, number, 0, Integer.MAX_VALUE));
    }

    /**
     * How far the page was scrolled.
     *
     * @param depth 0 to 1
     * @return a copy that says so
     */
    public ViewDetails scrollDepth(final double depth) {
        return new ViewDetails(payload.number(DetailField.SCROLL_DEPTH, depth, 0, 1));
    }

    /**
     * The page or feature that led to the listing.
     *
     * @param page at most 1,024 bytes
     * @return a copy that says so
     */
    public ViewDetails referrer(final String page) {
        return new ViewDetails(payload.text(DetailField.REFERRER, page, Payload.MAX_TEXT_BYTES));
    }

    /**
     * The part of the product that showed it.
     *
     * @param source in your own vocabulary ("search", "map"), at most 1,024 bytes
     * @return a copy that says so
     */
    public ViewDetails pageSource(final String source) {
        return new ViewDetails(payload.text(DetailField.PAGE_SOURCE, source, Payload.MAX_TEXT_BYTES));
    }
}
