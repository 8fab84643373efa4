package dev.homing.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.Listing;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankRowsTest {
    private static final long DAY_MS = 86_400_000;
    private static final long NOW_MS = 20_000 * DAY_MS;
    private static final PopularityView NOBODY = (ordinal, horizon) -> 0;

    private final EngagementWeights weights = EngagementWeights.defaults();
    private final SignalFixture fixture = new SignalFixture(4);
    private final LeadSignals signals = new LeadSignals(fixture.model, weights);
    private final RankRows rows = new RankRows(weights, SignalFixture.LISTINGS + 1);
    private final TenantCatalog catalog = Listing.catalog(SignalFixture.LISTINGS);

    @Test
    void shouldCompareAListingWithWhatTheLeadLikesAsWorkedOutByHand() {
        new Listing().at(0, NOW_MS - 60 * DAY_MS).price(500_000).addTo(catalog, 9);
        new Listing().at(NOW_MS - DAY_MS, NOW_MS - 60 * DAY_MS).price(400_000).size(2_000).rooms(4, 8).area(5)
                .kind(PropertyType.ofCode(1).code(), 1).position(0, -179.9).addTo(catalog, 9);
        // A like counts 2, a view 1, a dislike nothing.
        begin(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS - 4 * DAY_MS, 1).price(200_000).size(1_000).rooms(2, 1).area(5)
                        .propertyType(PropertyType.ofCode(1)).position(0, 179.8),
                LeadEvent.of(EventType.PROPERTY_VIEW, NOW_MS - 3 * DAY_MS, 2).price(400_000).rooms(5, 1).area(6)
                        .propertyType(PropertyType.ofCode(2)).position(0, -179.9),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, NOW_MS - 3 * DAY_MS, 3).price(9_000_000).area(7).position(50, 50));
        final float[] row = row(9);
        assertEquals(Math.log(2) * 2 / 3, row[RankColumn.PRICE_GAP.ordinal()], 1e-5, "mean of logarithms: 2/3 low, 1/3 high");
        assertEquals(Math.log(2), row[RankColumn.SIZE_GAP.ordinal()], 1e-5, "of one alone the size is known");
        assertEquals(1, row[RankColumn.BEDROOMS_GAP.ordinal()], 1e-5, "4 - (2·2 + 5) / 3");
        assertEquals(2.0 / 3, row[RankColumn.AREA_SHARE.ordinal()], 1e-5);
        assertEquals(2.0 / 3, row[RankColumn.TYPE_SHARE.ordinal()], 1e-5);
        final double kilometres = 0.2 * 6_371 * Math.PI / 180;
        assertEquals(Math.log1p(kilometres), row[RankColumn.DISTANCE.ordinal()], 1e-3, "the middle is at 179.9, across the line");
        assertEquals(0.2, row[RankColumn.PRICE_CUT.ordinal()], 1e-6);
        assertEquals(0.25, row[RankColumn.FRESHNESS.ordinal()], 1e-6, "two months");
        assertEquals(Math.log(3) / Math.log(2), row[RankColumn.HISTORY.ordinal()], 1e-5, "two that are liked");
        assertEquals(2, row[RankColumn.IDLE_DAYS.ordinal()], 1e-5, "log2(1 + 3 days)");
    }

    @Test
    void shouldCompareAListingWithWhatTheLeadAskedForAsWorkedOutByHand() {
        new Listing().at(0, 0).price(600_000).rooms(2, 8).area(5).addTo(catalog, 9);
        new Listing().at(0, 0).price(90_000).rooms(3, 8).area(6).addTo(catalog, 10);
        new Listing().at(0, 0).price(5_000_000).rooms(0, 8).area(7).addTo(catalog, 11);
        new Listing().at(0, 0).addTo(catalog, 12);
        // The filter is a half-life older than the search and counts half of it.
        begin(LeadEvent.of(EventType.FILTER_APPLIED, NOW_MS - 30 * DAY_MS).wish(Double.NaN, Double.NaN, 4, 6),
                LeadEvent.of(EventType.SEARCH_QUERY, NOW_MS).wish(100_000, 500_000, 2, 5),
                LeadEvent.of(EventType.SEARCH_QUERY, NOW_MS).wish(0, Double.NaN, 0, -1));
        assertWishes(9, 1 - Math.log(1.2) / Math.log(1.25), 1 - (2 * 2 + 4) / 3.0 / 2 + 1, Math.sqrt(2.0 / 3));
        assertWishes(10, 1 - Math.log(1 / 0.9) / Math.log(1.25), 1, Math.sqrt(1.0 / 3));
        assertWishes(11, -1, 1 - (2 * 2 + 4) / 3.0 / 2, 0);
        assertWishes(12, 0, 0, 0);
        begin(LeadEvent.of(EventType.SEARCH_QUERY, NOW_MS, 9).price(1).rooms(9, 9).area(5),
                LeadEvent.of(EventType.PAGE_VIEW, NOW_MS).wish(1, 1, 9, 5));
        assertWishes(9, 0, 0, 0);
        assertFalse(rows.hasWishes());
        begin(LeadEvent.of(EventType.FILTER_APPLIED, NOW_MS).wish(Double.NaN, Double.NaN, 0, 6));
        assertTrue(rows.hasWishes());
        begin(LeadEvent.of(EventType.SEARCH_QUERY, NOW_MS).wish(100_000, 500_000, 2, 5));
        assertEquals(0, row(9)[RankColumn.PRICE_GAP.ordinal()], "what is asked for is no listing that is liked");
        assertEquals(0, row(9)[RankColumn.AREA_SHARE.ordinal()]);
    }

    @Test
    void shouldTakeAScoreThatIsKnownForCandidatesOfThatSignalAndOnce() {
        begin(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 1), LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 2));
        final int[] candidates = {9, 8, 7, 6, 5};
        final float[] expected = column(Signal.CONTENT, candidates);
        begin(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 1), LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 2));
        rows.known(Signal.CONTENT, 1, 0.5f);
        rows.known(Signal.CONTENT, 2, 0.25f);
        rows.known(Signal.CONTENT, 4, 0.125f);
        final float[] actual = column(Signal.CONTENT, candidates);
        assertArrayEquals(new float[] {expected[0], 0.5f, 0.25f, expected[3], expected[4]}, actual, "4 does not follow on 2");
        assertArrayEquals(expected, column(Signal.CONTENT, candidates), "other candidates may be there the next time");
        rows.known(Signal.CONTENT, 1, 0.5f);
        assertArrayEquals(Arrays.copyOf(expected, 1), column(Signal.CONTENT, new int[] {9}), "there is time for one");
        rows.known(Signal.CONTENT, 0, 0.5f);
        rows.fill(new int[] {8}, 1);
        assertEquals(expected[1], rows.columns()[RankColumn.CONTENT.ordinal()][0], "asked of another listing altogether");
    }

    /** With a best score of 1, so that a share is the score. */
    private float[] column(final Signal signal, final int[] candidates) {
        rows.top(signal, 1);
        rows.fillSignals(candidates, candidates.length);
        return Arrays.copyOf(rows.columns()[RankColumn.of(signal)], candidates.length);
    }

    private void assertWishes(final int listing, final double price, final double bedrooms, final double area) {
        final float[] row = row(listing);
        assertEquals(price, row[RankColumn.WISHED_PRICE.ordinal()], 1e-5, "price of " + listing);
        assertEquals(bedrooms, row[RankColumn.WISHED_BEDROOMS.ordinal()], 1e-5, "bedrooms of " + listing);
        assertEquals(area, row[RankColumn.WISHED_AREA.ordinal()], 1e-5, "area of " + listing);
    }

    @Test
    void shouldTellWhatTheLeadMetBeforeAndHowLongAgo() {
        begin(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS - 30 * DAY_MS, 1),
                LeadEvent.of(EventType.PROPERTY_VIEW, NOW_MS - 7 * DAY_MS, 1),
                LeadEvent.of(EventType.PROPERTY_VIEW, NOW_MS - DAY_MS, 2),
                LeadEvent.of(EventType.PROPERTY_DISLIKE, NOW_MS + DAY_MS, 3));
        assertReturn(1, -1, 2.0 / 6, 7);
        assertReturn(2, -1, 2.0 / 6, 1);
        assertReturn(3, -1, 2.0 / 6, 0);
        for (int column = RankColumn.MET.ordinal(); column <= RankColumn.RETURN_MONTH.ordinal(); column++) {
            assertEquals(0, row(4)[column], "it was never met");
        }
    }

    private void assertReturn(final int listing, final double met, final double share, final double daysAgo) {
        final float[] row = row(listing);
        assertEquals(met, row[RankColumn.MET.ordinal()]);
        assertEquals(share * Math.pow(0.5, daysAgo), row[RankColumn.RETURN_DAY.ordinal()], 1e-6);
        assertEquals(share * Math.pow(0.5, daysAgo / 7), row[RankColumn.RETURN_WEEK.ordinal()], 1e-6);
        assertEquals(share * Math.pow(0.5, daysAgo / 30), row[RankColumn.RETURN_MONTH.ordinal()], 1e-6);
    }

    @Test
    void shouldTakeTheShortWayFromTheMiddle() {
        new Listing().at(0, 0).position(0, -120).addTo(catalog, 9);
        begin(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS - 1, 1).position(0, 0),
                LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 2).position(0, 160));
        assertEquals(160 * 6_371 * Math.PI / 180, Math.expm1(row(9)[RankColumn.DISTANCE.ordinal()]), 1, "not 200 degrees");
    }

    @Test
    void shouldScaleScoresAndPopularityByTheBest() {
        signals.solve(LeadEvent.timeline(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 1)));
        rows.begin(signals, LeadEvent.timeline(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 1)),
                (ordinal, horizon) -> horizon == PopularityHorizon.MONTH ? 3 : 1, catalog, NOW_MS, NOW_MS);
        rows.top(Signal.CONTENT, 2);
        rows.top(Signal.ITEMS, -1);
        rows.top(PopularityHorizon.MONTH, 15);
        rows.top(PopularityHorizon.EVER, 0);
        for (int listing = 0; listing < SignalFixture.LISTINGS; listing++) {
            final float[] row = row(listing);
            assertEquals(Math.max(-1, signals.score(Signal.CONTENT, listing) / 2), row[RankColumn.of(Signal.CONTENT)], 1e-6);
            assertEquals(0, row[RankColumn.of(Signal.ITEMS)], "no best that is more than 0");
            assertEquals(0, row[RankColumn.of(Signal.FACTORS)], "no best was said");
            assertEquals(0.5, row[RankColumn.of(PopularityHorizon.MONTH)], 1e-6, "log2(1 + 3) of log2(1 + 15)");
            assertEquals(0, row[RankColumn.of(PopularityHorizon.EVER)]);
            assertEquals(2, row[RankColumn.POPULARITY.ordinal()], 1e-6);
        }
    }

    @Test
    void shouldLeaveWhatIsNotKnownAtZero() {
        begin(LeadEvent.of(EventType.PROPERTY_LIKE, NOW_MS, 1).price(200_000).area(5).position(1, 1));
        final float[] unknown = row(30);
        for (int column = RankColumn.PRICE_GAP.ordinal(); column < RankColumn.COUNT; column++) {
            assertEquals(0, unknown[column], RankColumn.values()[column].name());
        }
        assertEquals(0, unknown[RankColumn.FRESHNESS.ordinal()]);
        new Listing().at(0, NOW_MS + DAY_MS).addTo(catalog, 9);
        final float[] bare = row(9);
        for (int column = RankColumn.PRICE_GAP.ordinal(); column < RankColumn.COUNT; column++) {
            assertEquals(0, bare[column], RankColumn.values()[column].name());
        }
        assertEquals(1, bare[RankColumn.FRESHNESS.ordinal()], "not before its time");
        begin();
        assertEquals(0, row(9)[RankColumn.IDLE_DAYS.ordinal()]);
        assertEquals(0, row(9)[RankColumn.HISTORY.ordinal()]);
    }

    @Test
    void shouldNeverSayNaN() {
        final SplittableRandom random = new SplittableRandom(8);
        final double[] prices = {Double.NaN, 0, 1, 250_000, 1e300};
        for (int listing = 0; listing < SignalFixture.LISTINGS / 2; listing++) {
            for (int version = 0; version <= random.nextInt(3); version++) {
                final Listing made = new Listing().at(version * DAY_MS, version).price(prices[random.nextInt(prices.length)]);
                if (random.nextBoolean()) {
                    made.position(random.nextDouble(-90, 90), random.nextDouble(-180, 180)).size(random.nextInt(3)).rooms(0, 0);
                }
                if (random.nextBoolean()) {
                    made.area(random.nextInt(4) * 5).kind(1 + random.nextInt(PropertyType.COUNT), random.nextInt(3));
                }
                made.addTo(catalog, listing);
            }
        }
        for (int round = 0; round < 2_000; round++) {
            final long asOf = RandomLeads.asOf(random);
            final List<LeadEvent> events = new ArrayList<>(RandomLeads.small(random, asOf));
            begin(events.toArray(new LeadEvent[0]));
            for (final Signal signal : Signal.values()) {
                rows.top(signal, (float) random.nextDouble(-1, 1));
            }
            final float[] row = row(random.nextInt(SignalFixture.LISTINGS));
            for (final float number : row) {
                assertTrue(Float.isFinite(number), () -> Arrays.toString(row) + " of " + events);
            }
        }
    }

    private void begin(final LeadEvent... events) {
        final Timeline timeline = LeadEvent.timeline(events);
        signals.solve(timeline);
        rows.begin(signals, timeline, NOBODY, catalog, NOW_MS, NOW_MS);
    }

    /** The row of a listing among others, which is the same as alone. */
    private float[] row(final int listing) {
        final float[] alone = new float[RankColumn.COUNT + 2];
        alone[0] = 77;
        alone[RankColumn.COUNT + 1] = 77;
        rows.fill(new int[] {listing}, 1);
        rows.row(0, alone, 1);
        assertEquals(77, alone[0]);
        assertEquals(77, alone[RankColumn.COUNT + 1]);
        final int[] all = new int[SignalFixture.LISTINGS + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        all[SignalFixture.LISTINGS] = listing;
        rows.fill(all, all.length);
        final float[] amongOthers = new float[RankColumn.COUNT];
        rows.row(SignalFixture.LISTINGS, amongOthers, 0);
        assertArrayEquals(Arrays.copyOfRange(alone, 1, RankColumn.COUNT + 1), amongOthers);
        return amongOthers;
    }
}
