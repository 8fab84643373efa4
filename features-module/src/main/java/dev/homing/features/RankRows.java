package dev.homing.features;

import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/**
 * Computes the ranker's {@linkplain RankColumn columns} for one lead's candidates, the same at request time and in training. One
 * instance belongs to one thread: {@link #begin}, then the tops of all scores, then {@link #fill} for the candidates.
 *
 * <p>Numbers lie by column, and each step goes over all candidates: what it looks up lies far apart in memory, which answers
 * several questions in the time of one if nothing else is computed between them.
 */
public final class RankRows {
    private static final double DAY_MS = 86_400_000;
    private static final double FRESH_DAYS = 30;
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();
    private static final Signal[] SIGNALS = Signal.values();
    /** From {@link RankColumn#RETURN_DAY} on. */
    private static final double[] RETURN_DAYS = {1, 7, 30};

    private final EngagementWeights weights;
    private final RevealedTaste taste = new RevealedTaste(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    private final StatedWishes wishes = new StatedWishes(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    private final PropertyRecord listing = new PropertyRecord();
    /** Of the candidates whose score by a signal is in its column already, the first, and after the last. */
    private final int[] knownFrom = new int[Signal.COUNT];
    private final int[] knownTo = new int[Signal.COUNT];
    private final float[] tops = new float[Signal.COUNT];
    private final double[] popularityTops = new double[PopularityHorizon.COUNT];
    private final float[][] columns;
    private final double[] gains;
    private final int[] versions;
    private final double[] prices;
    private LeadSignals signals;
    private PopularityView popularity;
    private TenantCatalog catalog;
    private long asOfMs;
    private long versionMs;
    private float history;
    private float idleDays;

    /**
     * Creates an instance.
     *
     * @param weights  of events
     * @param capacity the most candidates, 1 or more
     */
    public RankRows(final EngagementWeights weights, final int capacity) {
        this.weights = weights;
        columns = new float[RankColumn.COUNT][capacity];
        gains = new double[capacity];
        versions = new int[capacity];
        prices = new double[capacity];
    }

    /**
     * Begins a lead.
     *
     * @param solved      signals of the lead
     * @param timeline    that they were solved from
     * @param popularAt   popularity at the instant
     * @param listings    of the tenant
     * @param instantMs   of the question, milliseconds since 1970
     * @param listingsMs  the instant whose versions of the listings count
     */
    public void begin(
            final LeadSignals solved,
            final Timeline timeline,
            final PopularityView popularAt,
            final TenantCatalog listings,
            final long instantMs,
            final long listingsMs) {
        signals = solved;
        popularity = popularAt;
        catalog = listings;
        asOfMs = instantMs;
        versionMs = listingsMs;
        taste.collect(timeline, weights);
        wishes.collect(timeline);
        history = (float) PopularityHorizon.gain(solved.interactions().count());
        idleDays = 0;
        if (timeline.leadCount() > 0) {
            final long newest = TimelineRecord.occurredAt(timeline.buffer(), timeline.leadOffset(timeline.leadCount() - 1));
            idleDays = (float) PopularityHorizon.gain(Math.max(0, (instantMs - newest) / DAY_MS));
        }
        forgetKnown();
        Arrays.fill(tops, 0);
        Arrays.fill(popularityTops, 0);
    }

    /**
     * Whether the lead asked for anything in searches or filters.
     *
     * @return of the lead that {@link #begin} began
     */
    public boolean hasWishes() {
        return !wishes.isEmpty();
    }

    /**
     * Says what the best score of all listings on the market is.
     *
     * @param signal that it is of
     * @param score  of {@link LeadSignals#score}; without any score that is more than 0 the column is 0
     */
    public void top(final Signal signal, final float score) {
        tops[signal.ordinal()] = score;
    }

    /**
     * Says what the score of a candidate is, which the next {@link #fillSignals} need not compute again. What a signal puts
     * forward is one after the other; what comes apart is computed after all.
     *
     * @param signal that it is of
     * @param i      of the candidates
     * @param score  of {@link LeadSignals#score}
     */
    public void known(final Signal signal, final int i, final float score) {
        final int which = signal.ordinal();
        if (knownTo[which] == 0) {
            knownFrom[which] = i;
            knownTo[which] = i;
        }
        if (knownTo[which] == i) {
            columns[RankColumn.of(signal)][i] = score;
            knownTo[which]++;
        }
    }

    /**
     * What the best score of all listings on the market is.
     *
     * @param signal that it is of
     * @return as was said since the lead was begun, 0 if nothing was
     */
    public float top(final Signal signal) {
        return tops[signal.ordinal()];
    }

    /**
     * Says how popular the most popular of all listings on the market is.
     *
     * @param horizon that it is of
     * @param value   of {@link PopularityView#value}
     */
    public void top(final PopularityHorizon horizon, final double value) {
        popularityTops[horizon.ordinal()] = PopularityHorizon.gain(value);
    }

    /**
     * Computes the rows of any candidates, whatever is {@linkplain #known known} of others; what was here before is gone.
     *
     * @param ordinals of listings
     * @param count    how many of them, at most as many as there is room for
     */
    public void fill(final int[] ordinals, final int count) {
        forgetKnown();
        fillSignals(ordinals, count);
        fillOthers(ordinals, count);
    }

    /**
     * Computes what the lead's signals say: a part of {@link #fill}, and about half of its time.
     *
     * @param ordinals of listings
     * @param count    how many of them
     */
    public void fillSignals(final int[] ordinals, final int count) {
        for (final Signal signal : SIGNALS) {
            final float top = tops[signal.ordinal()];
            final float[] column = columns[RankColumn.of(signal)];
            if (top > 0) {
                signals.scores(signal, ordinals, 0, Math.min(count, knownFrom[signal.ordinal()]), column);
                signals.scores(signal, ordinals, Math.min(count, knownTo[signal.ordinal()]), count, column);
                scale(column, count, top);
            } else {
                Arrays.fill(column, 0, count, 0);
            }
        }
        forgetKnown();
    }

    /** It is of the candidates alone that were to come next. */
    private void forgetKnown() {
        Arrays.fill(knownFrom, 0);
        Arrays.fill(knownTo, 0);
    }

    /**
     * Computes all that {@link #fillSignals} does not, also at the same time.
     *
     * @param ordinals of listings
     * @param count    how many of them
     */
    public void fillOthers(final int[] ordinals, final int count) {
        for (final PopularityHorizon horizon : HORIZONS) {
            fillPopularity(horizon, ordinals, count);
        }
        Arrays.fill(columns[RankColumn.HISTORY.ordinal()], 0, count, history);
        Arrays.fill(columns[RankColumn.IDLE_DAYS.ordinal()], 0, count, idleDays);
        for (int column = RankColumn.FRESHNESS.ordinal(); column < RankColumn.LINEAR_COUNT; column++) {
            Arrays.fill(columns[column], 0, count, 0);
        }
        for (int column = RankColumn.PRICE_GAP.ordinal(); column < RankColumn.COUNT; column++) {
            Arrays.fill(columns[column], 0, count, 0);
        }
        for (int i = 0; i < count; i++) {
            final long metAt = signals.interactions().lastAt(ordinals[i]);
            if (metAt != Interactions.NEVER) {
                fillReturn(i, Math.max(0, (asOfMs - metAt) / DAY_MS));
            }
        }
        catalog.versions(ordinals, count, versionMs, versions);
        // One number of each version, for which memory is asked before anything is computed of any.
        for (int i = 0; i < count; i++) {
            if (versions[i] != PropertyRecord.NONE) {
                catalog.readVersion(versions[i], listing);
                prices[i] = listing.price();
            }
        }
        for (int i = 0; i < count; i++) {
            if (versions[i] != PropertyRecord.NONE) {
                fillAttributes(i);
            }
        }
    }

    private static void scale(final float[] column, final int count, final float top) {
        for (int i = 0; i < count; i++) {
            column[i] = Math.max(-1, column[i] / top);
        }
    }

    private void fillPopularity(final PopularityHorizon horizon, final int[] ordinals, final int count) {
        final double top = popularityTops[horizon.ordinal()];
        final boolean isOwnColumn = horizon == PopularityHorizon.MONTH;
        final float[] column = columns[RankColumn.of(horizon)];
        final float[] own = columns[RankColumn.POPULARITY.ordinal()];
        if (top > 0 || isOwnColumn) {
            popularity.gains(ordinals, count, horizon, gains);
        }
        for (int i = 0; i < count; i++) {
            column[i] = top > 0 ? (float) (gains[i] / top) : 0;
        }
        if (isOwnColumn) {
            for (int i = 0; i < count; i++) {
                own[i] = (float) gains[i];
            }
        }
    }

    private void fillReturn(final int i, final double daysAgo) {
        columns[RankColumn.MET.ordinal()][i] = -1;
        final double share = signals.interactions().returnShare();
        for (int j = 0; j < RETURN_DAYS.length; j++) {
            columns[RankColumn.RETURN_DAY.ordinal() + j][i] = (float) (share * PowerOfTwo.of(-daysAgo / RETURN_DAYS[j]));
        }
    }

    private void fillAttributes(final int i) {
        catalog.readVersion(versions[i], listing);
        set(RankColumn.FRESHNESS, i, PowerOfTwo.of(-Math.max(0, (asOfMs - listing.listedAt()) / DAY_MS) / FRESH_DAYS));
        final double price = prices[i];
        final double logPrice = Logarithm.ofAny(price);
        set(RankColumn.WISHED_PRICE, i, wishes.priceFit(logPrice));
        set(RankColumn.WISHED_BEDROOMS, i, wishes.bedroomsFit(listing));
        set(RankColumn.WISHED_AREA, i, wishes.areaFit(listing));
        set(RankColumn.PRICE_GAP, i, taste.priceGap(logPrice));
        set(RankColumn.SIZE_GAP, i, taste.sizeGap(listing));
        set(RankColumn.BEDROOMS_GAP, i, taste.bedroomsGap(listing));
        set(RankColumn.AREA_SHARE, i, taste.areaShare(listing));
        set(RankColumn.TYPE_SHARE, i, taste.typeShare(listing));
        final double kilometres = taste.kilometres(listing);
        // Where nothing is known it is just 0.
        set(RankColumn.DISTANCE, i, kilometres > 0 ? Logarithm.of(1 + kilometres) : 0);
        if (catalog.readPrevious(listing)) {
            final float cut = (float) (1 - price / listing.price());
            set(RankColumn.PRICE_CUT, i, Float.isFinite(cut) ? cut : 0);
        }
    }

    private void set(final RankColumn column, final int i, final double value) {
        columns[column.ordinal()][i] = (float) value;
    }

    /**
     * The numbers that {@link #fill} computed, none of them NaN.
     *
     * @return of each {@linkplain RankColumn column}, one for each candidate; not a copy, and what lies past them is of earlier
     *         candidates
     */
    public float[][] columns() {
        return columns;
    }

    /**
     * Copies a row.
     *
     * @param i      of the candidates that were filled in
     * @param into   gets {@link RankColumn#COUNT} numbers
     * @param offset of the first
     */
    public void row(final int i, final float[] into, final int offset) {
        for (int column = 0; column < RankColumn.COUNT; column++) {
            into[offset + column] = columns[column][i];
        }
    }
}
