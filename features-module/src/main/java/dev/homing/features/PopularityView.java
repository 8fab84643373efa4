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
}
