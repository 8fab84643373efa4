package dev.homing.features;

import java.util.Arrays;
import org.agrona.BitUtil;

/**
 * Numbers the distinct ordinals of one pass from 0 on, in order of first appearance. Clearing costs as much as was put in;
 * nothing is allocated after construction.
 */
final class OrdinalTable {
    private static final int EMPTY = -1;
    /** Spreads neighbouring ordinals: 2^32 / golden ratio (Knuth, The Art of Computer Programming, vol. 3, 6.4). */
    private static final int SPREAD = 0x9E3779B9;

    private final int shift;
    private final int[] slots;
    private final int[] slotOf;
    private final int[] ordinals;
    private int size;

    OrdinalTable(final int capacity) {
        final int slotCount = BitUtil.findNextPositivePowerOfTwo(Math.max(2, capacity * 2));
        shift = Integer.SIZE - Integer.numberOfTrailingZeros(slotCount);
        slots = new int[slotCount];
        Arrays.fill(slots, EMPTY);
        slotOf = new int[capacity];
        ordinals = new int[capacity];
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            slots[slotOf[i]] = EMPTY;
        }
        size = 0;
    }

    /** The number of an ordinal; that of a new one is the {@link #size} before. */
    int add(final int ordinal) {
        int slot = (ordinal * SPREAD) >>> shift;
        while (slots[slot] != EMPTY) {
            if (ordinals[slots[slot]] == ordinal) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = size;
        slotOf[size] = slot;
        ordinals[size] = ordinal;
        return size++;
    }

    int ordinal(final int number) {
        return ordinals[number];
    }

    int size() {
        return size;
    }
}
