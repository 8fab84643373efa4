package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a request for an appointment. Immutable: each method returns a copy that says more. */
public final class BookingRequestDetails {
    private static final BookingRequestDetails EMPTY = new BookingRequestDetails(Payload.EMPTY);

    final Payload payload;

    private BookingRequestDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static BookingRequestDetails empty() {
        return EMPTY;
    }

    /**
     * How soon it is wanted; {@link Urgency#NORMAL} when nothing is said.
     *
     * @param urgency how soon
     * @return a copy that says so
     */
    public BookingRequestDetails urgency(final Urgency urgency) {
        return new BookingRequestDetails(payload.urgency(urgency));
    }

    /**
     * The time asked for.
     *
     * @param epochMs milliseconds since 1970
     * @return a copy that says so
     */
    public BookingRequestDetails requestedFor(final long epochMs) {
        return new BookingRequestDetails(payload.time(DetailField.REQUESTED_FOR, epochMs));
    }

    /**
     * What for.
     *
     * @param type in your own vocabulary ("tour", "call"), at most 1,024 bytes
     * @return a copy that says so
     */
    public BookingRequestDetails type(final String type) {
        return new BookingRequestDetails(payload.text(DetailField.BOOKING_TYPE, type, Payload.MAX_TEXT_BYTES));
    }

    /**
     * What the lead wrote; personal data.
     *
     * @param notes at most 1,024 bytes
     * @return a copy that says so
     */
    public BookingRequestDetails notes(final String notes) {
        return new BookingRequestDetails(payload.text(DetailField.NOTES, notes, Payload.MAX_TEXT_BYTES));
    }
}
