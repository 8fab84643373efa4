package dev.homing.features.catalog;

import dev.homing.features.PopularityHorizon;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.store.IdKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * One tenant's properties: every version of each, and how popular it is. Written by the committer thread, read by any thread
 * without locks.
 */
public final class TenantCatalog {
    /** The most amenities of a tenant: they are bits. */
    public static final int MAX_AMENITIES = 64;

    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle DOUBLE = MethodHandles.arrayElementVarHandle(double[].class);
    private static final int ACTIVE = PropertyStatus.ACTIVE.code();
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();

    /** What is kept for each ordinal; grows by copy and is published whole. */
    private static final class Columns {
        final int[] newestRow;
        /** One for each horizon. */
        final double[] popularity;
        /**
         * A bit for each whose newest version is not active. A request asks this of hundreds of listings, whose rows lie far
         * apart in memory; the bits of a whole market stay in the nearest cache.
         */
        final long[] inactive;
        final ListingColumns listings;

        Columns(
                final int[] newestRow, final double[] popularity, final long[] inactive, final ListingColumns listings) {
            this.newestRow = newestRow;
            this.popularity = popularity;
            this.inactive = inactive;
            this.listings = listings;
        }
    }

    private final IdDictionary[] dictionaries = new IdDictionary[IdKind.values().length];
    private final PropertyRows rows = new PropertyRows();
    private final AreaListings areas = new AreaListings();
    private final AtomicLong newestEventAt = new AtomicLong();
    private volatile int versionCount;
    private volatile Columns columns = new Columns(new int[0], new double[0], new long[0], new ListingColumns(0));

    // Writer only: what the store does not have yet.
    private final int[] storedIds = new int[IdKind.values().length];
    private final IntArrayList popularityChanges = new IntArrayList();
    private boolean[] isPopularityDirty = new boolean[0];

    TenantCatalog() {
        Arrays.setAll(dictionaries, i -> new IdDictionary());
    }

    /**
     * The ids of a kind.
     *
     * @param kind which
     * @return its dictionary
     */
    public IdDictionary ids(final IdKind kind) {
        return dictionaries[kind.ordinal()];
    }

    /**
     * How many properties there are, those that only events name included.
     *
     * @return ordinals are below this
     */
    public int propertyCount() {
        return propertyCount(columns);
    }

    private int propertyCount(final Columns current) {
        return Math.min(ids(IdKind.PROPERTY).size(), current.newestRow.length);
    }

    /**
     * Finds a property, also one that only events name; allocates.
     *
     * @param propertyId of any length
     * @return its ordinal, below {@link #propertyCount}; {@link IdDictionary#NONE} when nobody has named it
     */
    public int find(final String propertyId) {
        final int ordinal = ids(IdKind.PROPERTY).find(propertyId);
        return ordinal < propertyCount() ? ordinal : IdDictionary.NONE;
    }

    /**
     * How often anything was said of any property: as long as this stays the same, so do all attributes at all instants.
     *
     * @return 0 or more, never less than before
     */
    public int versionCount() {
        return versionCount;
    }

    /**
     * Reads a property as it is now.
     *
     * @param ordinal of the property
     * @param into    is wrapped around its newest version
     * @return false when the catalogue has no attributes of it
     */
    public boolean read(final int ordinal, final PropertyRecord into) {
        return read(ordinal, Long.MAX_VALUE, into);
    }

    /**
     * Reads a property as it was.
     *
     * @param ordinal of the property
     * @param asOfMs  when; before its first version that one holds
     * @param into    is wrapped around the version of that time
     * @return false when the catalogue has no attributes of it
     */
    public boolean read(final int ordinal, final long asOfMs, final PropertyRecord into) {
        final int row = row(ordinal, asOfMs);
        if (row == PropertyRecord.NONE) {
            return false;
        }
        rows.wrap(into, row);
        return true;
    }

    /**
     * Finds the versions that hold at an instant, of many properties at once: each is somewhere else in memory, which is asked
     * for all of them before any is read.
     *
     * @param ordinals of properties
     * @param count    how many of them
     * @param asOfMs   when; before its first version that one holds
     * @param versions gets one for each, for {@link #readVersion}; {@link PropertyRecord#NONE} where the catalogue has no
     *                 attributes
     */
    public void versions(final int[] ordinals, final int count, final long asOfMs, final int[] versions) {
        for (int i = 0; i < count; i++) {
            versions[i] = row(ordinals[i], asOfMs);
        }
    }

    /**
     * Reads a version.
     *
     * @param version from {@link #versions}
     * @param into    is wrapped around it
     */
    public void readVersion(final int version, final PropertyRecord into) {
        rows.wrap(into, version);
    }

    /**
     * Reads the version before one that was read.
     *
     * @param record wrapped by {@link #read} or by this method, then wrapped around the older version
     * @return false, with nothing changed, when there is none
     */
    public boolean readPrevious(final PropertyRecord record) {
        final int row = record.previousRow();
        if (row == PropertyRecord.NONE) {
            return false;
        }
        rows.wrap(record, row);
        return true;
    }

    private int row(final int ordinal, final long asOfMs) {
        int row = newestRow(ordinal);
        // The newest version of all is that of every instant from now on: nobody need look when it began.
        while (asOfMs != Long.MAX_VALUE && row != PropertyRecord.NONE && rows.effectiveAt(row) > asOfMs) {
            final int previous = rows.previous(row);
            if (previous == PropertyRecord.NONE) {
                return row;
            }
            row = previous;
        }
        return row;
    }

    private int newestRow(final int ordinal) {
        final int[] newest = columns.newestRow;
        return ordinal < newest.length ? (int) INT.getAcquire(newest, ordinal) - 1 : PropertyRecord.NONE;
    }

    /**
     * Whether a property may be recommended now: it is active, or known by events alone.
     *
     * @param ordinal of the property
     * @return false when it is pending, sold or withdrawn
     */
    public boolean isActive(final int ordinal) {
        final long[] inactive = columns.inactive;
        final int word = ordinal / Long.SIZE;
        return word >= inactive.length || ((long) LONG.getAcquire(inactive, word) >>> ordinal & 1) == 0;
    }

    /**
     * Whether a property could have been recommended at an instant.
     *
     * @param ordinal of the property
     * @param asOfMs  when
     * @return false when it was not active then, or not on the market yet
     */
    public boolean isActive(final int ordinal, final long asOfMs) {
        final int row = row(ordinal, asOfMs);
        return row == PropertyRecord.NONE || (rows.status(row) == ACTIVE && rows.listedAt(row) <= asOfMs);
    }

    /**
     * Finds the properties that may be recommended now and that a filter means. Of one that changes meanwhile some attributes of
     * before may count and some of after.
     *
     * @param filter of this tenant's ordinals
     * @param bits   gets one for each property, from the lowest of the first number on; what is beyond its end is not looked at
     * @return how many properties were looked at; bits of the same number beyond are 0
     */
    public int activeNow(final ListingFilter filter, final long[] bits) {
        final Columns current = columns;
        final int count = (int) Math.min(propertyCount(current), (long) bits.length * Long.SIZE);
        final int words = (count + Long.SIZE - 1) / Long.SIZE;
        for (int word = 0; word < words; word++) {
            // The writer says last whether a listing is active: whoever sees that sees what it is like.
            bits[word] = ~(long) LONG.getAcquire(current.inactive, word);
        }
        if (count % Long.SIZE != 0) {
            bits[words - 1] &= -1L >>> -count;
        }
        filter.narrow(current.listings, bits, words);
        return count;
    }

    /**
     * The properties that are or ever were in an area, by any version.
     *
     * @return any thread asks, without locks
     */
    public AreaListings areas() {
        return areas;
    }

    /**
     * How popular a property is.
     *
     * @param ordinal of the property
     * @param horizon how far back to look
     * @return what {@link PopularityHorizon#add} made of its events
     */
    public double logPopularity(final int ordinal, final PopularityHorizon horizon) {
        final double[] popularity = columns.popularity;
        final int i = ordinal * HORIZONS.length + horizon.ordinal();
        return i < popularity.length ? (double) DOUBLE.getOpaque(popularity, i) : PopularityHorizon.NONE;
    }

    /**
     * How popular properties are: each is somewhere else in memory, which is asked for all of them before anything is made of
     * what it answers.
     *
     * @param ordinals of the properties
     * @param count    how many of them
     * @param horizon  how far back to look
     * @param into     gets {@link #logPopularity} of each
     */
    public void logPopularities(
            final int[] ordinals, final int count, final PopularityHorizon horizon, final double[] into) {
        final double[] popularity = columns.popularity;
        for (int i = 0; i < count; i++) {
            final int at = ordinals[i] * HORIZONS.length + horizon.ordinal();
            into[i] = at < popularity.length ? (double) DOUBLE.getOpaque(popularity, at) : PopularityHorizon.NONE;
        }
    }

    /**
     * The instant to take popularity at: now, or the newest event of positive weight where the events were imported long after
     * they happened.
     *
     * @param nowMs now, milliseconds since 1970
     * @return not later than now
     */
    public long popularityAt(final long nowMs) {
        return Math.min(nowMs, newestEventAt());
    }

    long newestEventAt() {
        return newestEventAt.getOpaque();
    }

    /**
     * The best properties by a measure, then the newest on the market.
     *
     * @param limit    at most so many
     * @param measure  of an ordinal, the larger the better
     * @param isWanted says which may be among them
     * @return ordinals, best first; of equals the newest on the market
     */
    public int[] best(final int limit, final IntToDoubleFunction measure, final IntPredicate isWanted) {
        final PropertyRanking ranking = new PropertyRanking(limit);
        final int count = propertyCount();
        for (int ordinal = 0; ordinal < count; ordinal++) {
            final double popularity = measure.applyAsDouble(ordinal);
            // When it was listed is far away in memory, and few are popular.
            if (!ranking.couldKeep(popularity)) {
                continue;
            }
            final long listedAt = listedAt(ordinal);
            if (ranking.wouldKeep(popularity, listedAt) && isWanted.test(ordinal)) {
                ranking.add(ordinal, popularity, listedAt);
            }
        }
        return ranking.ordinals();
    }

    /**
     * When a property came on the market.
     *
     * @param ordinal of the property
     * @return milliseconds since 1970, {@link Long#MIN_VALUE} when known by events alone
     */
    public long listedAt(final int ordinal) {
        final int row = newestRow(ordinal);
        return row == PropertyRecord.NONE ? Long.MIN_VALUE : rows.listedAt(row);
    }

    /** Finds or adds an id; the writer only. */
    int ordinal(final IdKind kind, final DirectBuffer id, final int offset, final int length) {
        final int ordinal = ids(kind).ordinal(id, offset, length);
        if (kind == IdKind.PROPERTY) {
            ensureColumns(ordinal);
        }
        return ordinal;
    }

    /** Adds an id that the store has; while loading. */
    void loadId(final IdKind kind, final byte[] id) {
        storedIds[kind.ordinal()] = ids(kind).add(id) + 1;
        if (kind == IdKind.PROPERTY) {
            ensureColumns(storedIds[kind.ordinal()] - 1);
        }
    }

    private void ensureColumns(final int ordinal) {
        final Columns current = columns;
        if (ordinal < current.newestRow.length) {
            return;
        }
        final int capacity = Math.max(1_024, current.newestRow.length * 2);
        final double[] popularity = Arrays.copyOf(current.popularity, capacity * HORIZONS.length);
        Arrays.fill(popularity, current.popularity.length, popularity.length, PopularityHorizon.NONE);
        columns = new Columns(Arrays.copyOf(current.newestRow, capacity), popularity,
                Arrays.copyOf(current.inactive, capacity / Long.SIZE), current.listings.grown(capacity));
        isPopularityDirty = Arrays.copyOf(isPopularityDirty, capacity);
    }

    /** Adds a version where its time puts it, in place of one of the same time; the writer only. */
    void addVersion(final int ordinal, final PropertyRecord version) {
        final long effectiveAt = version.effectiveAt();
        int newer = PropertyRecord.NONE;
        int older = newestRow(ordinal);
        while (older != PropertyRecord.NONE && rows.effectiveAt(older) > effectiveAt) {
            newer = older;
            older = rows.previous(older);
        }
        if (older != PropertyRecord.NONE && rows.effectiveAt(older) == effectiveAt) {
            older = rows.previous(older);
        }
        // Before the version can be seen, so that a listing is never missing from its own area.
        areas.add(version.areaOrdinal(), ordinal);
        final int row = rows.add(version.buffer(), version.offset(), older);
        if (newer == PropertyRecord.NONE) {
            columns.listings.put(ordinal, version);
            INT.setRelease(columns.newestRow, ordinal, row + 1);
            showNewest(ordinal, rows.status(row) == ACTIVE);
        } else {
            rows.relink(newer, row);
        }
        versionCount = rows.count();
    }

    private void showNewest(final int ordinal, final boolean isActive) {
        final long[] inactive = columns.inactive;
        final int word = ordinal / Long.SIZE;
        final long bit = 1L << ordinal;
        LONG.setRelease(inactive, word, isActive ? inactive[word] & ~bit : inactive[word] | bit);
    }

    /** Counts an event for a property's popularity; the writer only. */
    void addPopularity(final int ordinal, final double weight, final long occurredAt) {
        final double[] popularity = columns.popularity;
        for (final PopularityHorizon horizon : HORIZONS) {
            final int i = ordinal * HORIZONS.length + horizon.ordinal();
            DOUBLE.setOpaque(popularity, i, horizon.add(popularity[i], weight, occurredAt));
        }
        newestEventAt.setOpaque(Math.max(newestEventAt.getPlain(), occurredAt));
        if (!isPopularityDirty[ordinal]) {
            isPopularityDirty[ordinal] = true;
            popularityChanges.addInt(ordinal);
        }
    }

    /** Sets what the store has; while loading. */
    void loadPopularity(final int ordinal, final PopularityHorizon horizon, final double logPopularity) {
        columns.popularity[ordinal * HORIZONS.length + horizon.ordinal()] = logPopularity;
    }

    void loadNewestEventAt(final long newestEventAtThen) {
        newestEventAt.setPlain(Math.max(newestEventAt.getPlain(), newestEventAtThen));
    }

    /** Ordinals from this one on are not in the store yet. */
    int storedIds(final IdKind kind) {
        return storedIds[kind.ordinal()];
    }

    void idsStored(final IdKind kind) {
        storedIds[kind.ordinal()] = ids(kind).size();
    }

    /** Properties whose popularity the store does not have yet. */
    IntArrayList popularityChanges() {
        return popularityChanges;
    }

    void popularityStored() {
        for (int i = 0; i < popularityChanges.size(); i++) {
            isPopularityDirty[popularityChanges.getInt(i)] = false;
        }
        popularityChanges.clear();
    }
}
