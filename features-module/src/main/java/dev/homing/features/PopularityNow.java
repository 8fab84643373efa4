package dev.homing.features;

import dev.homing.features.catalog.TenantCatalog;

/**
 * How popular listings are by what is known of them now.
 *
 * @param properties of the tenant
 * @param instantMs  {@link TenantCatalog#popularityAt}
 */
public record PopularityNow(TenantCatalog properties, long instantMs) implements PopularityView {
    @Override
    public double value(final int ordinal, final PopularityHorizon horizon) {
        return horizon.value(properties.logPopularity(ordinal, horizon), instantMs);
    }

    @Override
    public double order(final int ordinal, final PopularityHorizon horizon) {
        return properties.logPopularity(ordinal, horizon);
    }

    @Override
    public double gain(final int ordinal, final PopularityHorizon horizon) {
        return horizon.gain(properties.logPopularity(ordinal, horizon), instantMs);
    }

    @Override
    public void gains(final int[] ordinals, final int count, final PopularityHorizon horizon, final double[] into) {
        properties.logPopularities(ordinals, count, horizon, into);
        horizon.gains(into, count, instantMs);
    }
}
