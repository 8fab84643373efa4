package dev.homing.serving.demo;

import dev.homing.proto.v1.Channel;
import dev.homing.proto.v1.Device;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Draws leads: a dream, a place in the city, a budget that mostly fits both, and habits. */
final class LeadFactory {
    private static final double CHARACTER_SPREAD = 0.12;
    /** Part of the leads that are there when the history begins. */
    private static final double THERE_FROM_THE_START = 0.35;
    private static final double TYPICAL_SEARCH_DAYS = 45;
    private static final int MAX_WISHES = 2;

    private final int days;

    LeadFactory(final int days) {
        this.days = days;
    }

    MarketLead draw(final int number, final Dice dice) {
        final Taste taste = taste(dice);
        final int joinedDay = dice.chance(THERE_FROM_THE_START) ? 0 : dice.between(0, days - 1);
        final boolean isMobile = dice.chance(0.55);
        return new MarketLead(String.format(Locale.ROOT, "lead-%04d", number), taste, joinedDay,
                joinedDay + 1 + (int) dice.around(TYPICAL_SEARCH_DAYS, 0.8),
                Math.min(0.75, Math.max(0.03, dice.around(0.095, 0.75))),
                dice.chance(0.7) ? dice.normal(20, 1.2) : dice.normal(12.5, 1.5),
                isMobile ? Device.MOBILE : dice.chance(0.15) ? Device.TABLET : Device.DESKTOP,
                isMobile && dice.chance(0.6) ? Channel.MOBILE_APP : Channel.WEB,
                dice.between(0.0, 0.4), dice.around(1, 0.5), dice.between(0.0, 0.5));
    }

    private static Taste taste(final Dice dice) {
        final Archetype dream = Archetype.values()[dice.between(0, Archetype.values().length - 1)];
        final double bustle = near(dream.bustle(), dice);
        final double green = near(dream.green(), dice);
        final double water = near(dream.water(), dice);
        final double heritage = near(dream.heritage(), dice);
        final Neighbourhood anchor = anchor(bustle, green, water, heritage, dice);
        final double sizeSqft = dice.around(dream.sizeSqft(), 0.15);
        final double usualPrice = ListingFactory.typicalPrice(dream.bestType(), sizeSqft) * anchor.prestige();
        return new Taste(dream, bustle, green, water, heritage, dice.between(0.6, 1.4),
                anchor.eastKm() + dice.normal(0, 1), anchor.northKm() + dice.normal(0, 1), dice.between(1.5, 4.0),
                sizeSqft, Math.max(0, dream.bedrooms() + dice.between(-1, 0)),
                dream.year() + dice.normal(0, 12), dice.between(20.0, 60.0),
                dice.around(1.05 * usualPrice, 0.18), dice.between(0.05, 0.2),
                dream == Archetype.FIXER_UPPER ? 0.2 : dice.between(0.3, 1.5), dice.between(0.2, 1.2), wishes(dice),
                dice.seed());
    }

    private static double near(final double character, final Dice dice) {
        return Math.min(1, Math.max(0, dice.normal(character, CHARACTER_SPREAD)));
    }

    /** People work and have friends rather where they would like to live. */
    private static Neighbourhood anchor(
            final double bustle, final double green, final double water, final double heritage, final Dice dice) {
        final Neighbourhood[] places = Neighbourhood.values();
        final double[] weights = new double[places.length];
        for (int i = 0; i < weights.length; i++) {
            final double distance = Math.hypot(Math.hypot(places[i].bustle() - bustle, places[i].green() - green),
                    Math.hypot(places[i].water() - water, places[i].heritage() - heritage));
            weights[i] = Math.exp(-4 * distance);
        }
        return places[dice.pick(weights)];
    }

    private static Set<Amenity> wishes(final Dice dice) {
        final Set<Amenity> wishes = EnumSet.noneOf(Amenity.class);
        for (int i = 0; i < MAX_WISHES; i++) {
            if (dice.chance(0.6)) {
                wishes.add(Amenity.values()[dice.between(0, Amenity.values().length - 1)]);
            }
        }
        return Collections.unmodifiableSet(wishes);
    }
}
