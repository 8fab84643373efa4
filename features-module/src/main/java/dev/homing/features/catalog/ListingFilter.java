package dev.homing.features.catalog;

import dev.homing.features.catalog.ListingColumns.Code;
import dev.homing.features.catalog.ListingColumns.Quantity;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which listings are meant, by their attributes: those that every condition admits. What is not known of a listing is admitted by
 * no condition on it. Immutable; any thread asks, and asking of one listing allocates nothing.
 *
 * <p>Of an instant in the past, listings are asked one by one. As they are now, the catalogue asks all of them
 * {@linkplain TenantCatalog#activeNow together}, attribute by attribute.
 */
public final class ListingFilter {
    /** Admits all listings, those that only events name as well. */
    public static final ListingFilter ALL = new Builder().build();

    private static final double QUARTERS = 4;

    private final int kinds;
    private final int types;
    private final Range price;
    private final int currency;
    private final Range size;
    private final Range bedrooms;
    private final Range bathrooms;
    private final Range yearBuilt;
    private final Range listedAt;
    private final long amenities;
    private final boolean isAmenityUnknown;
    private final int market;
    private final int[] areas;
    private final int[] agents;
    private final int[] otherAgents;
    private final Region[] regions;
    private final boolean admitsUnknown;

    /** Gathers conditions; those that are not said admit everything. */
    public static final class Builder {
        private static final int ANY_CODE = -1;
        private static final int ANY_ORDINAL = -2;
        /** An ordinal that neither a listing has nor one of which it is not known. */
        private static final int NO_ORDINAL = -3;

        private int kinds = ANY_CODE;
        private int types = ANY_CODE;
        private Range price = Range.ANY;
        private int currency = ANY_ORDINAL;
        private Range size = Range.ANY;
        private Range bedrooms = Range.ANY;
        private Range bathrooms = Range.ANY;
        private Range yearBuilt = Range.ANY;
        private Range listedAt = Range.ANY;
        private long amenities;
        private boolean isAmenityUnknown;
        private int market = ANY_ORDINAL;
        private int[] areas;
        private int[] agents;
        private int[] otherAgents = {};
        private final List<Region> regions = new ArrayList<>();

        /** Begins with no condition. */
        public Builder() {
        }

        /**
         * Only this kind, and all others that were said: of two that differ nothing is left.
         *
         * @param code of sale or rent
         * @return this
         */
        public Builder kind(final int code) {
            kinds &= 1 << code;
            return this;
        }

        /**
         * Only these types.
         *
         * @param codes of property types, 1 to 31
         * @return this
         */
        public Builder types(final int... codes) {
            types = 0;
            for (final int code : codes) {
                types |= 1 << code;
            }
            return this;
        }

        /**
         * Only such prices.
         *
         * @param range in the listing's own currency
         * @return this
         */
        public Builder price(final Range range) {
            price = range;
            return this;
        }

        /**
         * Only prices in a currency.
         *
         * @param ordinal of it, {@link IdDictionary#NONE} for one that no listing has
         * @return this
         */
        public Builder currency(final int ordinal) {
            currency = orNone(ordinal);
            return this;
        }

        /**
         * Only such sizes.
         *
         * @param range in square feet
         * @return this
         */
        public Builder size(final Range range) {
            size = range;
            return this;
        }

        /**
         * Only so many bedrooms.
         *
         * @param range of them
         * @return this
         */
        public Builder bedrooms(final Range range) {
            bedrooms = range;
            return this;
        }

        /**
         * Only so many bathrooms.
         *
         * @param range of them, quarters count
         * @return this
         */
        public Builder bathrooms(final Range range) {
            bathrooms = range;
            return this;
        }

        /**
         * Only what was built then.
         *
         * @param range of years
         * @return this
         */
        public Builder yearBuilt(final Range range) {
            yearBuilt = range;
            return this;
        }

        /**
         * Only what came on the market then.
         *
         * @param range milliseconds since 1970
         * @return this
         */
        public Builder listedAt(final Range range) {
            listedAt = range;
            return this;
        }

        /**
         * Only with an amenity, and with all others that were said.
         *
         * @param ordinal of it, {@link IdDictionary#NONE} for one that no listing has
         * @return this
         */
        public Builder amenity(final int ordinal) {
            if (ordinal == IdDictionary.NONE) {
                isAmenityUnknown = true;
            } else {
                amenities |= 1L << ordinal;
            }
            return this;
        }

        /**
         * Only in a market.
         *
         * @param ordinal of it, {@link IdDictionary#NONE} for one that no listing is in
         * @return this
         */
        public Builder market(final int ordinal) {
            market = orNone(ordinal);
            return this;
        }

        /**
         * Only in these areas.
         *
         * @param ordinals of them, in any order; {@link IdDictionary#NONE} admits nothing
         * @return this
         */
        public Builder areas(final int... ordinals) {
            areas = known(ordinals);
            return this;
        }

        /**
         * Only of these agents.
         *
         * @param ordinals of them, in any order; {@link IdDictionary#NONE} admits nothing
         * @return this
         */
        public Builder agents(final int... ordinals) {
            agents = known(ordinals);
            return this;
        }

        /**
         * None of these agents.
         *
         * @param ordinals of them, in any order; {@link IdDictionary#NONE} excludes nothing
         * @return this
         */
        public Builder withoutAgents(final int... ordinals) {
            otherAgents = known(ordinals);
            return this;
        }

        /**
         * Only there.
         *
         * @param part of the earth, and of all others that were said
         * @return this
         */
        public Builder region(final Region part) {
            regions.add(part);
            return this;
        }

        private static int orNone(final int ordinal) {
            return ordinal == IdDictionary.NONE ? NO_ORDINAL : ordinal;
        }

        private static int[] known(final int[] ordinals) {
            return Arrays.stream(ordinals).filter(ordinal -> ordinal != IdDictionary.NONE).sorted().distinct().toArray();
        }

        /**
         * Makes the filter.
         *
         * @return with what was said so far
         */
        public ListingFilter build() {
            return new ListingFilter(this);
        }
    }

    private ListingFilter(final Builder said) {
        kinds = said.kinds;
        types = said.types;
        price = said.price;
        currency = said.currency;
        size = said.size;
        bedrooms = said.bedrooms;
        bathrooms = said.bathrooms;
        yearBuilt = said.yearBuilt;
        listedAt = said.listedAt;
        amenities = said.amenities;
        isAmenityUnknown = said.isAmenityUnknown;
        market = said.market;
        areas = said.areas;
        agents = said.agents;
        otherAgents = said.otherAgents;
        regions = said.regions.toArray(Region[]::new);
        admitsUnknown = kinds == Builder.ANY_CODE && types == Builder.ANY_CODE && currency == Builder.ANY_ORDINAL
                && market == Builder.ANY_ORDINAL && amenities == 0 && !isAmenityUnknown && areas == null && agents == null
                && regions.length == 0
                && price.isAny() && size.isAny() && bedrooms.isAny()
                && bathrooms.isAny() && yearBuilt.isAny() && listedAt.isAny();
    }

    /**
     * Whether there is no condition.
     *
     * @return true when {@link #mismatch} is never anything but null
     */
    public boolean isAll() {
        return admitsUnknown && otherAgents.length == 0;
    }

    /**
     * Whether a listing is meant. One that only events name is meant when there is no condition on what a listing must be.
     *
     * @param properties of the tenant whose ordinals the filter has
     * @param ordinal    of the listing
     * @param asOfMs     the instant whose version counts, milliseconds since 1970
     * @param scratch    is wrapped around that version
     * @return false when a condition does not admit it
     */
    public boolean matches(
            final TenantCatalog properties, final int ordinal, final long asOfMs, final PropertyRecord scratch) {
        return isAll() || (properties.read(ordinal, asOfMs, scratch) ? mismatch(scratch) == null : admitsUnknown);
    }

    /**
     * Why a listing is not meant.
     *
     * @param listing wrapped around a version
     * @return the first attribute that is not admitted, null when all are
     */
    public Attribute mismatch(final PropertyRecord listing) {
        if (kinds != Builder.ANY_CODE && (kinds >>> listing.listingKind() & 1) == 0) {
            return Attribute.LISTING_KIND;
        }
        if (types != Builder.ANY_CODE && (types >>> listing.propertyType() & 1) == 0) {
            return Attribute.PROPERTY_TYPE;
        }
        if (!price.isAny() && !price.admits(listing.price())) {
            return Attribute.PRICE;
        }
        if (currency != Builder.ANY_ORDINAL && currency != listing.currencyOrdinal()) {
            return Attribute.CURRENCY;
        }
        if (!size.isAny() && !size.admits(listing.size())) {
            return Attribute.SIZE;
        }
        if (!bedrooms.isAny() && !bedrooms.admits(
                listing.bedrooms() == PropertyRecord.UNKNOWN_ROOMS ? Double.NaN : listing.bedrooms())) {
            return Attribute.BEDROOMS;
        }
        if (!bathrooms.isAny() && !bathrooms.admits(listing.bathroomQuarters() == PropertyRecord.UNKNOWN_ROOMS
                ? Double.NaN : listing.bathroomQuarters() / QUARTERS)) {
            return Attribute.BATHROOMS;
        }
        if (!yearBuilt.isAny() && !yearBuilt.admits(
                listing.yearBuilt() == PropertyRecord.UNKNOWN_YEAR ? Double.NaN : listing.yearBuilt())) {
            return Attribute.YEAR_BUILT;
        }
        if (!listedAt.isAny() && !listedAt.admits((double) listing.listedAt())) {
            return Attribute.LISTED_AT;
        }
        return placeMismatch(listing);
    }

    private Attribute placeMismatch(final PropertyRecord listing) {
        if (isAmenityUnknown || (listing.amenities() & amenities) != amenities) {
            return Attribute.AMENITIES;
        }
        if (market != Builder.ANY_ORDINAL && market != listing.marketOrdinal()) {
            return Attribute.MARKET;
        }
        if (areas != null && !isAmong(areas, listing.areaOrdinal())) {
            return Attribute.AREA;
        }
        if ((agents != null && !isAmong(agents, listing.agentOrdinal()))
                || (otherAgents.length > 0 && isAmong(otherAgents, listing.agentOrdinal()))) {
            return Attribute.AGENT;
        }
        return isIn(listing) ? null : Attribute.REGION;
    }

    private boolean isIn(final PropertyRecord listing) {
        return regions.length == 0 || isIn(listing.latitude(), listing.longitude());
    }

    private boolean isIn(final int latitude, final int longitude) {
        if (latitude == PropertyRecord.UNKNOWN_COORDINATE || longitude == PropertyRecord.UNKNOWN_COORDINATE) {
            return false;
        }
        for (final Region region : regions) {
            if (!region.contains(latitude / TimelineRecord.COORDINATES_PER_DEGREE,
                    longitude / TimelineRecord.COORDINATES_PER_DEGREE)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes away what is not meant: of all listings the same as {@link #mismatch}, for those of which only events know too.
     *
     * @param listings as they are now
     * @param bits     one for each ordinal, those of what is not meant are cleared
     * @param words    of the bits, up to the last one set
     */
    void narrow(final ListingColumns listings, final long[] bits, final int words) {
        if (isAmenityUnknown) {
            Arrays.fill(bits, 0, words, 0);
        }
        // Those first that take little or leave little.
        if (kinds != Builder.ANY_CODE) {
            listings.keepAnyOf(kinds, Code.KIND, bits, words);
        }
        if (types != Builder.ANY_CODE) {
            listings.keepAnyOf(types, Code.TYPE, bits, words);
        }
        keepEqual(currency, Code.CURRENCY, listings, bits, words);
        keepEqual(market, Code.MARKET, listings, bits, words);
        keepBetween(bedrooms, 1, Code.BEDROOMS, listings, bits, words);
        keepBetween(bathrooms, QUARTERS, Code.BATHROOM_QUARTERS, listings, bits, words);
        keepBetween(yearBuilt, 1, Code.YEAR_BUILT, listings, bits, words);
        keepWithin(price, Quantity.PRICE, listings, bits, words);
        keepWithin(size, Quantity.SIZE, listings, bits, words);
        keepWithin(listedAt, Quantity.LISTED_AT, listings, bits, words);
        if (amenities != 0) {
            listings.keepWithAll(amenities, bits, words);
        }
        if (areas != null) {
            ListingColumns.keepIf(i -> isAmong(areas, listings.code(Code.AREA, i)), bits, words);
        }
        if (agents != null) {
            ListingColumns.keepIf(i -> isAmong(agents, listings.code(Code.AGENT, i)), bits, words);
        }
        if (otherAgents.length > 0) {
            ListingColumns.keepIf(i -> !isAmong(otherAgents, listings.code(Code.AGENT, i)), bits, words);
        }
        if (regions.length > 0) {
            ListingColumns.keepIf(
                    i -> isIn(listings.code(Code.LATITUDE, i), listings.code(Code.LONGITUDE, i)), bits, words);
        }
    }

    private static boolean isAmong(final int[] ascending, final int ordinal) {
        return Arrays.binarySearch(ascending, ordinal) >= 0;
    }

    private static void keepEqual(
            final int ordinal, final Code code, final ListingColumns listings, final long[] bits, final int words) {
        if (ordinal != Builder.ANY_ORDINAL) {
            listings.keepBetween(ordinal, ordinal, code, bits, words);
        }
    }

    /** Keeps those in a range, which is in units of so many of the column's. */
    private static void keepBetween(
            final Range range, final double perUnit, final Code code, final ListingColumns listings, final long[] bits,
            final int words) {
        if (!range.isAny()) {
            // Casts saturate, where there is nothing beyond.
            listings.keepBetween((long) Math.ceil(range.minimum() * perUnit), (long) Math.floor(range.maximum() * perUnit),
                    code, bits, words);
        }
    }

    private static void keepWithin(
            final Range range, final Quantity quantity, final ListingColumns listings, final long[] bits, final int words) {
        if (!range.isAny()) {
            listings.keepWithin(range, quantity, bits, words);
        }
    }
}
