package dev.homing.features;

import dev.homing.features.catalog.PropertyRecord;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What a listing is like, as numbers that a linear taste can weigh: price, size, rooms, year and place on a common scale with
 * their squares, because the right size is a point and not a direction, and a 1 for the type, what is offered, the area and each
 * amenity.
 *
 * <p>What is not known is 0, which is the average. Immutable, any thread.
 */
public final class AttributeEncoder {
    /** ln price, ln size, bedrooms, bathrooms, year, latitude, longitude, ln price per size. */
    public static final int MEASURES = 8;

    private static final ListingAttribute[] MEASURED = {
        ListingAttribute.PRICE, ListingAttribute.SIZE, ListingAttribute.BEDROOMS, ListingAttribute.BATHROOMS,
        ListingAttribute.YEAR_BUILT, ListingAttribute.PLACE, ListingAttribute.PLACE, ListingAttribute.PRICE_PER_SIZE
    };
    private static final int LATITUDE = 5;
    private static final int LONGITUDE = 6;
    private static final int PRODUCTS = 1;
    private static final int TYPES = 16;
    private static final int KINDS = 4;
    private static final int TYPE_AT = 2 * MEASURES + PRODUCTS;
    private static final int AREA_AT = TYPE_AT + TYPES + KINDS;
    private static final float FARTHEST = 3;
    private static final double QUARTERS = 4;

    private final float[] means;
    private final float[] spreads;
    private final int[] areas;
    private final int[] amenities;

    /**
     * Creates an encoder.
     *
     * @param means     of the {@link #MEASURES measures} over the listings
     * @param spreads   their standard deviations, more than 0
     * @param areas     ordinals of the areas that have a number of their own, ascending
     * @param amenities bits of the amenities that have one, ascending, 0 to 63
     * @throws IllegalArgumentException when one of them is not so
     */
    public AttributeEncoder(final float[] means, final float[] spreads, final int[] areas, final int[] amenities) {
        if (means.length != MEASURES || spreads.length != MEASURES) {
            throw new IllegalArgumentException(
                    "means.length=" + means.length + ", spreads.length=" + spreads.length + ": " + MEASURES + " are needed");
        }
        for (int i = 0; i < MEASURES; i++) {
            if (!(spreads[i] > 0)) {
                throw new IllegalArgumentException("spreads[" + i + "]=" + spreads[i] + " is not more than 0");
            }
        }
        if (!IntStream.of(amenities).allMatch(bit -> bit >= 0 && bit < Long.SIZE)) {
            throw new IllegalArgumentException("amenities=" + Arrays.toString(amenities) + " are not all in 0..63");
        }
        if (!isAscending(areas) || !isAscending(amenities)) {
            throw new IllegalArgumentException("areas or amenities are not in ascending order");
        }
        this.means = means.clone();
        this.spreads = spreads.clone();
        this.areas = areas.clone();
        this.amenities = amenities.clone();
    }

    /** What a number is of. */
    ListingAttribute attribute(final int number) {
        if (number < 2 * MEASURES) {
            return MEASURED[number % MEASURES];
        }
        return number < TYPE_AT ? ListingAttribute.PLACE
                : number < TYPE_AT + TYPES ? ListingAttribute.PROPERTY_TYPE
                : number < AREA_AT ? ListingAttribute.LISTING_KIND
                : number < AREA_AT + areas.length ? ListingAttribute.AREA : ListingAttribute.AMENITY;
    }

    /** The bit of the amenity that a number is of. */
    int amenity(final int number) {
        return amenities[number - AREA_AT - areas.length];
    }

    private static boolean isAscending(final int[] numbers) {
        return IntStream.range(1, numbers.length).allMatch(i -> numbers[i - 1] < numbers[i]);
    }

    /** Not a copy. */
    float[] means() {
        return means;
    }

    /** Not a copy. */
    float[] spreads() {
        return spreads;
    }

    /** Not a copy. */
    int[] areas() {
        return areas;
    }

    /** Not a copy. */
    int[] amenities() {
        return amenities;
    }

    /**
     * How many numbers a listing has.
     *
     * @return the length of what {@link #encode} fills
     */
    public int length() {
        return length(areas.length, amenities.length);
    }

    static int length(final int areaCount, final int amenityCount) {
        return AREA_AT + areaCount + amenityCount;
    }

    /**
     * The measures of a listing as they are.
     *
     * @param listing of the catalogue
     * @param into    gets {@link #MEASURES} numbers, NaN where not known
     */
    public static void measure(final PropertyRecord listing, final double[] into) {
        final double price = Math.log(listing.price());
        final double size = Math.log(listing.size());
        into[0] = finite(price);
        into[1] = finite(size);
        into[2] = listing.bedrooms() == PropertyRecord.UNKNOWN_ROOMS ? Double.NaN : listing.bedrooms();
        into[3] = listing.bathroomQuarters() == PropertyRecord.UNKNOWN_ROOMS ? Double.NaN : listing.bathroomQuarters() / QUARTERS;
        into[4] = listing.yearBuilt() == PropertyRecord.UNKNOWN_YEAR ? Double.NaN : listing.yearBuilt();
        into[LATITUDE] = degrees(listing.latitude());
        into[LONGITUDE] = degrees(listing.longitude());
        into[7] = finite(price - size);
    }

    private static double finite(final double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }

    private static double degrees(final int value) {
        return value == PropertyRecord.UNKNOWN_COORDINATE ? Double.NaN : value / TimelineRecord.COORDINATES_PER_DEGREE;
    }

    /**
     * Encodes a listing.
     *
     * @param listing of the catalogue
     * @param scratch {@link #MEASURES} numbers, overwritten
     * @param into    gets {@link #length()} numbers
     */
    public void encode(final PropertyRecord listing, final double[] scratch, final float[] into) {
        Objects.checkFromIndexSize(0, length(), into.length);
        Arrays.fill(into, 0, length(), 0);
        measure(listing, scratch);
        for (int i = 0; i < MEASURES; i++) {
            if (!Double.isNaN(scratch[i])) {
                final float z = (float) Math.max(-FARTHEST, Math.min(FARTHEST, (scratch[i] - means[i]) / spreads[i]));
                into[i] = z;
                // A square has the mean 1, so that the average listing is 0 here as well.
                into[MEASURES + i] = z * z - 1;
            }
        }
        into[2 * MEASURES] = into[LATITUDE] * into[LONGITUDE];
        into[TYPE_AT + listing.propertyType()] = listing.propertyType() == 0 ? 0 : 1;
        into[TYPE_AT + TYPES + (listing.listingKind() & KINDS - 1)] = listing.listingKind() == 0 ? 0 : 1;
        final int area = Arrays.binarySearch(areas, listing.areaOrdinal());
        if (area >= 0) {
            into[AREA_AT + area] = 1;
        }
        for (int i = 0; i < amenities.length; i++) {
            into[AREA_AT + areas.length + i] = listing.amenities() >>> amenities[i] & 1;
        }
    }
}
