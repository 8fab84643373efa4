package dev.homing.serving.demo;

import dev.homing.proto.v1.PropertyStatus;

/**
 * From when on a home is offered how.
 *
 * @param effectiveAtMs from when on
 * @param listing       the home
 * @param price         asked
 * @param status        of the offer
 */
record ListingChange(long effectiveAtMs, MarketListing listing, int price, PropertyStatus status) {
}
