package dev.homing.tracking.codec;

/**
 * The fields of event details beyond those that every reader needs (viewing time, direction, urgency, completion), which have
 * fixed slots in {@link EventFlyweight}.
 *
 * <p>The code is what is stored, stable for ever; the name is that of the protocol's field and of the CSV column.
 */
public enum DetailField {
    /** Photos looked at. */
    PHOTOS_VIEWED(1, "photos_viewed", 0, Integer.MAX_VALUE),
    /** How far a page was scrolled, 0 to 1. */
    SCROLL_DEPTH(2, "scroll_depth", 0, 1),
    /** Where the lead came from. */
    REFERRER(3, "referrer"),
    /** Why. */
    REASON(4, "reason"),
    /** How something was shared. */
    SHARE_METHOD(5, "share_method"),
    /** With how many. */
    RECIPIENT_COUNT(6, "recipient_count", 0, Integer.MAX_VALUE),
    /** A list of saved listings. */
    LIST_NAME(7, "list_name"),
    /** The time asked for, milliseconds since 1970. */
    REQUESTED_FOR(8, "requested_for", 0, (1L << 47) - 1),
    /** A rating, 1 to 10. */
    RATING(9, "rating", 1, 10),
    /** A kind of interaction. */
    INTERACTION(10, "interaction"),
    /** How long it took, in seconds. */
    DURATION_SECONDS(11, "duration_seconds", 0, Double.MAX_VALUE),
    /** A kind of action. */
    ACTION(12, "action"),
    /** Words searched for. */
    QUERY(13, "query"),
    /** Lowest price asked for. */
    MIN_PRICE(14, "min_price", 0, Double.MAX_VALUE),
    /** Highest price asked for. */
    MAX_PRICE(15, "max_price", 0, Double.MAX_VALUE),
    /** Fewest bedrooms asked for. */
    MIN_BEDROOMS(16, "min_bedrooms", 0, 250),
    /** An area searched in. */
    AREA_ID(17, "area_id"),
    /** Listings found. */
    RESULT_COUNT(18, "result_count", 0, Integer.MAX_VALUE),
    /** What was filtered on. */
    FILTER_NAME(19, "filter_name"),
    /** The value chosen. */
    FILTER_VALUE(20, "filter_value"),
    /** When a tour is to take place, milliseconds since 1970. */
    SCHEDULED_FOR(21, "scheduled_for", 0, (1L << 47) - 1),
    /** Interest after a tour, 1 to 10. */
    INTEREST(22, "interest", 1, 10),
    /** A form. */
    FORM_NAME(23, "form_name"),
    /** A mail or template. */
    EMAIL_ID(24, "email_id"),
    /** A page. */
    URL(25, "url");

    private final int code;
    private final String fieldName;
    private final boolean text;
    private final double minimum;
    private final double maximum;

    DetailField(final int code, final String fieldName) {
        this.code = code;
        this.fieldName = fieldName;
        text = true;
        minimum = Double.NaN;
        maximum = Double.NaN;
    }

    DetailField(final int code, final String fieldName, final double minimum, final double maximum) {
        this.code = code;
        this.fieldName = fieldName;
        text = false;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /**
     * The stable number of this field.
     *
     * @return 1 to 65,535
     */
    public int code() {
        return code;
    }

    /**
     * The name in the protocol and in CSV files.
     *
     * @return in lower case with underscores
     */
    public String fieldName() {
        return fieldName;
    }

    /**
     * Whether the value is UTF-8 text; otherwise it is a float64.
     *
     * @return true for text
     */
    public boolean isText() {
        return text;
    }

    /**
     * The smallest number allowed.
     *
     * @return NaN for text
     */
    public double minimum() {
        return minimum;
    }

    /**
     * The largest number allowed.
     *
     * @return NaN for text
     */
    public double maximum() {
        return maximum;
    }
}
