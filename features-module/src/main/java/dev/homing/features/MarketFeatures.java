package dev.homing.features;

import dev.homing.features.catalog.AreaListings;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.PropertyStatus;

/**
 * What the catalogue says of a property as of an instant: time on the market, price against its first price and against its
 * neighbours. Takes a look at each listing that ever was in the property's area, and none at the others.
 */
final class MarketFeatures {
    private static final double DAY_MS = 86_400_000;
    private static final int MIN_LISTINGS = 5;
    private static final int ACTIVE = PropertyStatus.ACTIVE.code();
    private static final int SOLD = PropertyStatus.SOLD.code();
    private static final int WITHDRAWN = PropertyStatus.WITHDRAWN.code();

    private final PropertyRecord property = new PropertyRecord();
    private final PropertyRecord other = new PropertyRecord();
    private final Median prices = new Median();

    /** Sets the features of a listing that was on the market by then, and leaves those of any other. */
    void put(final TenantCatalog catalog, final int ordinal, final long asOf, final float[] features) {
        if (!catalog.read(ordinal, asOf, property) || property.listedAt() > asOf) {
            return;
        }
        features[PropertyFeatureSchema.DAYS_ON_MARKET] =
                (float) (Math.max(0, endOnMarket(catalog, asOf) - property.listedAt()) / DAY_MS);
        features[PropertyFeatureSchema.PRICE_CHANGE_RATIO] = (float) (property.price() / firstPrice(catalog) - 1);
        features[PropertyFeatureSchema.PRICE_TO_AREA_MEDIAN] = (float) (property.price() / areaMedian(catalog, asOf));
    }

    /** Since when it has been off the market, or the instant itself. */
    private long endOnMarket(final TenantCatalog catalog, final long asOf) {
        long end = asOf;
        other.wrap(property.buffer(), property.offset());
        boolean isVersion = true;
        while (isVersion && (other.status() == SOLD || other.status() == WITHDRAWN)) {
            end = Math.min(end, other.effectiveAt());
            isVersion = catalog.readPrevious(other);
        }
        return end;
    }

    /** The oldest price that can be compared with the one of now. */
    private double firstPrice(final TenantCatalog catalog) {
        double first = property.price();
        other.wrap(property.buffer(), property.offset());
        while (catalog.readPrevious(other)) {
            if (isOfferedAlike() && !Double.isNaN(other.price())) {
                first = other.price();
            }
        }
        return first;
    }

    private boolean isOfferedAlike() {
        return other.listingKind() == property.listingKind() && other.currencyOrdinal() == property.currencyOrdinal();
    }

    private double areaMedian(final TenantCatalog catalog, final long asOf) {
        final AreaListings areas = catalog.areas();
        final int area = property.areaOrdinal();
        final int count = areas.count(area);
        prices.clear();
        for (int i = 0; i < count; i++) {
            if (catalog.read(areas.ordinal(area, i), asOf, other) && isComparable(area, asOf)) {
                prices.add(other.price());
            }
        }
        return prices.size() < MIN_LISTINGS ? Double.NaN : prices.value();
    }

    private boolean isComparable(final int area, final long asOf) {
        return other.areaOrdinal() == area
                && other.status() == ACTIVE
                && other.listedAt() <= asOf
                && other.propertyType() == property.propertyType()
                && isOfferedAlike()
                && !Double.isNaN(other.price());
    }
}
