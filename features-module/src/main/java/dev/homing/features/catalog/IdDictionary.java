package dev.homing.features.catalog;

import dev.homing.tracking.codec.Hash64;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ids and their dense ordinals, in order of first appearance. One writer, any number of readers, no locks.
 *
 * <p>The writer stores the id's bytes, then its slot with release; a reader that finds the slot with acquire sees the bytes. A
 * table that grows is published whole. A reader that still holds the table before may miss an id that is being added, which
 * is what it would have seen a moment earlier. Finding allocates nothing.
 */
public final class IdDictionary {
    /** Ordinal of an id that is not here. */
    public static final int NONE = -1;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int MIN_SLOTS = 64;

    /** Slots hold ordinal + 1; half of them stay empty. */
    private static final class Table {
        final int[] slots;
        final byte[][] ids;

        Table(final int capacity) {
            slots = new int[capacity];
            ids = new byte[capacity / 2][];
        }
    }

    private volatile Table table = new Table(MIN_SLOTS);
    private volatile int size;

    IdDictionary() {
    }

    /**
     * How many ids there are.
     *
     * @return ordinals are below this
     */
    public int size() {
        return size;
    }

    /**
     * Finds the ordinal of an id.
     *
     * @param id     with the UTF-8 bytes
     * @param offset of the first
     * @param length how many
     * @return 0 or more, {@link #NONE} when it is not here
     */
    public int find(final DirectBuffer id, final int offset, final int length) {
        final Table current = table;
        final int mask = current.slots.length - 1;
        int slot = (int) Hash64.hash(0, id, offset, length) & mask;
        while (true) {
            final int entry = (int) SLOT.getAcquire(current.slots, slot);
            if (entry == 0) {
                return NONE;
            }
            if (isSame(current.ids[entry - 1], id, offset, length)) {
                return entry - 1;
            }
            slot = (slot + 1) & mask;
        }
    }

    /**
     * Finds the ordinal of an id; allocates.
     *
     * @param id of any length
     * @return 0 or more, {@link #NONE} when it is not here
     */
    public int find(final String id) {
        final byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return find(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /**
     * The id of an ordinal; allocates.
     *
     * @param ordinal 0 to {@link #size()} - 1
     * @return the id
     */
    public String id(final int ordinal) {
        return new String(bytes(ordinal), StandardCharsets.UTF_8);
    }

    /** The bytes of an id; not to be changed. */
    byte[] bytes(final int ordinal) {
        if (ordinal < 0 || ordinal >= size) {
            throw new IndexOutOfBoundsException("ordinal=" + ordinal + ", size=" + size);
        }
        return table.ids[ordinal];
    }

    /** Finds or adds an id; the writer only. */
    int ordinal(final DirectBuffer id, final int offset, final int length) {
        final int known = find(id, offset, length);
        if (known != NONE) {
            return known;
        }
        final byte[] bytes = new byte[length];
        id.getBytes(offset, bytes);
        return add(bytes);
    }

    /** Adds an id that is not here; the writer only. */
    int add(final byte[] id) {
        final int ordinal = size;
        Table current = table;
        if (ordinal == current.ids.length) {
            current = grown(current);
            table = current;
        }
        current.ids[ordinal] = id;
        // Before the slot, so that whoever finds the ordinal may ask for its id.
        size = ordinal + 1;
        link(current, id, ordinal);
        return ordinal;
    }

    private static Table grown(final Table old) {
        final Table larger = new Table(old.slots.length * 2);
        for (int i = 0; i < old.ids.length; i++) {
            larger.ids[i] = old.ids[i];
            link(larger, old.ids[i], i);
        }
        return larger;
    }

    private static void link(final Table table, final byte[] id, final int ordinal) {
        final int mask = table.slots.length - 1;
        int slot = (int) Hash64.hash(0, new UnsafeBuffer(id), 0, id.length) & mask;
        while (table.slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        SLOT.setRelease(table.slots, slot, ordinal + 1);
    }

    private static boolean isSame(final byte[] known, final DirectBuffer id, final int offset, final int length) {
        if (known.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known[i] != id.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "IdDictionary" + Arrays.toString(Arrays.stream(table.ids, 0, size)
                .map(id -> new String(id, StandardCharsets.UTF_8)).toArray());
    }
}
