package dev.homing.features;

import java.util.Objects;

/**
 * What a tenant may set of {@code lead-v1}. Immutable; checked in the constructor.
 *
 * @param windowDays      days that count, 1 to 366
 * @param lowPriceEdge    between price bands 0 and 1, above 0
 * @param middlePriceEdge between price bands 1 and 2
 * @param highPriceEdge   between price bands 2 and 3; the edges rise
 * @param weights         of events
 */
public record LeadFeatureOptions(
        int windowDays, double lowPriceEdge, double middlePriceEdge, double highPriceEdge, EngagementWeights weights) {
    /** The options of the feature catalogue. */
    public static final LeadFeatureOptions DEFAULTS =
            new LeadFeatureOptions(30, 300_000, 600_000, 1_000_000, EngagementWeights.defaults());

    private static final int MAX_WINDOW_DAYS = 366;

    /**
     * Checks the options.
     *
     * @param windowDays      1 to 366
     * @param lowPriceEdge    above 0
     * @param middlePriceEdge above the low one
     * @param highPriceEdge   above the middle one
     * @param weights         of events
     */
    public LeadFeatureOptions {
        Objects.requireNonNull(weights, "weights");
        if (windowDays < 1 || windowDays > MAX_WINDOW_DAYS) {
            throw new IllegalArgumentException("windowDays=" + windowDays + ": 1 to " + MAX_WINDOW_DAYS + " is allowed");
        }
        if (!(lowPriceEdge > 0 && middlePriceEdge > lowPriceEdge && highPriceEdge > middlePriceEdge)) {
            throw new IllegalArgumentException("priceEdges=" + lowPriceEdge + ", " + middlePriceEdge + ", " + highPriceEdge
                    + ": they must be above 0 and rise");
        }
    }
}
