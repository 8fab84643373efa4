package dev.homing.features;

import static dev.homing.tracking.codec.TimelineRecord.NOT_COMPLETED_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_LEFT_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.SWIPE_RIGHT_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_HIGH_FLAG;
import static dev.homing.tracking.codec.TimelineRecord.URGENCY_LOW_FLAG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngagementWeightsTest {
    @ParameterizedTest
    @CsvSource({
            "PROPERTY_VIEW, 1.0", "PROPERTY_SWIPE, 2.0", "PROPERTY_LIKE, 2.0", "PROPERTY_DISLIKE, -1.0",
            "PROPERTY_SHARE, 2.5", "PROPERTY_SAVE, 3.0", "PROPERTY_UNSAVE, -1.5", "BOOKING_REQUEST, 5.0",
            "BOOKING_COMPLETED, 7.0", "BOOKING_CANCELLED, -2.0", "AGENT_INTERACTION, 0", "AGENT_ACTION, 0",
            "LEAD_INTERACTION, 1.0", "SEARCH_QUERY, 1.5", "FILTER_APPLIED, 1.2", "TOUR_SCHEDULED, 4.0",
            "TOUR_COMPLETED, 6.0", "FORM_SUBMISSION, 4.0", "EMAIL_OPENED, 0.5", "EMAIL_CLICKED, 1.0", "PAGE_VIEW, 0.5",
            "SESSION_START, 0", "SESSION_END, 0"})
    void shouldWeighEachTypeAsTheCatalogueDoes(final EventType type, final double expected) {
        assertEquals(expected, weight(type, 0, Double.NaN));
        if (type != EventType.PROPERTY_VIEW) {
            assertEquals(expected, weight(type, 0, 599), "only a view is worth more when it is long");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1.0", "30, 1.0", "30.01, 1.2", "60, 1.2", "60.01, 1.5", "600, 1.5", "86400, 1.5", "NaN, 1.0"})
    void shouldWeighAViewByItsSeconds(final double seconds, final double expected) {
        assertEquals(expected, weight(EventType.PROPERTY_VIEW, 0, seconds));
    }

    @Test
    void shouldTellSwipesApart() {
        assertEquals(2.0, weight(EventType.PROPERTY_SWIPE, SWIPE_RIGHT_FLAG, Double.NaN));
        assertEquals(-1.0, weight(EventType.PROPERTY_SWIPE, SWIPE_LEFT_FLAG, Double.NaN));
    }

    @Test
    void shouldWeighARequestByItsUrgency() {
        assertEquals(6.5, weight(EventType.BOOKING_REQUEST, URGENCY_HIGH_FLAG, Double.NaN));
        assertEquals(4.0, weight(EventType.BOOKING_REQUEST, URGENCY_LOW_FLAG, Double.NaN));
        assertEquals(4.0, weight(EventType.TOUR_SCHEDULED, URGENCY_HIGH_FLAG, Double.NaN), "no request");
    }

    @Test
    void shouldCountAgainstTheLeadWhatDidNotTakePlace() {
        assertEquals(-2.0, weight(EventType.BOOKING_COMPLETED, NOT_COMPLETED_FLAG, Double.NaN));
        assertEquals(-1.0, weight(EventType.TOUR_COMPLETED, NOT_COMPLETED_FLAG, Double.NaN));
        assertEquals(4.0, weight(EventType.TOUR_SCHEDULED, NOT_COMPLETED_FLAG, Double.NaN), "no completion");
    }

    private static double weight(final EventType type, final int flags, final double seconds) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[8 + TimelineRecord.LENGTH]);
        TimelineRecord.putEvent(record, 8, 1, 1, type.code(), 0, 0, 0, flags, 0, 1, seconds);
        return EngagementWeights.defaults().weight(record, 8);
    }
}
