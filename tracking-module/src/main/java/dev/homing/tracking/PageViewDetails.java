package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a look at a page other than a listing. Immutable: each method returns a copy that says more. */
public final class PageViewDetails {
    private static final PageViewDetails EMPTY = new PageViewDetails(Payload.EMPTY);

    final Payload payload;

    private PageViewDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static PageViewDetails empty() {
        return EMPTY;
    }

    /**
     * How long it was looked at.
     *
     * @param seconds 0 or more
     * @return a copy that says so
     */
    public PageViewDetails seconds(final double seconds) {
        return new PageViewDetails(payload.number(DetailField.DURATION_SECONDS, seconds, 0, Double.MAX_VALUE));
    }

    /**
     * The page that led to it.
     *
     * @param page at most 1,024 bytes
     * @return a copy that says so
     */
    public PageViewDetails referrer(final String page) {
        return new PageViewDetails(payload.text(DetailField.REFERRER, page, Payload.MAX_TEXT_BYTES));
    }
}
