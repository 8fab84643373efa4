package dev.homing.features.catalog;

import java.util.Arrays;
import org.agrona.collections.LongHashSet;

/**
 * Which properties are or ever were in each area of a tenant, so that what is compared within an area need not look at all
 * listings. Lists only grow: whoever reads one asks of each property where it was at the instant in question.
 *
 * <p>Costs some 20 to 40 bytes for each pair of a property and an area. The committer thread writes, any thread reads without
 * locks.
 */
public final class AreaListings {
    private static final int MIN_LENGTH = 8;

    private volatile Listings[] areas = new Listings[0];
    /** Writer only: area and property of each entry. */
    private final LongHashSet known = new LongHashSet();

    /** The properties of one area, in order of first appearance. */
    private static final class Listings {
        private volatile int[] ordinals = new int[MIN_LENGTH];
        /** Written behind the ordinal that it covers, and read before it. */
        private volatile int count;

        void add(final int ordinal) {
            final int place = count;
            if (place == ordinals.length) {
                ordinals = Arrays.copyOf(ordinals, 2 * place);
            }
            ordinals[place] = ordinal;
            count = place + 1;
        }
    }

    AreaListings() {
    }

    /**
     * How many properties are or were in an area.
     *
     * @param area its ordinal
     * @return 0 or more
     */
    public int count(final int area) {
        final Listings[] current = areas;
        return area >= 0 && area < current.length ? current[area].count : 0;
    }

    /**
     * A property that is or was in an area.
     *
     * @param area its ordinal
     * @param i    0 to {@link #count} - 1
     * @return the property's ordinal; each is there once
     */
    public int ordinal(final int area, final int i) {
        return areas[area].ordinals[i];
    }

    /** Adds a property to an area, unless it is there; the writer only. */
    void add(final int area, final int ordinal) {
        if (area == PropertyRecord.NONE || !known.add((long) area << Integer.SIZE | ordinal)) {
            return;
        }
        final Listings[] current = areas;
        if (area >= current.length) {
            final Listings[] more = Arrays.copyOf(current, Math.max(area + 1, 2 * current.length));
            for (int i = current.length; i < more.length; i++) {
                more[i] = new Listings();
            }
            areas = more;
        }
        areas[area].add(ordinal);
    }
}
