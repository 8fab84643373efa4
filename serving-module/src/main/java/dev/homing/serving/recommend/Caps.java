package dev.homing.serving.recommend;

import dev.homing.features.catalog.PropertyRecord;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Long2LongCounterMap;

/**
 * Counts the listings of a list by agent, area and building, and says which others there is room for. A listing of which one of
 * these is not known is not held to it. One instance belongs to one thread.
 */
final class Caps {
    private final Int2IntCounterMap agents = new Int2IntCounterMap(0);
    private final Int2IntCounterMap areas = new Int2IntCounterMap(0);
    private final Long2LongCounterMap buildings = new Long2LongCounterMap(0);
    private ListRules rules = ListRules.NONE;

    /** Begins an empty list. */
    void begin(final ListRules capped) {
        rules = capped;
        agents.clear();
        areas.clear();
        buildings.clear();
    }

    /** Whether there is room for a listing. */
    boolean admits(final PropertyRecord listing) {
        return (rules.maxPerAgent() == 0 || agents.get(listing.agentOrdinal()) < rules.maxPerAgent())
                && (rules.maxPerArea() == 0 || areas.get(listing.areaOrdinal()) < rules.maxPerArea())
                && (rules.maxPerBuilding() == 0 || buildings.get(building(listing)) < rules.maxPerBuilding());
    }

    /** Counts a listing. */
    void count(final PropertyRecord listing) {
        if (listing.agentOrdinal() != PropertyRecord.NONE) {
            agents.getAndIncrement(listing.agentOrdinal());
        }
        if (listing.areaOrdinal() != PropertyRecord.NONE) {
            areas.getAndIncrement(listing.areaOrdinal());
        }
        if (listing.latitude() != PropertyRecord.UNKNOWN_COORDINATE) {
            buildings.getAndIncrement(building(listing));
        }
    }

    private static long building(final PropertyRecord listing) {
        return ((long) listing.latitude() << Integer.SIZE) | Integer.toUnsignedLong(listing.longitude());
    }
}
