package dev.homing.tracking;

import java.util.Locale;

/**
 * What a lead did, or an agent about a lead: the 23 types of the feature catalogue, in its order.
 *
 * <p>{@link #code()} is what is stored and sent; it is stable for ever. Code 0 is reserved for "unspecified".
 */
public enum EventType {
    /** A listing was looked at. */
    PROPERTY_VIEW,
    /** A card was swiped; the direction is required. */
    PROPERTY_SWIPE,
    /** A listing was liked. */
    PROPERTY_LIKE,
    /** A listing was disliked. */
    PROPERTY_DISLIKE,
    /** A listing was shared. */
    PROPERTY_SHARE,
    /** A listing was saved. */
    PROPERTY_SAVE,
    /** A saved listing was taken off the list. */
    PROPERTY_UNSAVE,
    /** An appointment was asked for. */
    BOOKING_REQUEST,
    /** An appointment took place, or did not ({@code completed = false}). */
    BOOKING_COMPLETED,
    /** An appointment was cancelled. */
    BOOKING_CANCELLED,
    /** An agent and the lead were in touch. */
    AGENT_INTERACTION,
    /** An agent did something for the lead. */
    AGENT_ACTION,
    /** The lead hovered over, expanded, compared or scrolled listings. */
    LEAD_INTERACTION,
    /** The lead searched. */
    SEARCH_QUERY,
    /** The lead filtered. */
    FILTER_APPLIED,
    /** A tour was scheduled. */
    TOUR_SCHEDULED,
    /** A tour took place, or did not ({@code completed = false}). */
    TOUR_COMPLETED,
    /** A form was submitted. */
    FORM_SUBMISSION,
    /** A mail was opened. */
    EMAIL_OPENED,
    /** A link in a mail was followed. */
    EMAIL_CLICKED,
    /** A page other than a listing was viewed. */
    PAGE_VIEW,
    /** A session began. */
    SESSION_START,
    /** A session ended. */
    SESSION_END;

    /** How many types there are; codes run from 1 to this. */
    public static final int COUNT = 23;

    private static final EventType[] BY_CODE = values();

    private final boolean requiresProperty;

    EventType() {
        requiresProperty = name().startsWith("PROPERTY_") || name().startsWith("BOOKING_") || name().startsWith("TOUR_");
    }

    /**
     * The stable number of this type.
     *
     * @return 1 to {@link #COUNT}
     */
    public int code() {
        return ordinal() + 1;
    }

    /**
     * The type of a code.
     *
     * @param code 1 to {@link #COUNT}
     * @return the type
     * @throws IllegalArgumentException for any other code
     */
    public static EventType ofCode(final int code) {
        if (!isCode(code)) {
            throw new IllegalArgumentException("event type code=" + code + " is not in 1.." + COUNT);
        }
        return BY_CODE[code - 1];
    }

    /**
     * Whether a number is the code of a type.
     *
     * @param code any number
     * @return true for 1 to {@link #COUNT}
     */
    public static boolean isCode(final int code) {
        return code >= 1 && code <= COUNT;
    }

    /**
     * Whether the lead did it: all types but {@link #AGENT_ACTION} and {@link #AGENT_INTERACTION}.
     *
     * @return true for a lead event
     */
    public boolean isLeadEvent() {
        return this != AGENT_ACTION && this != AGENT_INTERACTION;
    }

    /**
     * Whether an event of a code is a lead event.
     *
     * @param code 1 to {@link #COUNT}
     * @return as {@link #isLeadEvent()}
     */
    public static boolean isLeadEvent(final int code) {
        return code != AGENT_ACTION.code() && code != AGENT_INTERACTION.code();
    }

    /**
     * Whether an event of this type is refused without a property id.
     *
     * @return true for PROPERTY_*, BOOKING_* and TOUR_*
     */
    public boolean requiresProperty() {
        return requiresProperty;
    }

    /**
     * The name as features use it.
     *
     * @return the name in lower case
     */
    public String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
