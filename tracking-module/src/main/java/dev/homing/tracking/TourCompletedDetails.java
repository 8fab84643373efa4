package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of a tour that was to take place. Immutable: each method returns a copy that says more. */
public final class TourCompletedDetails {
    private static final TourCompletedDetails EMPTY = new TourCompletedDetails(Payload.EMPTY);

    final Payload payload;

    private TourCompletedDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static TourCompletedDetails empty() {
        return EMPTY;
    }

    /**
     * Whether it took place; it did when nothing is said.
     *
     * @param completed false when nobody came
     * @return a copy that says so
     */
    public TourCompletedDetails completed(final boolean completed) {
        return new TourCompletedDetails(payload.completed(completed));
    }

    /**
     * The lead's interest afterwards.
     *
     * @param interest 1 to 10
     * @return a copy that says so
     */
    public TourCompletedDetails interest(final double interest) {
        return new TourCompletedDetails(payload.number(DetailField.INTEREST, interest, 1, 10));
    }

    /**
     * How long it took.
     *
     * @param seconds 0 or more
     * @return a copy that says so
     */
    public TourCompletedDetails seconds(final double seconds) {
        return new TourCompletedDetails(payload.number(DetailField.DURATION_SECONDS, seconds, 0, Double.MAX_VALUE));
    }

    /**
     * What the agent noted; personal data.
     *
     * @param notes at most 1,024 bytes
     * @return a copy that says so
     */
    public TourCompletedDetails notes(final String notes) {
        return new TourCompletedDetails(payload.text(DetailField.NOTES, notes, Payload.MAX_TEXT_BYTES));
    }
}
