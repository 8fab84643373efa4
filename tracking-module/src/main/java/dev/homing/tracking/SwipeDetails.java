package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a swipe. Immutable: each method returns a copy that says more. */
public final class SwipeDetails {
    private static final SwipeDetails EMPTY = new SwipeDetails(Payload.EMPTY);

    final Payload payload;

    private SwipeDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static SwipeDetails empty() {
        return EMPTY;
    }

    /**
     * How fast it was.
     *
     * @param velocity in your own unit, 0 or more
     * @return a copy that says so
     */
    public SwipeDetails velocity(final double velocity) {
        return new SwipeDetails(payload.number(DetailField.SWIPE_VELOCITY, velocity, 0, Double.MAX_VALUE));
    }
}
