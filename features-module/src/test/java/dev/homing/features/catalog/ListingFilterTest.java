package dev.homing.features.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.store.IdKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a filter finds among all listings at once, beside what it says of each. */
class ListingFilterTest {
    private static final int LISTINGS = 1_500;
    private static final int FILTERS = 2_000;
    private static final int ORDINALS = 5;

    private final SplittableRandom random = new SplittableRandom(21);

    private boolean isRare() {
        return random.nextInt(10) == 0;
    }

    /** Few values, so that many are at the end of a range. */
    private Listing listing() {
        final Listing listing = new Listing().at(random.nextInt(10), random.nextInt(-5, 5))
                .status(isRare() ? PropertyStatus.SOLD : PropertyStatus.ACTIVE)
                .kind(random.nextInt(4), random.nextInt(1, 3))
                .amenities(isRare() ? random.nextLong() : 1L << 63 | random.nextInt(8))
                .owner(random.nextInt(-1, ORDINALS), random.nextInt(-1, ORDINALS), random.nextInt(-1, ORDINALS));
        if (!isRare()) {
            listing.price(isRare() ? -0.0 : random.nextInt(5) / 3.0);
        }
        if (!isRare()) {
            listing.size(random.nextInt(5) / 3f);
        }
        if (!isRare()) {
            listing.rooms(random.nextInt(5), random.nextInt(12));
        }
        if (!isRare()) {
            listing.year(random.nextInt(2_000, 2_005));
        }
        if (!isRare()) {
            listing.area(random.nextInt(ORDINALS));
        }
        if (!isRare()) {
            listing.position(random.nextInt(-2, 3), 178 + random.nextInt(2));
        }
        return listing;
    }

    private Range range(final double least, final double step) {
        final double from = least + step * random.nextInt(5);
        final double to = least + step * random.nextInt(5);
        return switch (random.nextInt(4)) {
            case 0 -> new Range(from, Double.POSITIVE_INFINITY);
            case 1 -> new Range(Double.NEGATIVE_INFINITY, isRare() ? -0.0 : to);
            case 2 -> new Range(Math.min(from, to), Math.max(from, to));
            default -> new Range(from, to);
        };
    }

    private int[] some() {
        return random.ints(random.nextInt(3), -1, ORDINALS).toArray();
    }

    private ListingFilter filter() {
        final ListingFilter.Builder filter = new ListingFilter.Builder();
        for (int condition = 0; condition < 1 + random.nextInt(3); condition++) {
            switch (random.nextInt(15)) {
                case 0 -> filter.kind(random.nextInt(1, 3));
                case 1 -> filter.types(random.ints(2, 1, 5).toArray());
                case 2 -> filter.price(range(0, 1 / 3.0));
                case 3 -> filter.currency(random.nextInt(-1, ORDINALS));
                case 4 -> filter.size(range(0, 1 / 3.0));
                case 5 -> filter.bedrooms(range(0, 0.5));
                case 6 -> filter.bathrooms(range(0, 0.3));
                case 7 -> filter.yearBuilt(range(2_000, 1));
                case 8 -> filter.listedAt(range(-3, 1.5));
                case 9 -> filter.amenity(isRare() ? -1 : random.nextInt(3)).amenity(63);
                case 10 -> filter.market(random.nextInt(-1, ORDINALS));
                case 11 -> filter.areas(some());
                case 12 -> filter.agents(some());
                case 13 -> filter.withoutAgents(some());
                default -> filter.region(isRare()
                        ? new Polygon(new double[] {-1.5, 1.5, 0}, new double[] {178, 179.5, -179})
                        : new Circle(0, 178.5, 120 * random.nextInt(1, 3)));
            }
        }
        return filter.build();
    }

    private void check(final TenantCatalog catalog, final int count, final ListingFilter filter, final BitSet seen) {
        final long[] bits = new long[(count + 63) / 64 + 1];
        Arrays.fill(bits, -1);
        assertEquals(count, catalog.activeNow(filter, bits));
        bits[bits.length - 1] = 0;
        final BitSet expected = new BitSet();
        final PropertyRecord record = new PropertyRecord();
        for (int ordinal = 0; ordinal < count; ordinal++) {
            expected.set(ordinal, catalog.isActive(ordinal) && filter.matches(catalog, ordinal, Long.MAX_VALUE, record));
        }
        assertEquals(expected, BitSet.valueOf(bits));
        seen.or(expected);
    }

    @Test
    void shouldFindAmongAllListingsWhatItMeansOfEach() {
        final TenantCatalog catalog = Listing.catalog(LISTINGS);
        // Some are named by events alone, and of others the version that came last is not the newest.
        for (int i = 0; i < 2 * LISTINGS; i++) {
            listing().addTo(catalog, random.nextInt(LISTINGS));
        }
        final BitSet found = new BitSet();
        int empty = 0;
        for (int i = 0; i < FILTERS; i++) {
            final BitSet seen = new BitSet();
            check(catalog, LISTINGS, filter(), seen);
            empty += seen.isEmpty() ? 1 : 0;
            found.or(seen);
            if (i % 10 == 0) {
                listing().addTo(catalog, random.nextInt(LISTINGS));
            }
        }
        assertTrue(empty > 10 && empty < FILTERS / 2, "filters that find nothing: " + empty);
        assertTrue(found.cardinality() > LISTINGS / 2, "listings ever found: " + found.cardinality());
    }

    @Test
    void shouldFindListingsThatCameWhileItsBitsHadPlaceForFewer() {
        final TenantCatalog catalog = Listing.catalog(LISTINGS);
        for (int ordinal = 0; ordinal < LISTINGS; ordinal++) {
            listing().addTo(catalog, ordinal);
        }
        for (int i = 0; i < LISTINGS; i++) {
            final UnsafeBuffer id = new UnsafeBuffer(("more-" + i).getBytes(StandardCharsets.UTF_8));
            listing().addTo(catalog, catalog.ordinal(IdKind.PROPERTY, id, 0, id.capacity()));
        }
        check(catalog, 2 * LISTINGS, filter(), new BitSet());
        final long[] few = new long[2];
        assertEquals(128, catalog.activeNow(ListingFilter.ALL, few));
    }
}
