package dev.homing.serving.recommend;

import dev.homing.features.catalog.ListingFilter;
import java.util.List;

/**
 * What the business wants of a list, with ids resolved. Immutable.
 *
 * @param boosts         move listings up or down
 * @param pins           put listings at places
 * @param maxPerAgent    listings of one agent, 0 for any number
 * @param maxPerArea     listings in one area, 0 for any number
 * @param maxPerBuilding listings at the same coordinates, 0 for any number
 */
public record ListRules(List<Boost> boosts, List<Pin> pins, int maxPerAgent, int maxPerArea, int maxPerBuilding) {
    /** Nothing is wanted. */
    public static final ListRules NONE = new ListRules(List.of(), List.of(), 0, 0, 0);

    /**
     * Moves listings.
     *
     * @param filter which
     * @param amount in distances between the best score and the last one of the list
     */
    public record Boost(ListingFilter filter, double amount) {
    }

    /**
     * Puts a listing at a place.
     *
     * @param ordinal of the listing
     * @param slot    0 for the first place
     */
    public record Pin(int ordinal, int slot) {
    }

    boolean isEmpty() {
        return boosts.isEmpty() && pins.isEmpty() && !hasCaps();
    }

    boolean hasCaps() {
        return maxPerAgent > 0 || maxPerArea > 0 || maxPerBuilding > 0;
    }
}
