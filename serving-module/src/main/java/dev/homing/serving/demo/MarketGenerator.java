package dev.homing.serving.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the history of an invented market up to a day: homes come, are cut in price and sell; leads with hidden tastes search for
 * them. The same seed and size make the same history, whatever the day on which it ends.
 *
 * <p>Leads react to what they are shown, and are shown what portals show, so that the events carry the marks of real ones: what
 * is popular is seen more, what is new is seen first, most homes of a lead's taste are never seen, and judgements are noisy.
 */
final class MarketGenerator {
    /** Part of all listings that is on offer when the history begins. */
    private static final double STOCK = 0.32;
    private static final int STOCK_AGE_DAYS = 50;
    private static final int MAX_VISIT_MINUTES = 75;
    private static final long MINUTE_MS = 60_000L;
    private static final int HOURS = 24;
    private static final double LAST_HOUR = 23.5;
    private static final double MAILS_PER_DAY = 0.15;

    private final MarketSize size;
    private final Dice dice;
    private final long startMs;
    private final long endMs;

    /**
     * Creates a generator.
     *
     * @param seed of everything
     * @param size of the market
     * @param now  the history ends at the midnight of the city before it
     */
    MarketGenerator(final long seed, final MarketSize size, final Instant now) {
        this.size = size;
        dice = Dice.of(seed);
        endMs = midnightBefore(now.toEpochMilli());
        startMs = endMs - size.days() * Market.DAY_MS;
    }

    /** A planned visit of a lead. */
    private record Plan(long timeMs, Hunt hunt, boolean isMail) {
    }

    /** Makes the history; to be called once. */
    MarketHistory generate() {
        final Market market = new Market(listings(dice.split()), dice.split());
        final EventLog log = new EventLog();
        final Dice leadDice = dice.split();
        final LeadFactory leads = new LeadFactory(size.days());
        final List<Hunt> hunts = new ArrayList<>();
        market.advance(startMs);
        for (int number = 1; number <= size.leads(); number++) {
            final Dice own = leadDice.split();
            hunts.add(new Hunt(leads.draw(number, own), market.active(), own, log));
        }
        for (int day = 0; day < size.days(); day++) {
            final long fromMs = startMs + day * Market.DAY_MS;
            if (day > 0) {
                market.advance(fromMs);
            }
            live(day, fromMs, market, hunts);
        }
        return new MarketHistory(market.changes(), log.events(), hunts.stream().map(Hunt::lead).toList(),
                market.offers().stream().filter(offer -> offer.isActiveAt(endMs - 1)).map(Home::of).toList());
    }

    private List<MarketListing> listings(final Dice listingDice) {
        final ListingFactory factory = new ListingFactory();
        final int stock = (int) Math.round(STOCK * size.listings());
        final List<MarketListing> listings = new ArrayList<>();
        for (int number = 1; number <= size.listings(); number++) {
            final Dice own = listingDice.split();
            final long listedAtMs = number <= stock
                    ? startMs - own.between(1, STOCK_AGE_DAYS * Market.DAY_MS)
                    : own.between(startMs, endMs - 1);
            listings.add(factory.draw(number, listedAtMs, own));
        }
        return listings;
    }

    private void live(final int day, final long fromMs, final Market market, final List<Hunt> hunts) {
        final long toMs = fromMs + Market.DAY_MS;
        final List<Plan> plans = new ArrayList<>();
        for (final Hunt hunt : hunts) {
            for (final Hunt.Appointment due : hunt.due(toMs - Appointments.FOLLOW_UP_MS)) {
                Appointments.keep(hunt, due);
            }
            plan(day, fromMs, hunt, plans);
        }
        plans.sort(Comparator.comparingLong(Plan::timeMs));
        for (final Plan plan : plans) {
            final Visit visit = new Visit(market, plan.hunt(), plan.timeMs(),
                    Math.min(toMs, plan.timeMs() + MAX_VISIT_MINUTES * MINUTE_MS));
            if (plan.isMail()) {
                visit.fromMail();
            } else {
                visit.run();
            }
        }
    }

    private static void plan(final int day, final long fromMs, final Hunt hunt, final List<Plan> plans) {
        final MarketLead lead = hunt.lead();
        if (hunt.isOver() || day < lead.joinedDay() || day > lead.givesUpDay()) {
            return;
        }
        final Dice own = hunt.dice();
        if (day == lead.joinedDay() || own.chance(lead.visitsPerDay())) {
            plans.add(new Plan(timeOfDay(fromMs, own.normal(lead.peakHour(), 1.5)), hunt, false));
        } else if (own.chance(MAILS_PER_DAY * lead.readsMail())) {
            plans.add(new Plan(timeOfDay(fromMs, own.normal(8, 1)), hunt, true));
        }
    }

    private static long midnightBefore(final long timeMs) {
        final long offsetMs = Hunt.UTC_OFFSET_MINUTES * MINUTE_MS;
        return Math.floorDiv(timeMs + offsetMs, Market.DAY_MS) * Market.DAY_MS - offsetMs;
    }

    private static long timeOfDay(final long midnightMs, final double hour) {
        return midnightMs + (long) (Math.min(Math.max(hour, 0), LAST_HOUR) / HOURS * Market.DAY_MS);
    }
}
