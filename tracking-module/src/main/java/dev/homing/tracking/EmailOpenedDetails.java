package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a mail that was opened. Immutable: each method returns a copy that says more. */
public final class EmailOpenedDetails {
    private static final EmailOpenedDetails EMPTY = new EmailOpenedDetails(Payload.EMPTY);

    final Payload payload;

    private EmailOpenedDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static EmailOpenedDetails empty() {
        return EMPTY;
    }

    /**
     * Its subject, which often names the lead; personal data.
     *
     * @param subject at most 1,024 bytes
     * @return a copy that says so
     */
    public EmailOpenedDetails subject(final String subject) {
        return new EmailOpenedDetails(payload.text(DetailField.SUBJECT, subject, Payload.MAX_TEXT_BYTES));
    }
}
