package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.proto.v1.PropertyType;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TasteTest {
    private static final double BUDGET = 700_000;

    private final Taste taste = new Taste(Archetype.ROW_HOUSE, 0.7, 0.35, 0.1, 0.9, 1,
            Neighbourhood.LANTERN_ROW.eastKm(), Neighbourhood.LANTERN_ROW.northKm(), 2,
            1_600, 3, 1_920, 30, BUDGET, 0.1, 1, 0.5, EnumSet.of(Amenity.GARDEN), 99);

    @Test
    void shouldPreferNeitherSmallerNorLargerHomesWhenASizeIsRight() {
        final double right = appeal(home(Neighbourhood.LANTERN_ROW, 1_600, 0.5, EnumSet.of(Amenity.GARDEN)), BUDGET);

        assertTrue(right - 0.5 > appeal(home(Neighbourhood.LANTERN_ROW, 1_100, 0.5, EnumSet.of(Amenity.GARDEN)), BUDGET));
        assertTrue(right - 0.5 > appeal(home(Neighbourhood.LANTERN_ROW, 2_900, 0.5, EnumSet.of(Amenity.GARDEN)), BUDGET));
    }

    @Test
    void shouldBiteSoftlyAndThenHardWhenThePriceGoesBeyondTheBudget() {
        final MarketListing home = home(Neighbourhood.LANTERN_ROW, 1_600, 0.5, EnumSet.of(Amenity.GARDEN));
        final double soft = appeal(home, BUDGET) - appeal(home, 1.05 * BUDGET);
        final double hard = appeal(home, 1.15 * BUDGET) - appeal(home, 1.2 * BUDGET);

        assertTrue(soft > 0, "dearer is never better: " + soft);
        assertTrue(hard > 3 * soft, soft + " " + hard);
    }

    @Test
    void shouldPreferThePlaceOfTheRightCharacter() {
        final Set<Amenity> garden = EnumSet.of(Amenity.GARDEN);

        assertTrue(appeal(home(Neighbourhood.LANTERN_ROW, 1_600, 0.5, garden), BUDGET)
                > appeal(home(Neighbourhood.SALT_FLATS, 1_600, 0.5, garden), BUDGET));
        assertTrue(taste.appeal(Neighbourhood.LANTERN_ROW) > taste.appeal(Neighbourhood.SALT_FLATS));
    }

    @Test
    void shouldMissWhatIsWishedForWhenItIsNotThere() {
        assertTrue(appeal(home(Neighbourhood.LANTERN_ROW, 1_600, 0.5, EnumSet.of(Amenity.GARDEN)), BUDGET)
                > appeal(home(Neighbourhood.LANTERN_ROW, 1_600, 0.5, EnumSet.of(Amenity.POOL)), BUDGET));
    }

    @Test
    void shouldKnowTheFinishOnlyWhenAllIsKnown() {
        final MarketListing shabby = home(Neighbourhood.LANTERN_ROW, 1_600, 0.1, EnumSet.of(Amenity.GARDEN));
        final MarketListing smart = home(Neighbourhood.LANTERN_ROW, 1_600, 0.9, EnumSet.of(Amenity.GARDEN));

        assertEquals(appeal(shabby, BUDGET), appeal(smart, BUDGET));
        assertTrue(taste.utility(smart, BUDGET) > taste.utility(shabby, BUDGET));
        assertEquals(taste.utility(smart, BUDGET), taste.utility(smart, BUDGET));
    }

    private double appeal(final MarketListing home, final double price) {
        return taste.appeal(home, price);
    }

    private static MarketListing home(
            final Neighbourhood place, final int sizeSqft, final double finish, final Set<Amenity> amenities) {
        return new MarketListing("home-0001", place, place.eastKm(), place.northKm(), PropertyType.TOWNHOUSE, sizeSqft, 3, 2,
                1_920, amenities, finish, 0.5, BUDGET, (int) BUDGET, 0, "agent-01");
    }
}
