package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a dislike. Immutable: each method returns a copy that says more. */
public final class DislikeDetails {
    private static final DislikeDetails EMPTY = new DislikeDetails(Payload.EMPTY);

    final Payload payload;

    private DislikeDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static DislikeDetails empty() {
        return EMPTY;
    }

    /**
     * The lead's reason.
     *
     * @param reason in your own vocabulary, at most 1,024 bytes
     * @return a copy that says so
     */
    public DislikeDetails reason(final String reason) {
        return new DislikeDetails(payload.text(DetailField.REASON, reason, Payload.MAX_TEXT_BYTES));
    }
}
