package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a like. Immutable: each method returns a copy that says more. */
public final class LikeDetails {
    private static final LikeDetails EMPTY = new LikeDetails(Payload.EMPTY);

    final Payload payload;

    private LikeDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static LikeDetails empty() {
        return EMPTY;
    }

    /**
     * The page or feature where the listing was liked.
     *
     * @param page at most 1,024 bytes
     * @return a copy that says so
     */
    public LikeDetails referrer(final String page) {
        return new LikeDetails(payload.text(DetailField.REFERRER, page, Payload.MAX_TEXT_BYTES));
    }
}
