package dev.homing.serving.demo;

import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.EmailClickedDetails;
import dev.homing.proto.v1.EmailOpenedDetails;
import dev.homing.proto.v1.Event;
import dev.homing.proto.v1.EventType;
import dev.homing.proto.v1.LeadInteractionDetails;
import dev.homing.proto.v1.PageViewDetails;
import dev.homing.proto.v1.PropertySwipeDetails;
import dev.homing.proto.v1.SessionEndDetails;
import dev.homing.proto.v1.SessionStartDetails;
import dev.homing.proto.v1.SwipeDirection;
import java.util.List;

/**
 * One visit of a lead to the portal. The lead sees what the portal shows (search results, the most viewed, the newest, what lies
 * around a home) and nothing else, opens what looks promising by its card, and judges only what was opened.
 */
final class Visit {
    private static final String MAIL = "new-homes-for-you";
    private static final int CARDS_OF_A_LIST = 14;
    private static final int CARDS_OF_A_STACK = 9;
    private static final double HERD_EFFECT = 0.06;
    private static final double CLICK_THRESHOLD = 0.74;
    private static final double CLICK_STEEPNESS = 0.09;
    private static final double LIKED_CARD = 0.82;
    private static final double CARD_NOISE = 0.12;
    private static final double LOOKS_AROUND = 0.22;
    private static final int SHELF_SIZE = 40;
    private static final int REVISITED = 2;

    private final Market market;
    private final Hunt hunt;
    private final Dice dice;
    private final Mood mood;
    private final Search search;
    private final Look look;
    private final String sessionId;
    private final long endMs;
    private long nowMs;

    /**
     * Begins a visit.
     *
     * @param market on that day
     * @param hunt   of the lead
     * @param fromMs when it begins
     * @param endMs  when it ends at the latest
     */
    Visit(final Market market, final Hunt hunt, final long fromMs, final long endMs) {
        this.market = market;
        this.hunt = hunt;
        this.endMs = endMs;
        dice = hunt.dice();
        mood = Mood.of(dice);
        sessionId = hunt.lead().id() + "-v" + hunt.nextVisit();
        search = new Search(market, hunt);
        look = new Look(hunt, mood, sessionId);
        nowMs = fromMs;
    }

    /** The lead opens a mail with new homes and perhaps looks at one of them. */
    void fromMail() {
        final List<Offer> found = search.alert(nowMs);
        log(hunt.event(EventType.EMAIL_OPENED, Channel.EMAIL, hunt.lead().device())
                .setEmailOpened(EmailOpenedDetails.newBuilder().setEmailId(MAIL)));
        pass(5, 20);
        for (int i = 0; i < found.size() && i < REVISITED; i++) {
            final Offer offer = found.get(i);
            if (!hunt.hasMet(offer) && offer.isActiveAt(nowMs) && isTempted(offer, i, 0)) {
                log(hunt.event(EventType.EMAIL_CLICKED, offer).setChannel(Channel.EMAIL)
                        .setEmailClicked(EmailClickedDetails.newBuilder()
                                .setEmailId(MAIL).setUrl("/homes/" + offer.listing().id())));
                pass(1, 3);
                open(offer, "mail");
            }
        }
    }

    /** The lead comes by, looks around in a few ways, and perhaps arranges a tour. */
    void run() {
        final long startMs = nowMs;
        log(hunt.event(EventType.SESSION_START, hunt.lead().channel(), hunt.lead().device())
                .setSessionStart(SessionStartDetails.newBuilder().setReferrer(dice.chance(0.5) ? "" : "web-search")));
        pass(1, 5);
        if (dice.chance(0.3)) {
            log(hunt.event(EventType.PAGE_VIEW, hunt.lead().channel(), hunt.lead().device()).setPageView(
                    PageViewDetails.newBuilder().setUrl("/port-alder").setDurationSeconds(dice.between(3, 40))));
            pass(3, 40);
        }
        comeBackToFavourites();
        final int rounds = Math.max(1, (int) Math.round(dice.around(1.6 * mood.diligence(), 0.4)));
        for (int i = 0; i < rounds; i++) {
            browse();
        }
        if (isOn()) {
            Appointments.schedule(hunt, mood, nowMs, sessionId);
            pass(1, 10);
        }
        if (isOn()) {
            log(hunt.event(EventType.SESSION_END, hunt.lead().channel(), hunt.lead().device())
                    .setSessionEnd(SessionEndDetails.newBuilder().setDurationSeconds((nowMs - startMs) / 1_000.0)));
        }
    }

    /** Who finds a favourite gone looks at what else there is around it. */
    private void comeBackToFavourites() {
        int revisited = 0;
        for (final Offer favourite : List.copyOf(hunt.favourites())) {
            if (!favourite.isActiveAt(nowMs)) {
                hunt.favourites().remove(favourite);
                choose(search.around(favourite), "similar", CARDS_OF_A_LIST / 2, 0.05);
            } else if (revisited < REVISITED && dice.chance(0.3 * mood.diligence())) {
                revisited++;
                open(favourite, "favourites");
            }
        }
    }

    private void browse() {
        final boolean isApp = hunt.lead().channel() == Channel.MOBILE_APP;
        switch (dice.pick(new double[] {0.5, 0.22, 0.2, isApp ? 0.3 : 0})) {
            case 0 -> choose(search.ask(this::log, nowMs), "search", CARDS_OF_A_LIST, 0);
            case 1 -> choose(head(market.popular()), "most-viewed", CARDS_OF_A_LIST, HERD_EFFECT);
            case 2 -> choose(head(market.active()), "newest", CARDS_OF_A_LIST, 0);
            default -> swipe(dice.chance(0.5) ? head(market.popular()) : search.stack(nowMs));
        }
        if (dice.chance(0.08)) {
            log(hunt.event(EventType.LEAD_INTERACTION, hunt.lead().channel(), hunt.lead().device()).setLeadInteraction(
                    LeadInteractionDetails.newBuilder().setInteraction("list-scroll").setScrollDepth(dice.between(0.1, 1.0))));
        }
    }

    /** The first homes of a list, from a random one of its pages: most people see the first page, few the third. */
    private List<Offer> head(final List<Offer> list) {
        final int from = Math.min(list.size(), dice.chance(0.65) ? 0 : dice.chance(0.6) ? CARDS_OF_A_LIST : 2 * CARDS_OF_A_LIST);
        return list.subList(from, Math.min(list.size(), from + SHELF_SIZE));
    }

    private void choose(final List<Offer> cards, final String referrer, final int count, final double herding) {
        int place = 0;
        for (final Offer offer : cards) {
            if (place == count || !isOn()) {
                return;
            }
            if (offer.isActiveAt(nowMs)) {
                pass(1, 4);
                if (!hunt.hasMet(offer) && isTempted(offer, place, herding)) {
                    open(offer, referrer);
                    if (dice.chance(LOOKS_AROUND * hunt.impression(offer))) {
                        choose(search.around(offer), "similar", 4, 0);
                    }
                }
                place++;
            }
        }
    }

    private void swipe(final List<Offer> stack) {
        int swiped = 0;
        for (final Offer offer : stack) {
            if (swiped == CARDS_OF_A_STACK || !isOn()) {
                return;
            }
            if (offer.isActiveAt(nowMs) && !hunt.hasMet(offer)) {
                swiped++;
                final double impression = hunt.promise(offer) + mood.cheer() + dice.normal(0, CARD_NOISE);
                hunt.remember(offer, impression);
                final boolean isLiked = impression > LIKED_CARD;
                log(hunt.event(EventType.PROPERTY_SWIPE, offer).setPropertySwipe(PropertySwipeDetails.newBuilder()
                        .setDirection(isLiked ? SwipeDirection.RIGHT : SwipeDirection.LEFT)));
                pass(2, 9);
                if (isLiked && dice.chance(0.5)) {
                    open(offer, "stack");
                }
            }
        }
    }

    /** By the card alone, with more trust in what stands at the top. */
    private boolean isTempted(final Offer offer, final int place, final double herding) {
        final double impression = hunt.promise(offer) + herding + mood.cheer() + dice.normal(0, CARD_NOISE);
        final double fits = 1 / (1 + Math.exp((CLICK_THRESHOLD - impression) / CLICK_STEEPNESS));
        final double probability = (0.45 * fits + 0.2 * hunt.lead().curiosity()) * Math.min(1.3, mood.diligence());
        return dice.chance(probability / (1 + 0.06 * place));
    }

    private void open(final Offer offer, final String referrer) {
        if (isOn() && offer.isActiveAt(nowMs)) {
            nowMs = look.at(offer, referrer, nowMs, Math.min(endMs, nowMs + Look.MAX_MS));
        }
    }

    private boolean isOn() {
        return nowMs < endMs;
    }

    private void pass(final int fromSeconds, final int toSeconds) {
        nowMs += dice.between(fromSeconds * 1_000L, toSeconds * 1_000L);
    }

    private void log(final Event.Builder event) {
        if (isOn()) {
            hunt.log(nowMs, event.setSessionId(sessionId));
        }
    }
}
