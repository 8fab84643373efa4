package dev.homing.features;

import java.util.Arrays;

/**
 * The median of numbers of 0 or more, found byte by byte without sorting: eight passes over them whatever their order. Grows to
 * the most numbers that it has held, 8 to 16 bytes each, and allocates nothing after that.
 */
final class Median {
    private static final int MIN_LENGTH = 64;
    private static final int RADIX_BITS = 8;

    private final int[] counts = new int[1 << RADIX_BITS];
    /** Bits of doubles, which lie in the order of the doubles as long as these are not negative. */
    private long[] bits = new long[MIN_LENGTH];
    private int size;

    void clear() {
        size = 0;
    }

    /** Takes a number in; 0 or more, not NaN. */
    void add(final double value) {
        if (size == bits.length) {
            bits = Arrays.copyOf(bits, 2 * size);
        }
        bits[size++] = Double.doubleToRawLongBits(value);
    }

    int size() {
        return size;
    }

    /** The middle number, the mean of the two middle ones of an even number of them, NaN of none. */
    double value() {
        if (size == 0) {
            return Double.NaN;
        }
        final long upper = smallest(size / 2);
        return size % 2 == 1 ? Double.longBitsToDouble(upper)
                : (Double.longBitsToDouble(smallest(size / 2 - 1)) + Double.longBitsToDouble(upper)) / 2;
    }

    /** The bits of the number with this many smaller ones, equal ones in any order. */
    private long smallest(final int rank) {
        long prefix = 0;
        int rest = rank;
        for (int shift = Long.SIZE - RADIX_BITS; shift >= 0; shift -= RADIX_BITS) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < size; i++) {
                // Of those alone that share all higher bytes; the highest one has none.
                if (bits[i] >>> shift >>> RADIX_BITS == prefix >>> shift >>> RADIX_BITS) {
                    counts[(int) (bits[i] >>> shift) & counts.length - 1]++;
                }
            }
            int digit = 0;
            while (rest >= counts[digit]) {
                rest -= counts[digit++];
            }
            prefix |= (long) digit << shift;
        }
        return prefix;
    }
}
