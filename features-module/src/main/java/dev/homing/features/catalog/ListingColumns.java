package dev.homing.features.catalog;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * What filters ask of listings as they are now: the newest version of each, an array for each attribute and a place for each
 * ordinal. A question to all listings is a pass through an array or two, where versions would have to be read whole.
 * That takes 76 bytes of heap for each ordinal there is room for.
 *
 * <p>Answers are bits, one for each ordinal: a question takes bits away. What is not known, and what only events know, has values
 * that no question finds. The committer writes, and others read what is there: of a listing that changes meanwhile they may see
 * some attributes of before and some of after.
 */
final class ListingColumns {
    private static final int SIGN = Long.SIZE - 1;
    private static final int NOT_KNOWN = Integer.MIN_VALUE;
    private static final double NO_NUMBER = Double.NEGATIVE_INFINITY;
    /** Added to -0, which has a sign, makes it 0. */
    private static final double ZERO = 0;

    /** Columns of whole numbers. */
    enum Code { KIND, TYPE, CURRENCY, BEDROOMS, BATHROOM_QUARTERS, YEAR_BUILT, MARKET, AREA, AGENT, LATITUDE, LONGITUDE }

    /** Columns of numbers that need not be whole. */
    enum Quantity { PRICE, SIZE, LISTED_AT }

    private final int[][] codes = new int[Code.values().length][];
    private final double[][] numbers = new double[Quantity.values().length][];
    private final long[] amenities;

    /** Columns of listings of which nothing is known. */
    ListingColumns(final int capacity) {
        for (final Code code : Code.values()) {
            codes[code.ordinal()] = new int[capacity];
            Arrays.fill(codes[code.ordinal()], code == Code.KIND || code == Code.TYPE ? 0 : NOT_KNOWN);
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = new double[capacity];
            Arrays.fill(numbers[i], NO_NUMBER);
        }
        amenities = new long[capacity];
    }

    /** Columns of these listings, with room for more. */
    ListingColumns grown(final int capacity) {
        final ListingColumns grown = new ListingColumns(capacity);
        for (int i = 0; i < codes.length; i++) {
            System.arraycopy(codes[i], 0, grown.codes[i], 0, codes[i].length);
        }
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(numbers[i], 0, grown.numbers[i], 0, numbers[i].length);
        }
        System.arraycopy(amenities, 0, grown.amenities, 0, amenities.length);
        return grown;
    }

    /** Says what a listing is like now. */
    void put(final int ordinal, final PropertyRecord version) {
        put(Code.KIND, ordinal, version.listingKind());
        put(Code.TYPE, ordinal, version.propertyType());
        put(Code.CURRENCY, ordinal, version.currencyOrdinal());
        put(Code.BEDROOMS, ordinal,
                version.bedrooms() == PropertyRecord.UNKNOWN_ROOMS ? NOT_KNOWN : version.bedrooms());
        put(Code.BATHROOM_QUARTERS, ordinal,
                version.bathroomQuarters() == PropertyRecord.UNKNOWN_ROOMS ? NOT_KNOWN : version.bathroomQuarters());
        put(Code.YEAR_BUILT, ordinal,
                version.yearBuilt() == PropertyRecord.UNKNOWN_YEAR ? NOT_KNOWN : version.yearBuilt());
        put(Code.MARKET, ordinal, version.marketOrdinal());
        put(Code.AREA, ordinal, version.areaOrdinal());
        put(Code.AGENT, ordinal, version.agentOrdinal());
        put(Code.LATITUDE, ordinal, version.latitude());
        put(Code.LONGITUDE, ordinal, version.longitude());
        put(Quantity.PRICE, ordinal, version.price());
        put(Quantity.SIZE, ordinal, version.size());
        put(Quantity.LISTED_AT, ordinal, (double) version.listedAt());
        amenities[ordinal] = version.amenities();
    }

    private void put(final Code code, final int ordinal, final int value) {
        codes[code.ordinal()][ordinal] = value;
    }

    private void put(final Quantity quantity, final int ordinal, final double value) {
        numbers[quantity.ordinal()][ordinal] = Double.isNaN(value) ? NO_NUMBER : value + ZERO;
    }

    int code(final Code code, final int ordinal) {
        return codes[code.ordinal()][ordinal];
    }

    /** Keeps those with a code whose bit is set; codes are below {@link Integer#SIZE}. */
    void keepAnyOf(final int set, final Code code, final long[] bits, final int words) {
        final int[] column = codes[code.ordinal()];
        for (int word = 0; word < words; word++) {
            if (bits[word] != 0) {
                long kept = 0;
                for (int i = word * Long.SIZE, j = 0; j < Long.SIZE; i++, j++) {
                    kept |= (set >>> column[i] & 1L) << j;
                }
                bits[word] &= kept;
            }
        }
    }

    /** Keeps those with a code from one to another, both included. */
    void keepBetween(final long least, final long most, final Code code, final long[] bits, final int words) {
        final int[] column = codes[code.ordinal()];
        final long first = Math.max(NOT_KNOWN + 1, least);
        for (int word = 0; word < words; word++) {
            if (bits[word] != 0) {
                long outside = 0;
                for (int i = word * Long.SIZE, j = 0; j < Long.SIZE; i++, j++) {
                    // The sign says it without a branch, which nobody could foretell.
                    outside |= (((column[i] - first) | (most - column[i])) >>> SIGN) << j;
                }
                bits[word] &= ~outside;
            }
        }
    }

    /** Keeps those with a number in a range. */
    void keepWithin(final Range range, final Quantity quantity, final long[] bits, final int words) {
        final double[] column = numbers[quantity.ordinal()];
        final double least = Math.max(-Double.MAX_VALUE, range.minimum());
        final double most = range.maximum() + ZERO;
        for (int word = 0; word < words; word++) {
            if (bits[word] != 0) {
                long outside = 0;
                for (int i = word * Long.SIZE, j = 0; j < Long.SIZE; i++, j++) {
                    // A difference of doubles is 0 for equal ones alone, and no NaN here.
                    outside |= ((Double.doubleToRawLongBits(column[i] - least) | Double.doubleToRawLongBits(most - column[i]))
                            >>> SIGN) << j;
                }
                bits[word] &= ~outside;
            }
        }
    }

    /** Keeps those that have all of some amenities. */
    void keepWithAll(final long wanted, final long[] bits, final int words) {
        for (int word = 0; word < words; word++) {
            if (bits[word] != 0) {
                long outside = 0;
                for (int i = word * Long.SIZE, j = 0; j < Long.SIZE; i++, j++) {
                    final long missing = wanted & ~amenities[i];
                    outside |= ((missing | -missing) >>> SIGN) << j;
                }
                bits[word] &= ~outside;
            }
        }
    }

    /** Keeps those that pass a test, which is asked of what is left one by one: the last question, for what takes long. */
    static void keepIf(final IntPredicate test, final long[] bits, final int words) {
        for (int word = 0; word < words; word++) {
            for (long left = bits[word]; left != 0; left &= left - 1) {
                if (!test.test(word * Long.SIZE + Long.numberOfTrailingZeros(left))) {
                    bits[word] ^= Long.lowestOneBit(left);
                }
            }
        }
    }
}
