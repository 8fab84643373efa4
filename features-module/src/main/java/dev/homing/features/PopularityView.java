package dev.homing.features;

/** How popular listings are at one instant. */
@FunctionalInterface
public interface PopularityView {
    /**
     * How popular a listing is.
     *
     * @param ordinal of any listing
     * @param horizon how far back
     * @return in units of event weight, 0 or more
     */
    double value(int ordinal, PopularityHorizon horizon);

    /**
     * Tells which of two listings is more popular, for whoever has to ask for all of them.
     *
     * @param ordinal of any listing
     * @param horizon how far back
     * @return a number without a unit, greater where {@link #value} is, that costs no more
     */
    default double order(final int ordinal, final PopularityHorizon horizon) {
        return value(ordinal, horizon);
    }

    /**
     * What it counts beside the taste of a lead.
     *
     * @param ordinal of any listing
     * @param horizon how far back
     * @return {@link PopularityHorizon#gain(double)} of the value
     */
    default double gain(final int ordinal, final PopularityHorizon horizon) {
        return PopularityHorizon.gain(value(ordinal, horizon));
    }

    /**
     * What they count beside the taste of a lead.
     *
     * @param ordinals of any listings
     * @param count    how many of them
     * @param horizon  how far back
     * @param into     gets {@link #gain} of each
     */
    default void gains(final int[] ordinals, final int count, final PopularityHorizon horizon, final double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = gain(ordinals[i], horizon);
        }
    }
}
