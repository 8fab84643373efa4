package dev.homing.serving.demo;

/**
 * A listing and what is asked for it at some instant.
 *
 * @param listing the home
 * @param price   then
 */
record Home(MarketListing listing, int price) {
    static Home of(final Offer offer) {
        return new Home(offer.listing(), offer.price());
    }
}
