package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * What an event says about interest: the weight of each type, and the factors for viewing time and urgency.
 *
 * <p>Immutable; any thread. {@link #defaults()} is the table of the feature catalogue.
 */
public final class EngagementWeights {
    /** A view longer than this counts {@link #LONG_VIEW_FACTOR} times. */
    public static final int LONG_VIEW_SECONDS = 30;
    /** A view longer than this counts {@link #VERY_LONG_VIEW_FACTOR} times. */
    public static final int VERY_LONG_VIEW_SECONDS = 60;
    /** Factor of a long view. */
    public static final double LONG_VIEW_FACTOR = 1.2;
    /** Factor of a very long view. */
    public static final double VERY_LONG_VIEW_FACTOR = 1.5;
    /** Factor of a booking request of high urgency. */
    public static final double HIGH_URGENCY_FACTOR = 1.3;
    /** Factor of a booking request of low urgency. */
    public static final double LOW_URGENCY_FACTOR = 0.8;
    /** Weight of a left swipe; a right one has that of a like. */
    public static final double SWIPE_LEFT_WEIGHT = -1.0;
    /** Weight of a tour that did not take place. */
    public static final double TOUR_MISSED_WEIGHT = -1.0;
    /** Weight of an appointment that did not take place. */
    public static final double BOOKING_MISSED_WEIGHT = -2.0;

    private static final EngagementWeights DEFAULTS = new EngagementWeights();

    private final double[] byCode = new double[EventType.COUNT + 1];

    private EngagementWeights() {
        put(EventType.PROPERTY_VIEW, 1.0);
        put(EventType.PROPERTY_SWIPE, 2.0);
        put(EventType.PROPERTY_LIKE, 2.0);
        put(EventType.PROPERTY_DISLIKE, -1.0);
        put(EventType.PROPERTY_SHARE, 2.5);
        put(EventType.PROPERTY_SAVE, 3.0);
        put(EventType.PROPERTY_UNSAVE, -1.5);
        put(EventType.BOOKING_REQUEST, 5.0);
        put(EventType.BOOKING_COMPLETED, 7.0);
        put(EventType.BOOKING_CANCELLED, -2.0);
        put(EventType.LEAD_INTERACTION, 1.0);
        put(EventType.SEARCH_QUERY, 1.5);
        put(EventType.FILTER_APPLIED, 1.2);
        put(EventType.TOUR_SCHEDULED, 4.0);
        put(EventType.TOUR_COMPLETED, 6.0);
        put(EventType.FORM_SUBMISSION, 4.0);
        put(EventType.EMAIL_OPENED, 0.5);
        put(EventType.EMAIL_CLICKED, 1.0);
        put(EventType.PAGE_VIEW, 0.5);
    }

    private void put(final EventType type, final double weight) {
        byCode[type.code()] = weight;
    }

    /**
     * The table of the feature catalogue.
     *
     * @return always the same instance
     */
    public static EngagementWeights defaults() {
        return DEFAULTS;
    }

    /**
     * The weight of an event; allocates nothing.
     *
     * @param buffer with a {@link TimelineRecord}
     * @param offset of the record
     * @return negative for a sign of no interest, 0 for none at all
     */
    public double weight(final DirectBuffer buffer, final int offset) {
        final int code = TimelineRecord.typeCode(buffer, offset);
        final int flags = TimelineRecord.flags(buffer, offset);
        final double weight = byCode[code];
        if (code == EventType.PROPERTY_VIEW.code()) {
            return weight * viewFactor(TimelineRecord.viewCentiseconds(buffer, offset));
        } else if (code == EventType.PROPERTY_SWIPE.code()) {
            return (flags & TimelineRecord.SWIPE_LEFT_FLAG) != 0 ? SWIPE_LEFT_WEIGHT : weight;
        } else if (code == EventType.BOOKING_REQUEST.code()) {
            return weight * urgencyFactor(flags);
        } else if ((flags & TimelineRecord.NOT_COMPLETED_FLAG) != 0) {
            return missedWeight(code, weight);
        }
        return weight;
    }

    private static double viewFactor(final int centiseconds) {
        if (centiseconds == TimelineRecord.UNKNOWN_VIEW || centiseconds <= LONG_VIEW_SECONDS * 100) {
            return 1;
        }
        return centiseconds > VERY_LONG_VIEW_SECONDS * 100 ? VERY_LONG_VIEW_FACTOR : LONG_VIEW_FACTOR;
    }

    private static double urgencyFactor(final int flags) {
        if ((flags & TimelineRecord.URGENCY_HIGH_FLAG) != 0) {
            return HIGH_URGENCY_FACTOR;
        }
        return (flags & TimelineRecord.URGENCY_LOW_FLAG) != 0 ? LOW_URGENCY_FACTOR : 1;
    }

    private static double missedWeight(final int code, final double weight) {
        if (code == EventType.TOUR_COMPLETED.code()) {
            return TOUR_MISSED_WEIGHT;
        }
        return code == EventType.BOOKING_COMPLETED.code() ? BOOKING_MISSED_WEIGHT : weight;
    }

    @Override
    public String toString() {
        return "EngagementWeights" + Arrays.toString(byCode);
    }
}
