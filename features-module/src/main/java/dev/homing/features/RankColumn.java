package dev.homing.features;

/**
 * What the ranker sees of a lead and a listing, in this order. The first ones are between 0 and about 1 and more speaks for the
 * listing, so that a weighted sum makes sense; the others are for trees only.
 */
public enum RankColumn {
    /** Score by factors, as a part of the best listing's; at least -1. */
    FACTORS,
    /** Score by items, as a part of the best listing's; at least -1. */
    ITEMS,
    /** Score by neighbours, as a part of the best listing's. */
    NEIGHBOURS,
    /** Score by attributes, as a part of the best listing's; at least -1. */
    CONTENT,
    /** Gain of popularity, as a part of the best listing's, by {@link PopularityHorizon}. */
    POPULARITY_HOURS,
    /** As {@link #POPULARITY_HOURS}. */
    POPULARITY_DAY,
    /** As {@link #POPULARITY_HOURS}. */
    POPULARITY_WEEK,
    /** As {@link #POPULARITY_HOURS}. */
    POPULARITY_MONTH,
    /** As {@link #POPULARITY_HOURS}. */
    POPULARITY_EVER,
    /** 1 on the day that it comes on the market, halved each month; 0 when not known. */
    FRESHNESS,
    /** 1 within the prices that the lead searched for, 0 at 25 % beyond, at least -1; 0 when not known. */
    WISHED_PRICE,
    /** 1 with the bedrooms that the lead searched for, 1/2 less for each missing one, at least -1; 0 when not known. */
    WISHED_BEDROOMS,
    /** Root of the part of the lead's searches by area that is for the listing's area. */
    WISHED_AREA,
    /** -1 for a listing that the lead met before, 0 for all others: a weight counts against it. */
    MET,
    /** How often the lead comes back to a listing, halved with each day since it met this one; 0 where it never did. */
    RETURN_DAY,
    /** As {@link #RETURN_DAY}, halved with each week. */
    RETURN_WEEK,
    /** As {@link #RETURN_DAY}, halved with each 30 days. */
    RETURN_MONTH,

    /** log2(1 + how many listings the lead likes). */
    HISTORY,
    /** log2(1 + days since the lead's newest event); 0 without events. */
    IDLE_DAYS,
    /** log2(1 + views and other positive weight of the listing as of now). */
    POPULARITY,
    /** ln of the price as a part of the lead's mean price; 0 when not known. */
    PRICE_GAP,
    /** ln of the size as a part of the lead's mean size; 0 when not known. */
    SIZE_GAP,
    /** Bedrooms more than the lead's mean; 0 when not known. */
    BEDROOMS_GAP,
    /** Share of the lead's liking that is in the listing's area; 0 when not known. */
    AREA_SHARE,
    /** Share of the lead's liking that is of the listing's type; 0 when not known. */
    TYPE_SHARE,
    /** ln(1 + km to the middle of what the lead likes); 0 when not known. */
    DISTANCE,
    /** Part by which the price was cut with the newest version; 0 when not, negative when it rose. */
    PRICE_CUT;

    /** How many there are. */
    public static final int COUNT = values().length;
    /** How many of them a weighted sum is made of. */
    public static final int LINEAR_COUNT = RETURN_MONTH.ordinal() + 1;

    /**
     * The column of a signal.
     *
     * @param signal any
     * @return its place in a row
     */
    public static int of(final Signal signal) {
        return FACTORS.ordinal() + signal.ordinal();
    }

    /**
     * The column of a popularity.
     *
     * @param horizon any
     * @return its place in a row
     */
    public static int of(final PopularityHorizon horizon) {
        return POPULARITY_HOURS.ordinal() + horizon.ordinal();
    }
}
