package dev.homing.features;

import dev.homing.features.catalog.PropertyRecord;
import dev.homing.features.catalog.TenantCatalog;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Computes the ranker's {@linkplain RankColumn columns} for one lead's candidates, the same at request time and in training. One
 * instance belongs to one thread: {@link #begin}, then the tops of all scores, then {@link #fill} for each candidate.
 */
public final class RankRows {
    private static final double DAY_MS = 86_400_000;
    private static final double FRESH_DAYS = 30;
    private static final double LN_2 = Math.log(2);
    private static final PopularityHorizon[] HORIZONS = PopularityHorizon.values();
    private static final Signal[] SIGNALS = Signal.values();
    /** From {@link RankColumn#RETURN_DAY} on. */
    private static final double[] RETURN_DAYS = {1, 7, 30};

    private final EngagementWeights weights;
    private final RevealedTaste taste = new RevealedTaste(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    private final StatedWishes wishes = new StatedWishes(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    private final PropertyRecord listing = new PropertyRecord();
    private final float[] tops = new float[Signal.COUNT];
    private final double[] popularityTops = new double[PopularityHorizon.COUNT];
    private final float[] row = new float[RankColumn.COUNT];
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
     * @param weights of events
     */
    public RankRows(final EngagementWeights weights) {
        this.weights = weights;
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
     * Computes a row.
     *
     * @param ordinal of a listing
     * @param into    gets {@link RankColumn#COUNT} numbers, none of them NaN
     * @param offset  of the first
     */
    public void fill(final int ordinal, final FloatBuffer into, final int offset) {
        for (final Signal signal : SIGNALS) {
            final float top = tops[signal.ordinal()];
            row[RankColumn.of(signal)] = top > 0 ? Math.max(-1, signals.score(signal, ordinal) / top) : 0;
        }
        for (final PopularityHorizon horizon : HORIZONS) {
            final double top = popularityTops[horizon.ordinal()];
            final boolean isOwnColumn = horizon == PopularityHorizon.MONTH;
            final double gain = top > 0 || isOwnColumn ? PopularityHorizon.gain(popularity.value(ordinal, horizon)) : 0;
            row[RankColumn.of(horizon)] = top > 0 ? (float) (gain / top) : 0;
            if (isOwnColumn) {
                row[RankColumn.POPULARITY.ordinal()] = (float) gain;
            }
        }
        row[RankColumn.HISTORY.ordinal()] = history;
        row[RankColumn.IDLE_DAYS.ordinal()] = idleDays;
        Arrays.fill(row, RankColumn.PRICE_GAP.ordinal(), RankColumn.COUNT, 0);
        Arrays.fill(row, RankColumn.FRESHNESS.ordinal(), RankColumn.LINEAR_COUNT, 0);
        final long metAt = signals.interactions().lastAt(ordinal);
        if (metAt != Interactions.NEVER) {
            fillReturn(Math.max(0, (asOfMs - metAt) / DAY_MS));
        }
        if (catalog.read(ordinal, versionMs, listing)) {
            fillAttributes();
        }
        into.put(offset, row, 0, row.length);
    }

    private void fillReturn(final double daysAgo) {
        row[RankColumn.MET.ordinal()] = -1;
        final double share = signals.interactions().returnShare();
        for (int i = 0; i < RETURN_DAYS.length; i++) {
            row[RankColumn.RETURN_DAY.ordinal() + i] = (float) (share * Math.exp(-LN_2 / RETURN_DAYS[i] * daysAgo));
        }
    }

    private void fillAttributes() {
        row[RankColumn.FRESHNESS.ordinal()] =
                (float) Math.exp(-LN_2 / FRESH_DAYS * Math.max(0, (asOfMs - listing.listedAt()) / DAY_MS));
        final double price = listing.price();
        final double logPrice = Math.log(price);
        row[RankColumn.WISHED_PRICE.ordinal()] = (float) wishes.priceFit(logPrice);
        row[RankColumn.WISHED_BEDROOMS.ordinal()] = (float) wishes.bedroomsFit(listing);
        row[RankColumn.WISHED_AREA.ordinal()] = (float) wishes.areaFit(listing);
        row[RankColumn.PRICE_GAP.ordinal()] = (float) taste.priceGap(logPrice);
        row[RankColumn.SIZE_GAP.ordinal()] = (float) taste.sizeGap(listing);
        row[RankColumn.BEDROOMS_GAP.ordinal()] = (float) taste.bedroomsGap(listing);
        row[RankColumn.AREA_SHARE.ordinal()] = (float) taste.areaShare(listing);
        row[RankColumn.TYPE_SHARE.ordinal()] = (float) taste.typeShare(listing);
        row[RankColumn.DISTANCE.ordinal()] = (float) Math.log(1 + taste.kilometres(listing));
        if (catalog.readPrevious(listing)) {
            final float cut = (float) (1 - price / listing.price());
            row[RankColumn.PRICE_CUT.ordinal()] = Float.isFinite(cut) ? cut : 0;
        }
    }
}
