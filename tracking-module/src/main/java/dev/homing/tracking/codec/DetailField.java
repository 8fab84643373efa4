package dev.homing.tracking.codec;

/**
 * The fields of event details beyond those that every reader needs (viewing time, direction, urgency, completion), which have
 * fixed slots in {@link EventFlyweight}.
 *
 * <p>The code is what is stored, stable for ever; the name is that of the protocol's field and of the CSV column.
 */
public enum DetailField {
    /** Photos looked at. */
    PHOTOS_VIEWED(1, "photos_viewed", false),
    /** How far a page was scrolled, 0 to 1. */
    SCROLL_DEPTH(2, "scroll_depth", false),
    /** Where the lead came from. */
    REFERRER(3, "referrer", true),
    /** Why. */
    REASON(4, "reason", true),
    /** How something was shared. */
    SHARE_METHOD(5, "share_method", true),
    /** With how many. */
    RECIPIENT_COUNT(6, "recipient_count", false),
    /** A list of saved listings. */
    LIST_NAME(7, "list_name", true),
    /** The time asked for, milliseconds since 1970. */
    REQUESTED_FOR(8, "requested_for", false),
    /** A rating, 1 to 10. */
    RATING(9, "rating", false),
    /** A kind of interaction. */
    INTERACTION(10, "interaction", true),
    /** How long it took, in seconds. */
    DURATION_SECONDS(11, "duration_seconds", false),
    /** A kind of action. */
    ACTION(12, "action", true),
    /** Words searched for. */
    QUERY(13, "query", true),
    /** Lowest price asked for. */
    MIN_PRICE(14, "min_price", false),
    /** Highest price asked for. */
    MAX_PRICE(15, "max_price", false),
    /** Fewest bedrooms asked for. */
    MIN_BEDROOMS(16, "min_bedrooms", false),
    /** An area searched in. */
    AREA_ID(17, "area_id", true),
    /** Listings found. */
    RESULT_COUNT(18, "result_count", false),
    /** What was filtered on. */
    FILTER_NAME(19, "filter_name", true),
    /** The value chosen. */
    FILTER_VALUE(20, "filter_value", true),
    /** When a tour is to take place, milliseconds since 1970. */
    SCHEDULED_FOR(21, "scheduled_for", false),
    /** Interest after a tour, 1 to 10. */
    INTEREST(22, "interest", false),
    /** A form. */
    FORM_NAME(23, "form_name", true),
    /** A mail or template. */
    EMAIL_ID(24, "email_id", true),
    /** A page. */
    URL(25, "url", true);

    private final int code;
    private final String fieldName;
    private final boolean text;

    DetailField(final int code, final String fieldName, final boolean text) {
        this.code = code;
        this.fieldName = fieldName;
        this.text = text;
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
}
