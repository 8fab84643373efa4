package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of an interaction of a lead. Immutable: each method returns a copy that says more. */
public final class InteractionDetails {
    private static final InteractionDetails EMPTY = new InteractionDetails(Payload.EMPTY);

    final Payload payload;

    private InteractionDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static InteractionDetails empty() {
        return EMPTY;
    }

    /**
     * How long it took.
     *
     * @param seconds 0 or more
     * @return a copy that says so
     */
    public InteractionDetails seconds(final double seconds) {
        return new InteractionDetails(payload.number(DetailField.DURATION_SECONDS, seconds, 0, Double.MAX_VALUE));
    }

    /**
     * How far a list was scrolled.
     *
     * @param depth 0 to 1
     * @return a copy that says so
     */
    public InteractionDetails scrollDepth(final double depth) {
        return new InteractionDetails(payload.number(DetailField.SCROLL_DEPTH, depth, 0, 1));
    }

    /**
     * Whatever else belongs to it; counts as personal data.
     *
     * @param data text or JSON of your own, at most 1,024 bytes
     * @return a copy that says so
     */
    public InteractionDetails data(final String data) {
        return new InteractionDetails(payload.text(DetailField.DATA, data, Payload.MAX_TEXT_BYTES));
    }
}
