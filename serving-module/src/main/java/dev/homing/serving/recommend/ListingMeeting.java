package dev.homing.serving.recommend;

/**
 * What a lead did with a listing.
 *
 * @param weight    of all its events
 * @param strongest code of the type of the event that weighs most
 * @param events    how many there are
 * @param lastAt    when the newest happened, milliseconds since 1970
 * @param lastPrice of the listing then; NaN when it was not known
 */
record ListingMeeting(double weight, int strongest, int events, long lastAt, double lastPrice) {
}
