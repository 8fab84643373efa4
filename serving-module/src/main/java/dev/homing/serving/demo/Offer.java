package dev.homing.serving.demo;

import dev.homing.proto.v1.PropertyStatus;

/** A home on the market as it is on the present day of the simulation. */
final class Offer {
    private static final double HEAT_KEPT_PER_DAY = 0.88;

    private final MarketListing listing;
    private int price;
    private PropertyStatus status = PropertyStatus.ACTIVE;
    private long activeFromMs;
    private long activeUntilMs = Long.MAX_VALUE;
    private long pendingUntilMs;
    private boolean isWon;
    private double heat;

    Offer(final MarketListing listing) {
        this.listing = listing;
        price = listing.askingPrice();
        activeFromMs = listing.listedAtMs();
    }

    MarketListing listing() {
        return listing;
    }

    int price() {
        return price;
    }

    PropertyStatus status() {
        return status;
    }

    boolean isActiveAt(final long timeMs) {
        return timeMs >= activeFromMs && timeMs < activeUntilMs;
    }

    /** Until when a buyer has it in hand; means something only while the offer is pending. */
    long pendingUntilMs() {
        return pendingUntilMs;
    }

    /** How much attention it gets: what people see in the list of the most viewed. */
    double heat() {
        return heat;
    }

    void warm(final double attention) {
        heat += attention;
    }

    void coolDown() {
        heat *= HEAT_KEPT_PER_DAY;
    }

    /** Says that a lead is going to buy it. */
    void win() {
        isWon = true;
    }

    boolean isWon() {
        return isWon;
    }

    void cut(final int lowerPrice) {
        price = lowerPrice;
    }

    void takeOff(final PropertyStatus newStatus, final long timeMs) {
        status = newStatus;
        activeUntilMs = Math.min(activeUntilMs, timeMs);
    }

    void pend(final long timeMs, final long untilMs) {
        takeOff(PropertyStatus.PENDING, timeMs);
        pendingUntilMs = untilMs;
    }

    void comeBack(final long timeMs) {
        status = PropertyStatus.ACTIVE;
        isWon = false;
        activeFromMs = timeMs;
        activeUntilMs = Long.MAX_VALUE;
    }
}
