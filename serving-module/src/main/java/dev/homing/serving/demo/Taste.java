package dev.homing.serving.demo;

import java.util.Set;

/**
 * What a lead wants, which nobody is told. A home disappoints in each of several respects, by how far it is from what the lead
 * dreams of; what disappoints most counts on its own besides, as one flaw too many spoils a home that is right in all else.
 *
 * <p>On purpose no product of two vectors: dreams are points and not directions (a larger home is better only up to a size), the
 * budget bites softly and then hard, and part of a taste depends on what no catalogue knows.
 *
 * @param dream           the kind of home
 * @param bustle          of the place that would be right, 0 to 1
 * @param green           of that place
 * @param water           of that place
 * @param heritage        of that place
 * @param placeMatters    how much the place counts
 * @param anchorEastKm    where the lead has to be often
 * @param anchorNorthKm   where the lead has to be often
 * @param reachKm         how far from there is still near
 * @param sizeSqft        that would be right
 * @param bedrooms        fewest that will do
 * @param year            in which the home would be built
 * @param yearTolerance   in years
 * @param budget          that the lead means to keep to
 * @param budgetTolerance above the budget, as a part of it
 * @param finishMatters   how much it counts that a home is done up
 * @param charmMatters    how much charm counts
 * @param wishes          that a home should have
 * @param sparkSeed       of what nobody can explain
 */
record Taste(
        Archetype dream,
        double bustle,
        double green,
        double water,
        double heritage,
        double placeMatters,
        double anchorEastKm,
        double anchorNorthKm,
        double reachKm,
        double sizeSqft,
        int bedrooms,
        double year,
        double yearTolerance,
        double budget,
        double budgetTolerance,
        double finishMatters,
        double charmMatters,
        Set<Amenity> wishes,
        long sparkSeed) {
    private static final double AVERAGE = 0.5;
    private static final double MAX_LOSS = 4;
    private static final double WORST_MATTERS = 0.7;
    private static final double CHARACTER_TOLERANCE = 0.3;
    private static final double TOO_SMALL_TOLERANCE = 0.20;
    private static final double TOO_LARGE_TOLERANCE = 0.38;
    private static final double MISSING_BEDROOM_LOSS = 0.7;
    private static final double MISSING_WISH_LOSS = 0.5;
    private static final double SPENDING_LOSS = 0.4;
    private static final double SPARK = 0.2;

    /** Adds up what disappoints. No single flaw counts for more than the largest loss. */
    private static final class Losses {
        private double sum;
        private double worst;

        void add(final double loss) {
            final double capped = Math.min(MAX_LOSS, loss);
            sum += capped;
            worst = Math.max(worst, capped);
        }
    }

    /** How right a home is for the lead, all things known: the higher the better, around 0 at best. */
    double utility(final MarketListing home, final double price) {
        return -loss(home, price, home.finish(), home.charm()) + spark(home);
    }

    /** How right a home seems before the lead has looked at it. */
    double appeal(final MarketListing home, final double price) {
        return -loss(home, price, AVERAGE, AVERAGE);
    }

    /** How right a neighbourhood seems as such. */
    double appeal(final Neighbourhood place) {
        return -Math.min(MAX_LOSS, placeLoss(place, place.eastKm(), place.northKm()));
    }

    private double loss(final MarketListing home, final double price, final double finish, final double charm) {
        final double tooLarge = Math.log(home.sizeSqft() / sizeSqft);
        final Losses losses = new Losses();
        losses.add(placeLoss(home.neighbourhood(), home.eastKm(), home.northKm()));
        losses.add(-Math.log(dream.fit(home.type())));
        losses.add(halfSquare(tooLarge / (tooLarge < 0 ? TOO_SMALL_TOLERANCE : TOO_LARGE_TOLERANCE)));
        losses.add(MISSING_BEDROOM_LOSS * Math.max(0, bedrooms - home.bedrooms()));
        losses.add(halfSquare((home.yearBuilt() - year) / yearTolerance));
        losses.add(priceLoss(price / budget));
        losses.add(finishMatters * (1 - finish) + charmMatters * (1 - charm));
        losses.add(MISSING_WISH_LOSS * missingWishes(home));
        return losses.sum + WORST_MATTERS * losses.worst;
    }

    private int missingWishes(final MarketListing home) {
        int missing = 0;
        for (final Amenity wish : wishes) {
            missing += home.amenities().contains(wish) ? 0 : 1;
        }
        return missing;
    }

    private double placeLoss(final Neighbourhood place, final double eastKm, final double northKm) {
        final double character = halfSquare((place.bustle() - bustle) / CHARACTER_TOLERANCE)
                + halfSquare((place.green() - green) / CHARACTER_TOLERANCE)
                + halfSquare((place.water() - water) / CHARACTER_TOLERANCE)
                + halfSquare((place.heritage() - heritage) / CHARACTER_TOLERANCE);
        final double way = Math.hypot(eastKm - anchorEastKm, northKm - anchorNorthKm) / reachKm;
        return placeMatters * (character + Math.log1p(way * way));
    }

    private double priceLoss(final double share) {
        return SPENDING_LOSS * share + (share > 1 ? halfSquare((share - 1) / budgetTolerance) : 0);
    }

    private static double halfSquare(final double distance) {
        return distance * distance / 2;
    }

    /** Liking without a reason: always the same for the same home, and seen in nothing but this lead's own reaction. */
    private double spark(final MarketListing home) {
        final Dice dice = Dice.of(sparkSeed ^ home.id().hashCode());
        return dice.normal(0, SPARK);
    }
}
