package dev.homing.features;

/** Where the features of {@link FeatureSchema#PROPERTY} are in a vector. */
public final class PropertyFeatureSchema {
    /** Slots of the vector. */
    public static final int LENGTH = 16;

    static final int VIEW_COUNT = 0;
    static final int DISTINCT_LEADS = 1;
    static final int LIKE_COUNT = 2;
    static final int DISLIKE_COUNT = 3;
    static final int SAVE_COUNT = 4;
    static final int SHARE_COUNT = 5;
    static final int TOUR_COUNT = 6;
    static final int SAVE_RATE = 7;
    static final int LIKE_RATIO = 8;
    static final int VIEW_SECONDS_MEAN = 9;
    static final int RETURN_VIEWER_SHARE = 10;
    static final int POPULARITY = 11;
    static final int POPULARITY_TREND = 12;
    static final int DAYS_ON_MARKET = 13;
    static final int PRICE_CHANGE_RATIO = 14;
    static final int PRICE_TO_AREA_MEDIAN = 15;

    private PropertyFeatureSchema() {
    }
}
