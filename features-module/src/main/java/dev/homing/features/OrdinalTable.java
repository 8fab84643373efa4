package dev.homing.features;

import java.util.Arrays;
import org.agrona.BitUtil;

/**
 * Numbers the distinct ordinals of one pass from 0 on, in order of first appearance. A slot says which pass it is of, so that
 * clearing costs nothing; nothing is allocated after construction.
 */
final class OrdinalTable {
    /** A slot: ordinal, pass, number. */
    private static final int NUMBER_BITS = 10;
    private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;
    /** Spreads neighbouring ordinals: 2^32 / golden ratio (Knuth, The Art of Computer Programming, vol. 3, 6.4). */
    private static final int SPREAD = 0x9E3779B9;
    /** Keeps the highest eleven bits, as many as the largest table needs. */
    private static final int SPREAD_SHIFT = 21;

    private final long[] slots;
    private int pass = 1 << NUMBER_BITS;
    private int size;

    /** Of at most so many ordinals, up to 1024. */
    OrdinalTable(final int capacity) {
        slots = new long[BitUtil.findNextPositivePowerOfTwo(capacity + capacity / 2 + 1)];
    }

    void clear() {
        size = 0;
        pass += 1 << NUMBER_BITS;
        if (pass == 0) {
            Arrays.fill(slots, 0);
            pass = 1 << NUMBER_BITS;
        }
    }

    /** The number of an ordinal; that of a new one is the {@link #size} before. */
    int add(final int ordinal) {
        final long key = (long) ordinal << Integer.SIZE | (pass & 0xFFFFFFFFL);
        int slot = (ordinal * SPREAD) >>> SPREAD_SHIFT & slots.length - 1;
        while (true) {
            // What is left of the slot is the number when all else is the same, and this pass when it is another ordinal's.
            final long rest = slots[slot] ^ key;
            if (rest >>> NUMBER_BITS == 0) {
                return (int) rest;
            }
            if (((int) rest & ~NUMBER_MASK) != 0) {
                slots[slot] = key | size;
                return size++;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
    }

    int size() {
        return size;
    }
}
