package dev.homing.serving.model;

import dev.homing.features.PopularityHorizon;
import dev.homing.features.PopularityView;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.codec.Timeline;
import java.util.function.IntPredicate;

/** The most popular listings of an instant by each horizon, more than any lead can have seen. Immutable. */
public final class PopularListings {
    private static final int KEPT = PopularityHorizon.MORE_CANDIDATES + Timeline.DEFAULT_MAX_LEAD_EVENTS;
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();

    private final int[][] ordinals = new int[HORIZONS.length][];

    /**
     * Looks for them.
     *
     * @param properties of the tenant
     * @param popularity at the instant
     * @param isShown    which listings count
     */
    public PopularListings(final TenantCatalog properties, final PopularityView popularity, final IntPredicate isShown) {
        for (final PopularityHorizon horizon : HORIZONS) {
            ordinals[horizon.ordinal()] = properties.best(KEPT, ordinal -> popularity.order(ordinal, horizon),
                    ordinal -> popularity.value(ordinal, horizon) > 0 && isShown.test(ordinal));
        }
    }

    /**
     * The listings.
     *
     * @param horizon how far back
     * @return ordinals, most popular first, not a copy
     */
    public int[] by(final PopularityHorizon horizon) {
        return ordinals[horizon.ordinal()];
    }
}
