package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import java.util.ArrayList;
import java.util.List;

/** Leads who begin anew: what somebody did first, under an id that the server has never heard of. */
final class Beginners {
    private Beginners() {
    }

    /** The id of a lead of whom the server knows only so many events. */
    static String id(final MarketLead lead, final int events) {
        return lead.id() + "-after-" + events;
    }

    /** The first events of some leads, as those of beginners. */
    static List<Event> events(final List<MarketLead> leads, final Cast cast, final int events) {
        final List<Event> copies = new ArrayList<>();
        for (final MarketLead lead : leads) {
            for (final Event event : cast.story(lead).events().subList(0, events)) {
                copies.add(event.toBuilder().setEventId(event.getEventId() + "-after-" + events)
                        .setLeadId(id(lead, events)).build());
            }
        }
        return copies;
    }
}
