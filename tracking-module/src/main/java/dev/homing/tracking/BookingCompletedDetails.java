package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of an appointment that was to take place. Immutable: each method returns a copy that says more. */
public final class BookingCompletedDetails {
    private static final BookingCompletedDetails EMPTY = new BookingCompletedDetails(Payload.EMPTY);

    final Payload payload;

    private BookingCompletedDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static BookingCompletedDetails empty() {
        return EMPTY;
    }

    /**
     * Whether it took place; it did when nothing is said.
     *
     * @param completed false when it did not
     * @return a copy that says so
     */
    public BookingCompletedDetails completed(final boolean completed) {
        return new BookingCompletedDetails(payload.completed(completed));
    }

    /**
     * The lead's rating of it.
     *
     * @param rating 1 to 10
     * @return a copy that says so
     */
    public BookingCompletedDetails rating(final double rating) {
        return new BookingCompletedDetails(payload.number(DetailField.RATING, rating, 1, 10));
    }

    /**
     * When it took place.
     *
     * @param epochMs milliseconds since 1970
     * @return a copy that says so
     */
    public BookingCompletedDetails completedAt(final long epochMs) {
        return new BookingCompletedDetails(payload.time(DetailField.COMPLETED_AT, epochMs));
    }

    /**
     * What the lead said of it; personal data.
     *
     * @param feedback at most 1,024 bytes
     * @return a copy that says so
     */
    public BookingCompletedDetails feedback(final String feedback) {
        return new BookingCompletedDetails(payload.text(DetailField.FEEDBACK, feedback, Payload.MAX_TEXT_BYTES));
    }

    /**
     * The booking request that led to it.
     *
     * @param eventId what {@link EventCollector#bookingRequest} returned, at most 256 bytes
     * @return a copy that says so
     */
    public BookingCompletedDetails requestEventId(final String eventId) {
        return new BookingCompletedDetails(payload.text(DetailField.REQUEST_EVENT_ID, eventId, Payload.MAX_ID_BYTES));
    }
}
