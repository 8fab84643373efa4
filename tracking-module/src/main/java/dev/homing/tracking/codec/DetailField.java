package dev.homing.tracking.codec;

import java.util.Optional;

/**
 * The fields of event details beyond those that every reader needs (viewing time, direction, urgency, completion), which have
 * fixed slots in {@link EventFlyweight}.
 *
 * <p>The code is what is stored, stable for ever; the name is that of the protocol's field and of the CSV column. What a value
 * may be is declared in the protocol.
 */
public enum DetailField {
    /** Photos looked at. */
    PHOTOS_VIEWED(1, "photos_viewed", Kind.NUMBER),
    /** How far a page was scrolled, 0 to 1. */
    SCROLL_DEPTH(2, "scroll_depth", Kind.NUMBER),
    /** Where the lead came from. */
    REFERRER(3, "referrer"),
    /** Why. */
    REASON(4, "reason"),
    /** How something was shared. */
    SHARE_METHOD(5, "share_method"),
    /** With how many. */
    RECIPIENT_COUNT(6, "recipient_count", Kind.NUMBER),
    /** A list of saved listings. */
    LIST_NAME(7, "list_name"),
    /** The time asked for, milliseconds since 1970. */
    REQUESTED_FOR(8, "requested_for", Kind.NUMBER),
    /** A rating, 1 to 10. */
    RATING(9, "rating", Kind.NUMBER),
    /** A kind of interaction. */
    INTERACTION(10, "interaction"),
    /** How long it took, in seconds. */
    DURATION_SECONDS(11, "duration_seconds", Kind.NUMBER),
    /** A kind of action. */
    ACTION(12, "action"),
    /** Words searched for. */
    QUERY(13, "query"),
    /** Lowest price asked for. */
    MIN_PRICE(14, "min_price", Kind.NUMBER),
    /** Highest price asked for. */
    MAX_PRICE(15, "max_price", Kind.NUMBER),
    /** Fewest bedrooms asked for. */
    MIN_BEDROOMS(16, "min_bedrooms", Kind.NUMBER),
    /** An area searched in. */
    AREA_ID(17, "area_id"),
    /** Listings found. */
    RESULT_COUNT(18, "result_count", Kind.NUMBER),
    /** What was filtered on. */
    FILTER_NAME(19, "filter_name"),
    /** The value chosen. */
    FILTER_VALUE(20, "filter_value"),
    /** When a tour is to take place, milliseconds since 1970. */
    SCHEDULED_FOR(21, "scheduled_for", Kind.NUMBER),
    /** Interest after a tour, 1 to 10. */
    INTEREST(22, "interest", Kind.NUMBER),
    /** A form. */
    FORM_NAME(23, "form_name"),
    /** A mail or template. */
    EMAIL_ID(24, "email_id"),
    /** A page. */
    URL(25, "url"),
    /** The part of the product that showed a listing. */
    PAGE_SOURCE(26, "page_source"),
    /** How fast a card was swiped. */
    SWIPE_VELOCITY(27, "swipe_velocity", Kind.NUMBER),
    /** With whom something was shared. */
    RECIPIENT(28, "recipient", Kind.PERSONAL),
    /** What an appointment is for. */
    BOOKING_TYPE(29, "booking_type"),
    /** What somebody wrote down. */
    NOTES(30, "notes", Kind.PERSONAL),
    /** When something took place, milliseconds since 1970. */
    COMPLETED_AT(31, "completed_at", Kind.NUMBER),
    /** What the lead said of it. */
    FEEDBACK(32, "feedback", Kind.PERSONAL),
    /** The booking request that this belongs to. */
    REQUEST_EVENT_ID(33, "request_event_id"),
    /** A kind of tour. */
    TOUR_TYPE(34, "tour_type"),
    /** What else the client has to say. */
    DATA(35, "data", Kind.PERSONAL),
    /** A card's place in its list. */
    CARD_POSITION(36, "card_position", Kind.NUMBER),
    /** Cards of a list. */
    CARD_COUNT(37, "card_count", Kind.NUMBER),
    /** Listings, one in each detail: an event may have several of them. */
    PROPERTY_IDS(38, "property_ids"),
    /** Further filters of a search. */
    FILTERS(39, "filters"),
    /** Listings found before. */
    PREVIOUS_RESULT_COUNT(40, "previous_result_count", Kind.NUMBER),
    /** Of a mail. */
    SUBJECT(41, "subject", Kind.PERSONAL),
    /** A kind of link. */
    LINK_TYPE(42, "link_type"),
    /** The browser or app. */
    USER_AGENT(43, "user_agent", Kind.PERSONAL),
    /** Pages looked at. */
    PAGE_VIEWS(44, "page_views", Kind.NUMBER),
    /** Listings looked at. */
    PROPERTY_VIEWS(45, "property_views", Kind.NUMBER);

    private enum Kind {
        NUMBER,
        TEXT,
        PERSONAL
    }

    private static final DetailField[] OF_CODE = new DetailField[values().length + 1];

    static {
        for (final DetailField field : values()) {
            OF_CODE[field.code] = field;
        }
    }

    private final int code;
    private final String fieldName;
    private final Kind kind;

    DetailField(final int code, final String fieldName) {
        this(code, fieldName, Kind.TEXT);
    }

    DetailField(final int code, final String fieldName, final Kind kind) {
        this.code = code;
        this.fieldName = fieldName;
        this.kind = kind;
    }

    /**
     * The field of a code.
     *
     * @param code from {@link #code()}
     * @return empty when a later version added it
     */
    public static Optional<DetailField> ofCode(final int code) {
        return code > 0 && code < OF_CODE.length ? Optional.of(OF_CODE[code]) : Optional.empty();
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
        return kind != Kind.NUMBER;
    }

    /**
     * Whether the value is personal data, which is stored apart from the event and never logged.
     *
     * @return true for some texts
     */
    public boolean isPersonal() {
        return kind == Kind.PERSONAL;
    }
}
