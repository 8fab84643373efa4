package dev.homing.features;

import static dev.homing.features.EntityStore.AS_OF;
import static dev.homing.features.EntityStore.DAY;
import static dev.homing.features.PropertyFeatureSchema.DAYS_ON_MARKET;
import static dev.homing.features.PropertyFeatureSchema.PRICE_CHANGE_RATIO;
import static dev.homing.features.PropertyFeatureSchema.PRICE_TO_AREA_MEDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.tracking.EventType;
import dev.homing.tracking.ListingKind;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.PropertyType;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worked by hand, formula by formula. */
class MarketFeaturesTest {
    private static final long LISTED_AT = AS_OF - 20 * DAY;

    @TempDir
    Path folder;
    private EntityStore market;

    @BeforeEach
    void open() {
        market = new EntityStore(folder);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void shouldSayNothingOfAPropertyThatOnlyEventsName() {
        market.record(Happening.of(EventType.PROPERTY_VIEW, AS_OF - DAY, "ann"));
        assertMissing(AS_OF, DAYS_ON_MARKET, PRICE_CHANGE_RATIO, PRICE_TO_AREA_MEDIAN);
    }

    @Test
    void shouldCountDaysUntilTheInstantOrTheEndOnTheMarket() {
        market.offer(offer(0));
        assertEquals(20, value(DAYS_ON_MARKET, AS_OF));
        assertEquals(0.5f, value(DAYS_ON_MARKET, LISTED_AT + DAY / 2));
        assertEquals(0, value(DAYS_ON_MARKET, LISTED_AT));
        assertMissing(LISTED_AT - 1, DAYS_ON_MARKET, PRICE_CHANGE_RATIO, PRICE_TO_AREA_MEDIAN);
        market.offer(offer(5).status(PropertyStatus.PENDING));
        assertEquals(20, value(DAYS_ON_MARKET, AS_OF), "under contract is not gone");
        market.offer(offer(8).status(PropertyStatus.WITHDRAWN), offer(9).status(PropertyStatus.SOLD));
        assertEquals(8, value(DAYS_ON_MARKET, AS_OF), "withdrawn, and sold after that");
        assertEquals(7, value(DAYS_ON_MARKET, LISTED_AT + 7 * DAY), "had not happened then");
        market.offer(offer(10));
        assertEquals(20, value(DAYS_ON_MARKET, AS_OF), "back again");
        market.offer(offer(12).listedAt(LISTED_AT + 12 * DAY));
        assertEquals(8, value(DAYS_ON_MARKET, AS_OF), "listed anew");
    }

    @Test
    void shouldHoldTheFirstVersionForEarlierTimesOnceItWasListed() {
        market.offer(offer(15).price(100), offer(16).price(90));
        assertEquals(10, value(DAYS_ON_MARKET, LISTED_AT + 10 * DAY), "we heard of it later");
        assertEquals(0, value(PRICE_CHANGE_RATIO, LISTED_AT + 10 * DAY));
        market.offer(Offer.of("gone", AS_OF - DAY).listedAt(LISTED_AT).status(PropertyStatus.SOLD));
        assertEquals(19, market.property("gone", AS_OF)[DAYS_ON_MARKET]);
        assertEquals(10, market.property("gone", LISTED_AT + 10 * DAY)[DAYS_ON_MARKET]);
    }

    @Test
    void shouldCompareThePriceWithTheFirstOneOfItsKind() {
        market.offer(offer(0), offer(1).price(400), offer(2).price(500), offer(3).price(300));
        assertMissing(LISTED_AT, PRICE_CHANGE_RATIO);
        assertEquals(0, value(PRICE_CHANGE_RATIO, LISTED_AT + DAY));
        assertEquals(0.25f, value(PRICE_CHANGE_RATIO, LISTED_AT + 2 * DAY));
        assertEquals(-0.25f, value(PRICE_CHANGE_RATIO, AS_OF));
        market.offer(offer(4).price(3).kind(ListingKind.RENT));
        assertEquals(0, value(PRICE_CHANGE_RATIO, AS_OF), "a rent is no price cut");
        market.offer(offer(5).price(600).currency("EUR"));
        assertEquals(0, value(PRICE_CHANGE_RATIO, AS_OF), "nor is another currency");
        market.offer(offer(6).price(200));
        assertEquals(-0.5f, value(PRICE_CHANGE_RATIO, AS_OF));
        market.offer(offer(7));
        assertMissing(AS_OF, PRICE_CHANGE_RATIO);
    }

    @Test
    void shouldComparePricesOfFiveListingsOrMore() {
        market.offer(offer(0).price(600));
        offerNeighbours(100, 200, 400);
        assertMissing(AS_OF, PRICE_TO_AREA_MEDIAN);
        market.offer(Offer.of("n9", LISTED_AT).price(300));
        assertEquals(2, value(PRICE_TO_AREA_MEDIAN, AS_OF), "the third of 100, 200, 300, 400 and itself");
        market.offer(Offer.of("n10", LISTED_AT).price(500));
        assertEquals(600 / 350f, value(PRICE_TO_AREA_MEDIAN, AS_OF), "between 300 and 400");
        market.offer(offer(1).price(600).status(PropertyStatus.SOLD));
        assertEquals(2, value(PRICE_TO_AREA_MEDIAN, AS_OF), "itself no longer");
    }

    @Test
    void shouldCompareWithTheSameKindOfListingAlone() {
        market.offer(offer(0).price(300));
        offerNeighbours(300, 300, 300);
        market.offer(
                Offer.of("rent", LISTED_AT).price(1).kind(ListingKind.RENT),
                Offer.of("condo", LISTED_AT).price(1).type(PropertyType.CONDO),
                Offer.of("euro", LISTED_AT).price(1).currency("EUR"),
                Offer.of("elsewhere", LISTED_AT).price(1).area("98102"),
                Offer.of("pending", LISTED_AT).price(1).status(PropertyStatus.PENDING),
                Offer.of("later", LISTED_AT).price(1).listedAt(AS_OF + 1),
                Offer.of("unpriced", LISTED_AT));
        assertMissing(AS_OF, PRICE_TO_AREA_MEDIAN);
        market.offer(Offer.of("fifth", LISTED_AT).price(150));
        assertEquals(1, value(PRICE_TO_AREA_MEDIAN, AS_OF));
    }

    @Test
    void shouldKnowWhoWasInTheAreaThen() {
        market.offer(offer(0).price(300));
        offerNeighbours(100, 100, 100);
        market.offer(
                Offer.of("moved", LISTED_AT).price(600).area("98102"),
                Offer.of("moved", LISTED_AT + 2 * DAY).listedAt(LISTED_AT).price(100),
                Offer.of("moved", LISTED_AT + 4 * DAY).listedAt(LISTED_AT).price(600).area("98102"),
                Offer.of("moved", LISTED_AT + 6 * DAY).listedAt(LISTED_AT).price(150));
        assertMissing(LISTED_AT + DAY, PRICE_TO_AREA_MEDIAN);
        assertEquals(3, value(PRICE_TO_AREA_MEDIAN, LISTED_AT + 3 * DAY));
        assertMissing(LISTED_AT + 5 * DAY, PRICE_TO_AREA_MEDIAN);
        assertEquals(3, value(PRICE_TO_AREA_MEDIAN, AS_OF), "once, although it came twice");
        market.close();
        market = new EntityStore(folder);
        assertEquals(3, value(PRICE_TO_AREA_MEDIAN, AS_OF));
    }

    @Test
    void shouldHaveNoNeighboursWithoutAnArea() {
        market.offer(offer(0).price(300).area(""));
        for (int i = 0; i < 6; i++) {
            market.offer(Offer.of("n" + i, LISTED_AT).price(100).area(""));
        }
        assertMissing(AS_OF, PRICE_TO_AREA_MEDIAN);
    }

    private void offerNeighbours(final double... prices) {
        for (int i = 0; i < prices.length; i++) {
            market.offer(Offer.of("n" + i, LISTED_AT).price(prices[i]));
        }
    }

    /** A version of the listing from so many days after it was listed on. */
    private static Offer offer(final int day) {
        return Offer.of("p", LISTED_AT + day * DAY).listedAt(LISTED_AT);
    }

    private float value(final int feature, final long asOf) {
        return market.property("p", asOf)[feature];
    }

    private void assertMissing(final long asOf, final int... features) {
        for (final int feature : features) {
            assertEquals(Float.NaN, value(feature, asOf), FeatureSchema.PROPERTY.numerical().get(feature).name());
        }
    }
}
