package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said when a listing was taken off a list. Immutable: each method returns a copy that says more. */
public final class UnsaveDetails {
    private static final UnsaveDetails EMPTY = new UnsaveDetails(Payload.EMPTY);

    final Payload payload;

    private UnsaveDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static UnsaveDetails empty() {
        return EMPTY;
    }

    /**
     * The list it was taken from.
     *
     * @param name at most 1,024 bytes
     * @return a copy that says so
     */
    public UnsaveDetails list(final String name) {
        return new UnsaveDetails(payload.text(DetailField.LIST_NAME, name, Payload.MAX_TEXT_BYTES));
    }

    /**
     * The lead's reason.
     *
     * @param reason in your own vocabulary, at most 1,024 bytes
     * @return a copy that says so
     */
    public UnsaveDetails reason(final String reason) {
        return new UnsaveDetails(payload.text(DetailField.REASON, reason, Payload.MAX_TEXT_BYTES));
    }
}
