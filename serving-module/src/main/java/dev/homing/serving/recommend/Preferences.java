package dev.homing.serving.recommend;

import dev.homing.features.catalog.ListingFilter;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.Range;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.proto.v1.LeadPreferences;
import dev.homing.tracking.store.IdKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The wishes that a lead states in its profile, with ids resolved: a budget, bedrooms, areas and types, as far as it states them,
 * each with the same say. Its must-haves are no wishes but part of the query's filter. Immutable.
 */
public final class Preferences {
    /** No wishes. */
    public static final Preferences NONE = new Preferences(List.of());
    /**
     * What a listing gains that fits all of it, in distances between the best and the last score of all that were ranked. So what
     * fits all comes before what fits half of it or less, whatever else is known, also for a lead of which nothing else is; and
     * what misses one wish of three or four may still stand above, if the ranker sees that much more in it. The distance within
     * the list, which boosts have, would be another one for every length of the list, and none for a list of one.
     */
    static final float ALL_OF_IT = 2;

    /** Popularity is less than that, as a logarithm or not. */
    private static final double MORE_THAN_POPULARITY = 1e10;

    private final ListingFilter[] wishes;

    private Preferences(final List<ListingFilter> wishes) {
        this.wishes = wishes.toArray(ListingFilter[]::new);
    }

    /**
     * Resolves wishes.
     *
     * @param properties of the tenant
     * @param stated     by the lead
     * @return {@link #NONE} when there are none
     */
    static Preferences of(final TenantCatalog properties, final LeadPreferences stated) {
        final List<ListingFilter> wishes = new ArrayList<>();
        if (stated.hasMinPrice() || stated.hasMaxPrice()) {
            final ListingFilter.Builder budget = new ListingFilter.Builder().price(new Range(
                    stated.hasMinPrice() ? stated.getMinPrice() : Double.NEGATIVE_INFINITY,
                    stated.hasMaxPrice() ? stated.getMaxPrice() : Double.POSITIVE_INFINITY));
            if (!stated.getCurrency().isEmpty()) {
                budget.currency(properties.ids(IdKind.CURRENCY).find(stated.getCurrency()));
            }
            wishes.add(budget.build());
        }
        if (stated.hasMinBedrooms()) {
            wishes.add(new ListingFilter.Builder()
                    .bedrooms(new Range(stated.getMinBedrooms(), Double.POSITIVE_INFINITY)).build());
        }
        if (stated.getAreaIdsCount() > 0) {
            wishes.add(new ListingFilter.Builder()
                    .areas(stated.getAreaIdsList().stream().mapToInt(properties.ids(IdKind.AREA)::find).toArray()).build());
        }
        if (stated.getPropertyTypesCount() > 0) {
            wishes.add(new ListingFilter.Builder()
                    .types(stated.getPropertyTypesValueList().stream().mapToInt(Integer::intValue).toArray()).build());
        }
        return wishes.isEmpty() ? NONE : new Preferences(wishes);
    }

    /**
     * Adds must-haves to what a filter asks for.
     *
     * @param properties of the tenant
     * @param stated     by the lead
     * @param filter     gets them
     */
    static void addMusts(final TenantCatalog properties, final LeadPreferences stated, final ListingFilter.Builder filter) {
        if (stated.getListingKindValue() != 0) {
            filter.kind(stated.getListingKindValue());
        }
        stated.getAmenitiesList().forEach(amenity -> filter.amenity(properties.ids(IdKind.AMENITY).find(amenity)));
    }

    /** Whether there are must-haves. */
    static boolean hasMusts(final LeadPreferences stated) {
        return stated.getListingKindValue() != 0 || stated.getAmenitiesCount() > 0;
    }

    boolean isEmpty() {
        return wishes.length == 0;
    }

    /**
     * How much of it a listing fits.
     *
     * @param scratch is wrapped around the version
     * @return 0 (nothing, or nothing is known of it) to 1 (all)
     */
    float share(final TenantCatalog properties, final int ordinal, final long asOfMs, final PropertyRecord scratch) {
        if (wishes.length == 0 || !properties.read(ordinal, asOfMs, scratch)) {
            return 0;
        }
        int fitting = 0;
        for (final ListingFilter wish : wishes) {
            fitting += wish.mismatch(scratch) == null ? 1 : 0;
        }
        return (float) fitting / wishes.length;
    }

    /** A measure by which what fits more comes first, and of equals the more popular one, by any number for popularity. */
    static double before(final float share, final double popularity) {
        return MORE_THAN_POPULARITY * share + Math.max(popularity, -1);
    }
}
