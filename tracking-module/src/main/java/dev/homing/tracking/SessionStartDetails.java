package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of the beginning of a session. Immutable: each method returns a copy that says more. */
public final class SessionStartDetails {
    private static final SessionStartDetails EMPTY = new SessionStartDetails(Payload.EMPTY);

    final Payload payload;

    private SessionStartDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static SessionStartDetails empty() {
        return EMPTY;
    }

    /**
     * The page that led to it.
     *
     * @param page at most 1,024 bytes
     * @return a copy that says so
     */
    public SessionStartDetails referrer(final String page) {
        return new SessionStartDetails(payload.text(DetailField.REFERRER, page, Payload.MAX_TEXT_BYTES));
    }

    /**
     * The browser or app; personal data.
     *
     * @param userAgent at most 1,024 bytes
     * @return a copy that says so
     */
    public SessionStartDetails userAgent(final String userAgent) {
        return new SessionStartDetails(payload.text(DetailField.USER_AGENT, userAgent, Payload.MAX_TEXT_BYTES));
    }
}
