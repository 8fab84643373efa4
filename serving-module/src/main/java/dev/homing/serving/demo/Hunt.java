package dev.homing.serving.demo;

import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Device;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A lead's search as it stands: what was met and liked, what is arranged, and how homes compare. */
final class Hunt {
    /** Local time of the city. */
    static final int UTC_OFFSET_MINUTES = -480;

    private static final int KNOWN_HOMES = 300;

    /** Something that will happen at an appointed time. */
    enum Kind {
        TOUR,
        REQUEST,
        MEETING
    }

    /** An appointment for a home. */
    record Appointment(long timeMs, Kind kind, Offer offer) {
    }

    private final MarketLead lead;
    private final Dice dice;
    private final EventLog log;
    private final Reference seen;
    private final Reference guessed;
    private final Map<Offer, Double> impressions = new HashMap<>();
    private final Set<Offer> judged = new HashSet<>();
    private final List<Offer> favourites = new ArrayList<>();
    private final Set<Offer> toured = new HashSet<>();
    private final List<Appointment> appointments = new ArrayList<>();
    private int visits;
    private boolean isOver;

    /**
     * Begins a search.
     *
     * @param market that the lead compares with
     */
    Hunt(final MarketLead lead, final List<Offer> market, final Dice dice, final EventLog log) {
        this.lead = lead;
        this.dice = dice;
        this.log = log;
        final List<Offer> known = market.subList(0, Math.min(market.size(), KNOWN_HOMES));
        seen = new Reference(known.stream()
                .mapToDouble(offer -> lead.taste().utility(offer.listing(), offer.price())).toArray());
        guessed = new Reference(known.stream()
                .mapToDouble(offer -> lead.taste().appeal(offer.listing(), offer.price())).toArray());
    }

    MarketLead lead() {
        return lead;
    }

    Dice dice() {
        return dice;
    }

    /** How a home compares with the market once it is looked at, 0 to 1, seen clearly. */
    double standing(final Offer offer) {
        return seen.standing(lead.taste().utility(offer.listing(), offer.price()));
    }

    /** How a home compares by what its card says. */
    double promise(final Offer offer) {
        return guessed.standing(lead.taste().appeal(offer.listing(), offer.price()));
    }

    /** Whether the lead has looked at a home. */
    boolean hasMet(final Offer offer) {
        return impressions.containsKey(offer);
    }

    void remember(final Offer offer, final double impression) {
        impressions.put(offer, impression);
    }

    double impression(final Offer offer) {
        return impressions.getOrDefault(offer, 0.0);
    }

    /** Whether the lead now says for the first time what to think of a home. */
    boolean judge(final Offer offer) {
        return judged.add(offer);
    }

    /** The homes that the lead comes back to, the oldest first. */
    List<Offer> favourites() {
        return favourites;
    }

    boolean tour(final Offer offer) {
        return toured.add(offer);
    }

    /** Takes the appointments out that come before an instant. */
    List<Appointment> due(final long beforeMs) {
        final List<Appointment> due = appointments.stream().filter(appointment -> appointment.timeMs() < beforeMs).toList();
        appointments.removeAll(due);
        return due;
    }

    void arrange(final Appointment appointment) {
        appointments.add(appointment);
    }

    int nextVisit() {
        return ++visits;
    }

    /** The lead has found a home. */
    void end() {
        isOver = true;
    }

    boolean isOver() {
        return isOver;
    }

    /** An event of this lead, without details. */
    Event.Builder event(final EventType type, final Channel channel, final Device device) {
        return Event.newBuilder().setType(type).setLeadId(lead.id()).setChannel(channel).setDevice(device)
                .setUtcOffsetMinutes(UTC_OFFSET_MINUTES);
    }

    /** An event of this lead about a home. */
    Event.Builder event(final EventType type, final Offer offer) {
        return event(type, lead.channel(), lead.device())
                .setPropertyId(offer.listing().id()).setAgentId(offer.listing().agentId());
    }

    void log(final long timeMs, final Event.Builder event) {
        log.add(timeMs, event);
    }
}
