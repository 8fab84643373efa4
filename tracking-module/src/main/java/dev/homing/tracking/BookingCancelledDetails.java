package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a cancelled appointment. Immutable: each method returns a copy that says more. */
public final class BookingCancelledDetails {
    private static final BookingCancelledDetails EMPTY = new BookingCancelledDetails(Payload.EMPTY);

    final Payload payload;

    private BookingCancelledDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static BookingCancelledDetails empty() {
        return EMPTY;
    }

    /**
     * Why.
     *
     * @param reason in your own vocabulary, at most 1,024 bytes
     * @return a copy that says so
     */
    public BookingCancelledDetails reason(final String reason) {
        return new BookingCancelledDetails(payload.text(DetailField.REASON, reason, Payload.MAX_TEXT_BYTES));
    }

    /**
     * The booking request that is cancelled.
     *
     * @param eventId what {@link EventCollector#bookingRequest} returned, at most 256 bytes
     * @return a copy that says so
     */
    public BookingCancelledDetails requestEventId(final String eventId) {
        return new BookingCancelledDetails(payload.text(DetailField.REQUEST_EVENT_ID, eventId, Payload.MAX_ID_BYTES));
    }
}
