package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of the end of a session. Immutable: each method returns a copy that says more. */
public final class SessionEndDetails {
    private static final SessionEndDetails EMPTY = new SessionEndDetails(Payload.EMPTY);

    final Payload payload;

    private SessionEndDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static SessionEndDetails empty() {
        return EMPTY;
    }

    /**
     * How long it lasted.
     *
     * @param seconds 0 or more
     * @return a copy that says so
     */
    public SessionEndDetails seconds(final double seconds) {
        return new SessionEndDetails(payload.number(DetailField.DURATION_SECONDS, seconds, 0, Double.MAX_VALUE));
    }

    /**
     * Pages looked at in it.
     *
     * @param number 0 or more
     * @return a copy that says so
     */
    public SessionEndDetails pageViews(final int number) {
        return new SessionEndDetails(payload.number(DetailField.PAGE_VIEWS, number, 0, Integer.MAX_VALUE));
    }

    /**
     * Listings looked at in it.
     *
     * @param number 0 or more
     * @return a copy that says so
     */
    public SessionEndDetails propertyViews(final int number) {
        return new SessionEndDetails(payload.number(DetailField.PROPERTY_VIEWS, number, 0, Integer.MAX_VALUE));
    }
}
