package dev.homing.features;

import dev.homing.tracking.ListingKind;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.PropertyType;

/** A version of a listing of a test. */
final class Offer {
    final String property;
    final long effectiveAt;
    long listedAt;
    PropertyStatus status = PropertyStatus.ACTIVE;
    PropertyType type = PropertyType.HOUSE;
    ListingKind kind = ListingKind.SALE;
    double price = Double.NaN;
    String currency = "USD";
    String area = "98101";

    private Offer(final String property, final long effectiveAt) {
        this.property = property;
        this.effectiveAt = effectiveAt;
        listedAt = effectiveAt;
    }

    static Offer of(final String property, final long effectiveAt) {
        return new Offer(property, effectiveAt);
    }

    Offer listedAt(final long at) {
        listedAt = at;
        return this;
    }

    Offer status(final PropertyStatus other) {
        status = other;
        return this;
    }

    Offer type(final PropertyType other) {
        type = other;
        return this;
    }

    Offer kind(final ListingKind other) {
        kind = other;
        return this;
    }

    Offer price(final double other) {
        price = other;
        return this;
    }

    Offer currency(final String other) {
        currency = other;
        return this;
    }

    Offer area(final String other) {
        area = other;
        return this;
    }
}
