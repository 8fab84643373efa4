package dev.homing.features;

/** Where the features of {@link FeatureSchema#AGENT} are in a vector. */
public final class AgentFeatureSchema {
    /** Slots of the vector. */
    public static final int LENGTH = 14;
    /** How many of the features are rates, shares of cases. */
    public static final int RATE_COUNT = 4;

    static final int LEAD_COUNT = 0;
    static final int INTERACTION_COUNT = 1;
    static final int RESPONSE_MINUTES_MEDIAN = 2;
    static final int RESPONSE_WITHIN_HOUR_SHARE = 3;
    static final int TOUR_SCHEDULED_COUNT = 4;
    static final int TOUR_COMPLETED_COUNT = 5;
    static final int TOUR_SHOW_RATE = 6;
    static final int TOUR_INTEREST_MEAN = 7;
    static final int BOOKING_REQUEST_COUNT = 8;
    static final int BOOKING_COMPLETED_COUNT = 9;
    static final int CONTACT_TO_TOUR_RATE = 10;
    static final int TOUR_TO_BOOKING_RATE = 11;
    static final int BOOKING_RATING_MEAN = 12;
    static final int LEADS_SILENT_7D = 13;

    private static final int[] RATES = {
        RESPONSE_WITHIN_HOUR_SHARE, TOUR_SHOW_RATE, CONTACT_TO_TOUR_RATE, TOUR_TO_BOOKING_RATE};

    private AgentFeatureSchema() {
    }

    /**
     * Where a rate is in a vector.
     *
     * @param rate 0 to {@link #RATE_COUNT} - 1
     * @return index of the feature
     */
    public static int rate(final int rate) {
        return RATES[rate];
    }
}
