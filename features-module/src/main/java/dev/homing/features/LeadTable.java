package dev.homing.features;

import java.util.Arrays;

/**
 * The distinct leads of one pass over a history, in order of first appearance, by what stands for them in the index of events,
 * with what an extractor keeps of each. Clearing costs as much as was put in. Grows to the most leads that it has seen at once,
 * 40 to 80 bytes each, and allocates nothing after that.
 */
final class LeadTable {
    private static final int EMPTY = -1;
    private static final int MIN_LEADS = 64;

    private int[] slots = new int[2 * MIN_LEADS];
    private int[] slotOf = new int[MIN_LEADS];
    private long[] leads = new long[MIN_LEADS];
    private long[] times = new long[MIN_LEADS];
    private long[] sessions = new long[MIN_LEADS];
    private int[] marks = new int[MIN_LEADS];
    private int size;

    LeadTable() {
        Arrays.fill(slots, EMPTY);
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            slots[slotOf[i]] = EMPTY;
        }
        size = 0;
    }

    /** How many leads there are. */
    int size() {
        return size;
    }

    /** The number of a lead, which is new, with nothing kept, when it equals the size before. */
    int add(final long lead) {
        final int slot = slot(lead);
        if (slots[slot] != EMPTY) {
            return slots[slot];
        }
        if (size == leads.length) {
            grow();
            return append(lead, slot(lead));
        }
        return append(lead, slot);
    }

    /** The hashes are spread already. */
    private int slot(final long lead) {
        int slot = (int) lead & slots.length - 1;
        while (slots[slot] != EMPTY && leads[slots[slot]] != lead) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int append(final long lead, final int slot) {
        slots[slot] = size;
        slotOf[size] = slot;
        leads[size] = lead;
        times[size] = 0;
        sessions[size] = 0;
        marks[size] = 0;
        return size++;
    }

    private void grow() {
        final int capacity = 2 * size;
        slotOf = Arrays.copyOf(slotOf, capacity);
        leads = Arrays.copyOf(leads, capacity);
        times = Arrays.copyOf(times, capacity);
        sessions = Arrays.copyOf(sessions, capacity);
        marks = Arrays.copyOf(marks, capacity);
        slots = new int[2 * capacity];
        Arrays.fill(slots, EMPTY);
        for (int i = 0; i < size; i++) {
            slotOf[i] = slot(leads[i]);
            slots[slotOf[i]] = i;
        }
    }

    /** Marks a lead with bits, of which it has none at first. */
    void mark(final int i, final int bits) {
        marks[i] |= bits;
    }

    void unmark(final int i, final int bits) {
        marks[i] &= ~bits;
    }

    boolean isMarked(final int i, final int bits) {
        return (marks[i] & bits) == bits;
    }

    /** How many leads have all of these bits. */
    int count(final int bits) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += (marks[i] & bits) == bits ? 1 : 0;
        }
        return count;
    }

    /** An instant, 0 at first. */
    long time(final int i) {
        return times[i];
    }

    void time(final int i, final long time) {
        times[i] = time;
    }

    /** A session, 0 at first. */
    long session(final int i) {
        return sessions[i];
    }

    void session(final int i, final long session) {
        sessions[i] = session;
    }
}
