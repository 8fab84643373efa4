package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a tour that is to take place. Immutable: each method returns a copy that says more. */
public final class TourScheduledDetails {
    private static final TourScheduledDetails EMPTY = new TourScheduledDetails(Payload.EMPTY);

    final Payload payload;

    private TourScheduledDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static TourScheduledDetails empty() {
        return EMPTY;
    }

    /**
     * When it is to take place.
     *
     * @param epochMs milliseconds since 1970
     * @return a copy that says so
     */
    public TourScheduledDetails scheduledFor(final long epochMs) {
        return new TourScheduledDetails(payload.time(DetailField.SCHEDULED_FOR, epochMs));
    }

    /**
     * What kind of tour.
     *
     * @param type in your own vocabulary ("in_person", "virtual"), at most 1,024 bytes
     * @return a copy that says so
     */
    public TourScheduledDetails type(final String type) {
        return new TourScheduledDetails(payload.text(DetailField.TOUR_TYPE, type, Payload.MAX_TEXT_BYTES));
    }
}
