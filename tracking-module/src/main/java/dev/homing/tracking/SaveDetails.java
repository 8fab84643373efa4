package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of the saving of a listing. Immutable: each method returns a copy that says more. */
public final class SaveDetails {
    private static final SaveDetails EMPTY = new SaveDetails(Payload.EMPTY);

    final Payload payload;

    private SaveDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static SaveDetails empty() {
        return EMPTY;
    }

    /**
     * The list it was saved to.
     *
     * @param name at most 1,024 bytes
     * @return a copy that says so
     */
    public SaveDetails list(final String name) {
        return new SaveDetails(payload.text(DetailField.LIST_NAME, name, Payload.MAX_TEXT_BYTES));
    }
}
