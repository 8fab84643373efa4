package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a link in a mail that was followed. Immutable: each method returns a copy that says more. */
public final class EmailClickedDetails {
    private static final EmailClickedDetails EMPTY = new EmailClickedDetails(Payload.EMPTY);

    final Payload payload;

    private EmailClickedDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static EmailClickedDetails empty() {
        return EMPTY;
    }

    /**
     * Where the link led.
     *
     * @param url at most 1,024 bytes
     * @return a copy that says so
     */
    public EmailClickedDetails url(final String url) {
        return new EmailClickedDetails(payload.text(DetailField.URL, url, Payload.MAX_TEXT_BYTES));
    }

    /**
     * What kind of link.
     *
     * @param type in your own vocabulary ("listing", "unsubscribe"), at most 1,024 bytes
     * @return a copy that says so
     */
    public EmailClickedDetails linkType(final String type) {
        return new EmailClickedDetails(payload.text(DetailField.LINK_TYPE, type, Payload.MAX_TEXT_BYTES));
    }
}
