package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import java.util.List;

/**
 * What happened on a market, and the secrets behind it.
 *
 * @param changes     of the listings, in the order of time
 * @param events      of the leads, in the order of time
 * @param leads       in the order of their ids, with their hidden tastes
 * @param onTheMarket what is offered at the end
 */
record MarketHistory(
        List<ListingChange> changes, List<Event> events, List<MarketLead> leads, List<Home> onTheMarket) {
}
