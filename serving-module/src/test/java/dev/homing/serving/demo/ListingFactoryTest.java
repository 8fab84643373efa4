package dev.homing.serving.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ListingFactoryTest {
    private final List<MarketListing> listings = Markets.listings(800, 0);

    @Test
    void shouldAskMoreWhenAHomeIsLarger() {
        assertCorrelated(MarketListing::sizeSqft, MarketListing::askingPrice, 0.5);
    }

    @Test
    void shouldAskMorePerSquareFootWhenAHomeIsDoneUpWell() {
        final double alone = Markets.rankCorrelation(
                values(home -> home.askingPrice() / ListingFactory.typicalPrice(home.type(), home.sizeSqft())
                        / home.neighbourhood().prestige()),
                values(MarketListing::finish));
        assertTrue(alone > 0.4, "correlation " + alone);
    }

    @Test
    void shouldAskMorePerSquareFootWhenThePlaceIsBetter() {
        assertCorrelated(home -> home.neighbourhood().prestige(), home -> (double) home.askingPrice() / home.sizeSqft(), 0.5);
    }

    @Test
    void shouldGiveMoreBedroomsWhenAHomeIsLarger() {
        assertCorrelated(MarketListing::sizeSqft, MarketListing::bedrooms, 0.8);
    }

    @Test
    void shouldBuildOldHomesWhereOldHomesStand() {
        assertCorrelated(home -> home.neighbourhood().heritage(), home -> -home.yearBuilt(), 0.7);
    }

    @Test
    void shouldNameEachHomeOnceWithItsNeighbourhood() {
        assertEquals(listings.size(), listings.stream().map(MarketListing::id).distinct().count());
        for (final MarketListing home : listings) {
            assertTrue(home.id().startsWith(home.neighbourhood().id() + "-"), home.id());
        }
        assertEquals(Neighbourhood.values().length,
                listings.stream().map(MarketListing::neighbourhood).collect(Collectors.toSet()).size());
    }

    private void assertCorrelated(
            final ToDoubleFunction<MarketListing> one, final ToDoubleFunction<MarketListing> other, final double least) {
        final double correlation = Markets.rankCorrelation(values(one), values(other));
        assertTrue(correlation > least, "correlation " + correlation);
    }

    private double[] values(final ToDoubleFunction<MarketListing> value) {
        return listings.stream().mapToDouble(value).toArray();
    }
}
