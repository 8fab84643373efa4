package dev.homing.features;

import java.util.Arrays;
import org.agrona.BitUtil;

/**
 * The distinct properties of one pass over a timeline, in order of first appearance, with what the groups keep of each. Clearing
 * costs as much as was put in; nothing is allocated after construction.
 */
final class PropertyTable {
    private static final int EMPTY = -1;
    /** Spreads neighbouring ordinals: 2^32 / golden ratio (Knuth, The Art of Computer Programming, vol. 3, 6.4). */
    private static final int SPREAD = 0x9E3779B9;

    private final int shift;
    private final int[] slots;
    private final int[] slotOf;
    private final int[] ordinals;
    private final double[] largestWeights;
    private final int[] newestPositiveOffsets;
    private int size;

    PropertyTable(final int capacity) {
        final int slotCount = BitUtil.findNextPositivePowerOfTwo(Math.max(2, capacity * 2));
        shift = Integer.SIZE - Integer.numberOfTrailingZeros(slotCount);
        slots = new int[slotCount];
        Arrays.fill(slots, EMPTY);
        slotOf = new int[capacity];
        ordinals = new int[capacity];
        largestWeights = new double[capacity];
        newestPositiveOffsets = new int[capacity];
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            slots[slotOf[i]] = EMPTY;
        }
        size = 0;
    }

    /** Takes an event in. Events must come in order of time. */
    void add(final int ordinal, final double weight, final int offset) {
        int slot = (ordinal * SPREAD) >>> shift;
        while (slots[slot] != EMPTY && ordinals[slots[slot]] != ordinal) {
            slot = (slot + 1) & (slots.length - 1);
        }
        int i = slots[slot];
        if (i == EMPTY) {
            i = size++;
            slots[slot] = i;
            slotOf[i] = slot;
            ordinals[i] = ordinal;
            largestWeights[i] = weight;
            newestPositiveOffsets[i] = EMPTY;
        }
        largestWeights[i] = Math.max(largestWeights[i], weight);
        if (weight > 0) {
            newestPositiveOffsets[i] = offset;
        }
    }

    int size() {
        return size;
    }

    /** Whether the lead prefers it: some event on it has a positive weight. */
    boolean isPreferred(final int i) {
        return newestPositiveOffsets[i] != EMPTY;
    }

    double largestWeight(final int i) {
        return largestWeights[i];
    }

    /** Where the record is whose attributes count. */
    int newestPositiveOffset(final int i) {
        return newestPositiveOffsets[i];
    }
}
