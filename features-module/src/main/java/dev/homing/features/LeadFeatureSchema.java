package dev.homing.features;

/** Where the features of {@link FeatureSchema#LEAD} are in a vector. */
public final class LeadFeatureSchema {
    /** Slots of the numerical vector. */
    public static final int LENGTH = 92;
    /** Slots of the categorical vector. */
    public static final int CATEGORICAL_LENGTH = 6;

    static final int EVENT_COUNT = 0;
    static final int SESSION_COUNT = 1;
    static final int DISTINCT_PROPERTIES = 2;
    static final int TYPE_COUNTS = 3;
    static final int PRICE_MEAN = 26;
    static final int PRICE_MIN = 27;
    static final int PRICE_MAX = 28;
    static final int PRICE_CV = 29;
    static final int PRICE_LOG_RANGE = 30;
    static final int PRICE_BANDS = 31;
    static final int PRICE_BAND_COUNT = 4;
    static final int PRICE_TREND = 35;
    static final int SIZE_MEAN = 36;
    static final int SIZE_CV = 37;
    static final int BEDROOMS_MEAN = 38;
    static final int BEDROOMS_STD = 39;
    static final int BATHROOMS_MEAN = 40;
    static final int TYPE_ENTROPY = 41;
    static final int TOP_TYPE_SHARE = 42;
    static final int AREA_DIVERSITY = 43;
    static final int TOP_AREA_SHARE = 44;
    static final int GEO_RADIUS_KM = 45;
    static final int AMENITY_FOCUS = 46;
    static final int ENGAGEMENT_SCORE = 47;
    static final int ENGAGEMENT_MEAN = 48;
    static final int ENGAGEMENT_STD = 49;
    static final int ENGAGEMENT_MAX = 50;
    static final int HIGH_INTENT_RATIO = 51;
    static final int VIEW_SECONDS_MEAN = 52;
    static final int VIEW_SECONDS_MAX = 53;
    static final int VIEW_SECONDS_TOTAL = 54;
    static final int LIKE_RATIO = 55;
    static final int DECISION_CONFIDENCE = 56;
    static final int VIEW_TO_LIKE_RATE = 57;
    static final int VIEW_TO_SAVE_RATE = 58;
    static final int VIEW_TO_TOUR_RATE = 59;
    static final int SAVE_TO_TOUR_RATE = 60;
    static final int BOOKING_FOLLOW_THROUGH = 61;
    static final int EXPLORATION_RATIO = 62;
    static final int REVISIT_RATE = 63;
    static final int SEARCH_REFINEMENT_RATE = 64;
    static final int SESSION_EVENTS_MEAN = 65;
    static final int SESSION_EVENTS_MAX = 66;
    static final int SESSION_EVENTS_STD = 67;
    static final int SESSION_SECONDS_MEAN = 68;
    static final int SESSION_SECONDS_MAX = 69;
    static final int SESSION_PROPERTIES_MEAN = 70;
    static final int SESSION_SEARCHES_MEAN = 71;
    static final int EVENTS_PER_ACTIVE_MINUTE = 72;
    static final int BURST_RATIO = 73;
    static final int GAP_CONSISTENCY = 74;
    static final int ACTIVE_DAYS = 75;
    static final int ACTIVE_DAY_EVENTS_MEAN = 76;
    static final int ACTIVE_DAY_EVENTS_MAX = 77;
    static final int ACTIVE_DAY_GAP_MEAN = 78;
    static final int ACTIVE_DAY_REGULARITY = 79;
    static final int WEEKDAY_ENTROPY = 80;
    static final int HOUR_ENTROPY = 81;
    static final int WEEKEND_SHARE = 82;
    static final int HOUR_SIN = 83;
    static final int HOUR_COS = 84;
    static final int HOUR_CONCENTRATION = 85;
    static final int ACTIVITY_TREND = 86;
    static final int HOURS_SINCE_LAST_ACTIVITY = 87;
    static final int ACTIVITY_SPAN_HOURS = 88;
    static final int RECENT_24H_COUNT = 89;
    static final int RECENT_24H_RATIO = 90;
    static final int RECENT_7D_RATIO = 91;

    static final int PRIMARY_EVENT_TYPE = 0;
    static final int PREFERRED_DEVICE = 1;
    static final int PREFERRED_PROPERTY_TYPE = 2;
    static final int PREFERRED_AREA = 3;
    static final int PREFERRED_TIME_PERIOD = 4;
    static final int PREFERRED_CHANNEL = 5;

    private LeadFeatureSchema() {
    }
}
