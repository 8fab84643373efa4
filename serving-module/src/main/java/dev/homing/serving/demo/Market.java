package dev.homing.serving.demo;

import dev.homing.proto.v1.PropertyStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The offers, day by day: they come, are cut in price when nobody wants them, get a buyer or are withdrawn, and now and then a
 * buyer falls through. Cheap and well done up goes first; what a lead buys is gone for all others.
 */
final class Market {
    static final long DAY_MS = 86_400_000L;

    private static final double SALE_PER_DAY = 0.021;
    private static final double OVERPRICING_EFFECT = 6;
    private static final double FINISH_EFFECT = 1.2;
    private static final double WITHDRAWAL_PER_DAY = 0.002;
    private static final int PATIENCE_DAYS = 18;
    private static final double CUT_PER_DAY = 0.05;
    private static final double FALLS_THROUGH = 0.08;
    private static final int PRICE_STEP = 1_000;

    private final Dice dice;
    private final Deque<MarketListing> toCome;
    private final List<Offer> offers = new ArrayList<>();
    private final List<ListingChange> changes = new ArrayList<>();
    private List<Offer> active = List.of();
    private List<Offer> popular = List.of();

    /** A market on which nothing is offered yet; {@code listings} are all that ever will be. */
    Market(final List<MarketListing> listings, final Dice dice) {
        this.dice = dice;
        toCome = new ArrayDeque<>(listings.stream().sorted(Comparator.comparingLong(MarketListing::listedAtMs)).toList());
    }

    /** What is on the market today, the newest first. */
    List<Offer> active() {
        return active;
    }

    /** The same, what is looked at most first. */
    List<Offer> popular() {
        return popular;
    }

    /** All that was ever on the market, in the order in which it came. */
    List<Offer> offers() {
        return offers;
    }

    /** All that changed so far, in the order of time. */
    List<ListingChange> changes() {
        return changes.stream().sorted(Comparator.comparingLong(ListingChange::effectiveAtMs)).toList();
    }

    /** Lets a day happen to the offers; what leads do on that day comes after. */
    void advance(final long fromMs) {
        final long toMs = fromMs + DAY_MS;
        for (final Offer offer : offers) {
            offer.coolDown();
            if (offer.status() == PropertyStatus.ACTIVE) {
                happenToActive(offer, fromMs, toMs);
            } else if (offer.status() == PropertyStatus.PENDING && offer.pendingUntilMs() < toMs) {
                close(offer);
            }
        }
        while (!toCome.isEmpty() && toCome.getFirst().listedAtMs() < toMs) {
            final Offer offer = new Offer(toCome.removeFirst());
            offers.add(offer);
            note(offer.listing().listedAtMs(), offer);
        }
        active = offers.stream().filter(offer -> offer.isActiveAt(toMs - 1) || offer.isActiveAt(fromMs))
                .sorted(Comparator.comparingLong((Offer offer) -> -offer.listing().listedAtMs())).toList();
        popular = active.stream().sorted(Comparator.comparingDouble((Offer offer) -> -offer.heat())).toList();
    }

    private void happenToActive(final Offer offer, final long fromMs, final long toMs) {
        final MarketListing home = offer.listing();
        final double overpricing = offer.price() / home.value() - 1;
        final double sale = SALE_PER_DAY * Math.exp(-OVERPRICING_EFFECT * overpricing + FINISH_EFFECT * (home.finish() - 0.5));
        final long timeMs = dice.between(fromMs, toMs);
        if (offer.isWon() || dice.chance(sale)) {
            offer.pend(timeMs, timeMs + dice.between(5 * DAY_MS, 15 * DAY_MS));
            note(timeMs, offer);
        } else if (dice.chance(WITHDRAWAL_PER_DAY)) {
            offer.takeOff(PropertyStatus.WITHDRAWN, timeMs);
            note(timeMs, offer);
        } else if (timeMs - home.listedAtMs() > PATIENCE_DAYS * DAY_MS && dice.chance(CUT_PER_DAY)) {
            offer.cut((int) Math.max(PRICE_STEP,
                    Math.round(offer.price() * dice.between(0.93, 0.98) / PRICE_STEP) * PRICE_STEP));
            note(timeMs, offer);
        }
    }

    private void close(final Offer offer) {
        if (dice.chance(FALLS_THROUGH)) {
            offer.comeBack(offer.pendingUntilMs());
        } else {
            offer.takeOff(PropertyStatus.SOLD, offer.pendingUntilMs());
        }
        note(offer.pendingUntilMs(), offer);
    }

    private void note(final long timeMs, final Offer offer) {
        changes.add(new ListingChange(timeMs, offer.listing(), offer.price(), offer.status()));
    }
}
