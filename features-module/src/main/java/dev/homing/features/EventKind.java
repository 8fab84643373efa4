package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;

/** What an event is as far as features tell: its type, and of some types what changes its weight. */
enum EventKind {
    VIEW(EventType.PROPERTY_VIEW),
    /** Of more than {@link EngagementWeights#LONG_VIEW_SECONDS}. */
    LONG_VIEW(EventType.PROPERTY_VIEW),
    /** Of more than {@link EngagementWeights#VERY_LONG_VIEW_SECONDS}. */
    VERY_LONG_VIEW(EventType.PROPERTY_VIEW),
    SWIPE_RIGHT(EventType.PROPERTY_SWIPE),
    SWIPE_LEFT(EventType.PROPERTY_SWIPE),
    LIKE(EventType.PROPERTY_LIKE),
    DISLIKE(EventType.PROPERTY_DISLIKE),
    SHARE(EventType.PROPERTY_SHARE),
    SAVE(EventType.PROPERTY_SAVE),
    UNSAVE(EventType.PROPERTY_UNSAVE),
    BOOKING_REQUEST(EventType.BOOKING_REQUEST),
    URGENT_BOOKING_REQUEST(EventType.BOOKING_REQUEST),
    UNHURRIED_BOOKING_REQUEST(EventType.BOOKING_REQUEST),
    BOOKING_COMPLETED(EventType.BOOKING_COMPLETED),
    BOOKING_MISSED(EventType.BOOKING_COMPLETED),
    BOOKING_CANCELLED(EventType.BOOKING_CANCELLED),
    AGENT_INTERACTION(EventType.AGENT_INTERACTION),
    AGENT_ACTION(EventType.AGENT_ACTION),
    LEAD_INTERACTION(EventType.LEAD_INTERACTION),
    SEARCH(EventType.SEARCH_QUERY),
    FILTER(EventType.FILTER_APPLIED),
    TOUR_SCHEDULED(EventType.TOUR_SCHEDULED),
    TOUR_COMPLETED(EventType.TOUR_COMPLETED),
    TOUR_MISSED(EventType.TOUR_COMPLETED),
    FORM(EventType.FORM_SUBMISSION),
    EMAIL_OPENED(EventType.EMAIL_OPENED),
    EMAIL_CLICKED(EventType.EMAIL_CLICKED),
    PAGE_VIEW(EventType.PAGE_VIEW),
    SESSION_START(EventType.SESSION_START),
    SESSION_END(EventType.SESSION_END);

    /** How many kinds there are. */
    static final int COUNT = 30;

    /** The flags that tell kinds apart, from {@link TimelineRecord#SWIPE_LEFT_FLAG} on. */
    private static final int FLAG_BITS = 4;
    private static final int FLAGS_MASK = (1 << FLAG_BITS) - 1;
    private static final int LONG_VIEW_BITS = Float.floatToRawIntBits(EngagementWeights.LONG_VIEW_SECONDS);
    private static final int VERY_LONG_VIEW_BITS = Float.floatToRawIntBits(EngagementWeights.VERY_LONG_VIEW_SECONDS);
    private static final int FIRST_NAN_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY) + 1;
    private static final EventKind[] KINDS = values();
    private static final byte[] TABLE = table();
    private static final byte[] TYPE_CODES = typeCodes();

    private final EventType type;

    EventKind(final EventType type) {
        this.type = type;
    }

    private static byte[] table() {
        final byte[] table = new byte[(EventType.COUNT + 1) << FLAG_BITS];
        for (final EventType type : EventType.values()) {
            for (int flags = 0; flags <= FLAGS_MASK; flags++) {
                table[type.code() << FLAG_BITS | flags] = (byte) of(type, flags << 1).ordinal();
            }
        }
        return table;
    }

    private static byte[] typeCodes() {
        final byte[] codes = new byte[COUNT];
        for (final EventKind kind : KINDS) {
            codes[kind.ordinal()] = (byte) kind.type.code();
        }
        return codes;
    }

    private static EventKind of(final EventType type, final int flags) {
        final boolean isMissed = (flags & TimelineRecord.NOT_COMPLETED_FLAG) != 0;
        return switch (type) {
            case PROPERTY_VIEW -> VIEW;
            case PROPERTY_SWIPE -> (flags & TimelineRecord.SWIPE_LEFT_FLAG) != 0 ? SWIPE_LEFT : SWIPE_RIGHT;
            case BOOKING_REQUEST -> (flags & TimelineRecord.URGENCY_HIGH_FLAG) != 0 ? URGENT_BOOKING_REQUEST
                    : (flags & TimelineRecord.URGENCY_LOW_FLAG) != 0 ? UNHURRIED_BOOKING_REQUEST : BOOKING_REQUEST;
            case BOOKING_COMPLETED -> isMissed ? BOOKING_MISSED : BOOKING_COMPLETED;
            case TOUR_COMPLETED -> isMissed ? TOUR_MISSED : TOUR_COMPLETED;
            default -> onlyOf(type);
        };
    }

    private static EventKind onlyOf(final EventType type) {
        for (final EventKind kind : KINDS) {
            if (kind.type == type) {
                return kind;
            }
        }
        throw new IllegalStateException("type=" + type + " has no kind");
    }

    /** The ordinal of an event's kind; allocates nothing. */
    static int ordinalOf(final int typeCode, final int flags, final float viewSeconds) {
        final int ordinal = untimed(typeCode, flags);
        return timed(ordinal, viewBits(ordinal, viewSeconds));
    }

    /** The ordinal of an event's kind but for the length of a view: 0, that of {@link #VIEW}, for all views. */
    static int untimed(final int typeCode, final int flags) {
        return TABLE[typeCode << FLAG_BITS | (flags >> 1 & FLAGS_MASK)];
    }

    /**
     * The bits of the viewing time of a view, 0 of all else and when it is not known, NaN. Without a branch, which no processor
     * could guess: floats that are not negative are in the order of their bits, and so is NaN above all of them.
     */
    static int viewBits(final int untimed, final float seconds) {
        final int bits = Float.floatToRawIntBits(seconds);
        return bits & (untimed - 1 & bits - FIRST_NAN_BITS) >> 31;
    }

    /** The ordinal of the kind: long and very long views come right after the other ones. */
    static int timed(final int untimed, final int viewBits) {
        return untimed + ((LONG_VIEW_BITS - viewBits) >>> 31) + ((VERY_LONG_VIEW_BITS - viewBits) >>> 31);
    }

    /** The code of the type of a kind. */
    static int typeCode(final int ordinal) {
        return TYPE_CODES[ordinal];
    }

    EventType type() {
        return type;
    }
}
