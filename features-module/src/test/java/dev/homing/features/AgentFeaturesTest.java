package dev.homing.features;

import static dev.homing.features.AgentFeatureSchema.RESPONSE_MINUTES_MEDIAN;
import static dev.homing.features.AgentFeatureSchema.RESPONSE_WITHIN_HOUR_SHARE;
import static dev.homing.features.EntityStore.AS_OF;
import static dev.homing.features.EntityStore.DAY;
import static dev.homing.features.EntityStore.HOUR;
import static dev.homing.features.EntityStore.MINUTE;
import static dev.homing.tracking.EventType.AGENT_ACTION;
import static dev.homing.tracking.EventType.AGENT_INTERACTION;
import static dev.homing.tracking.EventType.BOOKING_COMPLETED;
import static dev.homing.tracking.EventType.BOOKING_REQUEST;
import static dev.homing.tracking.EventType.FORM_SUBMISSION;
import static dev.homing.tracking.EventType.LEAD_INTERACTION;
import static dev.homing.tracking.EventType.PROPERTY_VIEW;
import static dev.homing.tracking.EventType.TOUR_COMPLETED;
import static dev.homing.tracking.EventType.TOUR_SCHEDULED;
import static dev.homing.tracking.codec.TimelineRecord.NOT_COMPLETED_FLAG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worked by hand, formula by formula. */
class AgentFeaturesTest {
    @TempDir
    Path folder;
    private EntityStore office;

    @BeforeEach
    void open() {
        office = new EntityStore(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void shouldCountNothingWithoutEvents() {
        office.record(event(FORM_SUBMISSION, 90 * DAY, "ann"), event(FORM_SUBMISSION, DAY, "ann").agent("other"));
        final float nan = Float.NaN;
        assertArrayEquals(new float[] {0, 0, nan, nan, 0, 0, nan, nan, 0, 0, nan, nan, nan, 0}, features());
        assertArrayEquals(features(), office.agent("nobody", AS_OF));
    }

    @Test
    void shouldCountNinetyDays() {
        office.record(event(PROPERTY_VIEW, 90 * DAY - 1, "ann"), event(AGENT_ACTION, 0, "bob"), event(AGENT_ACTION, -1, "cid"));
        assertEquals(2, features()[AgentFeatureSchema.LEAD_COUNT]);
        assertEquals(1, features()[AgentFeatureSchema.INTERACTION_COUNT]);
    }

    @Test
    void shouldPairEachRequestWithTheNextAnswerToThatLead() {
        office.record(event(FORM_SUBMISSION, 10 * HOUR, "ann"), event(AGENT_ACTION, 10 * HOUR - 30 * MINUTE, "bob"));
        assertEquals(Float.NaN, features()[RESPONSE_MINUTES_MEDIAN], "another lead's");
        assertEquals(Float.NaN, features()[RESPONSE_WITHIN_HOUR_SHARE]);
        office.record(event(AGENT_INTERACTION, 8 * HOUR, "ann"), event(AGENT_ACTION, 7 * HOUR, "ann"));
        assertEquals(120, features()[RESPONSE_MINUTES_MEDIAN]);
        assertEquals(0, features()[RESPONSE_WITHIN_HOUR_SHARE]);
        office.record(event(BOOKING_REQUEST, 9 * HOUR, "ann"), event(LEAD_INTERACTION, 8 * HOUR + 20 * MINUTE, "ann"));
        assertEquals(60, features()[RESPONSE_MINUTES_MEDIAN], "all three by one answer: after 20, 60 and 120 minutes");
        assertEquals(2f / 3, features()[RESPONSE_WITHIN_HOUR_SHARE], "60 minutes are within an hour");
        office.record(event(FORM_SUBMISSION, 7 * HOUR + 10 * MINUTE, "ann"));
        assertEquals(40, features()[RESPONSE_MINUTES_MEDIAN], "between 20 and 60");
        office.record(event(PROPERTY_VIEW, 7 * HOUR + MINUTE, "ann"));
        assertEquals(40, features()[RESPONSE_MINUTES_MEDIAN], "a view asks for nothing");
    }

    @Test
    void shouldPairWithinSevenDaysAndNotWithTheFuture() {
        office.record(event(FORM_SUBMISSION, 20 * DAY, "ann"), event(AGENT_ACTION, 13 * DAY - 1, "ann"));
        assertEquals(Float.NaN, features()[RESPONSE_MINUTES_MEDIAN], "a millisecond too late");
        office.record(event(FORM_SUBMISSION, 20 * DAY, "bob"), event(AGENT_ACTION, 13 * DAY, "bob"));
        assertEquals(7 * 24 * 60, features()[RESPONSE_MINUTES_MEDIAN]);
        assertEquals(Float.NaN, office.agent("agent", AS_OF - 13 * DAY - 1)[RESPONSE_MINUTES_MEDIAN], "not answered yet");
        office.record(event(FORM_SUBMISSION, 91 * DAY, "cid"), event(AGENT_ACTION, 89 * DAY, "cid"));
        assertEquals(7 * 24 * 60, features()[RESPONSE_MINUTES_MEDIAN], "asked before the window");
    }

    @Test
    void shouldOrderWhatHappensAtOneInstantAsItCame() {
        office.record(event(AGENT_ACTION, HOUR, "ann"), event(FORM_SUBMISSION, HOUR, "ann"));
        assertEquals(Float.NaN, features()[RESPONSE_MINUTES_MEDIAN]);
        office.record(event(AGENT_ACTION, HOUR, "ann"));
        assertEquals(0, features()[RESPONSE_MINUTES_MEDIAN]);
        assertEquals(1, features()[RESPONSE_WITHIN_HOUR_SHARE]);
    }

    @Test
    void shouldTellToursAndBookingsThatTookPlaceFromOthers() {
        office.record(
                event(TOUR_SCHEDULED, DAY, "ann"), event(TOUR_SCHEDULED, DAY, "bob"), event(TOUR_SCHEDULED, DAY, "bob"),
                event(TOUR_COMPLETED, DAY, "ann").mark(9), event(TOUR_COMPLETED, DAY, "bob").mark(4),
                event(TOUR_COMPLETED, DAY, "bob"), event(TOUR_COMPLETED, DAY, "cid").mark(1).flags(NOT_COMPLETED_FLAG),
                event(BOOKING_REQUEST, DAY, "ann"), event(BOOKING_REQUEST, DAY, "dan"),
                event(BOOKING_COMPLETED, DAY, "ann").mark(7),
                event(BOOKING_COMPLETED, DAY, "dan").mark(1).flags(NOT_COMPLETED_FLAG));
        final float[] features = features();
        assertEquals(4, features[AgentFeatureSchema.LEAD_COUNT]);
        assertEquals(3, features[AgentFeatureSchema.TOUR_SCHEDULED_COUNT]);
        assertEquals(3, features[AgentFeatureSchema.TOUR_COMPLETED_COUNT]);
        assertEquals(0.75f, features[AgentFeatureSchema.TOUR_SHOW_RATE]);
        assertEquals(6.5f, features[AgentFeatureSchema.TOUR_INTEREST_MEAN]);
        assertEquals(2, features[AgentFeatureSchema.BOOKING_REQUEST_COUNT]);
        assertEquals(1, features[AgentFeatureSchema.BOOKING_COMPLETED_COUNT]);
        assertEquals(7, features[AgentFeatureSchema.BOOKING_RATING_MEAN]);
        assertEquals(0.5f, features[AgentFeatureSchema.CONTACT_TO_TOUR_RATE], "ann and bob of four");
        assertEquals(0.5f, features[AgentFeatureSchema.TOUR_TO_BOOKING_RATE], "ann of the two");
    }

    @Test
    void shouldCountLeadsThatAreSilentForAWeek() {
        office.record(event(FORM_SUBMISSION, 8 * DAY, "ann"), event(FORM_SUBMISSION, 7 * DAY, "bob"),
                event(FORM_SUBMISSION, 7 * DAY - 1, "cid"), event(FORM_SUBMISSION, 20 * DAY, "dan"),
                event(AGENT_ACTION, DAY, "dan"));
        assertEquals(2, features()[AgentFeatureSchema.LEADS_SILENT_7D]);
    }

    @Test
    void shouldTakeAMergedLeadForOneUntilTheMergeIsUndone() {
        office.record(event(FORM_SUBMISSION, 10 * DAY, "visitor"), event(AGENT_ACTION, 10 * DAY - HOUR, "ann"),
                event(TOUR_SCHEDULED, DAY, "ann"));
        office.merge("visitor", "ann");
        assertEquals(1, features()[AgentFeatureSchema.LEAD_COUNT]);
        assertEquals(60, features()[RESPONSE_MINUTES_MEDIAN], "answered by another id");
        assertEquals(1, features()[AgentFeatureSchema.CONTACT_TO_TOUR_RATE]);
        assertEquals(0, features()[AgentFeatureSchema.LEADS_SILENT_7D]);
        office.undo("visitor", "ann");
        assertEquals(2, features()[AgentFeatureSchema.LEAD_COUNT]);
        assertEquals(Float.NaN, features()[RESPONSE_MINUTES_MEDIAN]);
        assertEquals(1, features()[AgentFeatureSchema.LEADS_SILENT_7D]);
    }

    @Test
    void shouldForgetAnErasedLeadFromTheFirstMomentOn() {
        office.record(event(FORM_SUBMISSION, HOUR, "ann"), event(AGENT_ACTION, 0, "ann"), event(FORM_SUBMISSION, HOUR, "bob"));
        office.beginErasing("ann");
        final float[] marked = features();
        assertEquals(1, marked[AgentFeatureSchema.LEAD_COUNT]);
        assertEquals(0, marked[AgentFeatureSchema.INTERACTION_COUNT]);
        office.endErasing("ann");
        assertArrayEquals(marked, features());
    }

    @Test
    void shouldLeaveOutTheOldestAndSaySoWhenThereAreMoreThanCount() {
        office.close();
        office = new EntityStore(folder, "default", 2);
        office.record(event(FORM_SUBMISSION, 3, "ann"), event(AGENT_ACTION, 2, "bob"));
        assertEquals(2, features()[AgentFeatureSchema.LEAD_COUNT]);
        assertFalse(office.features.isTruncated());
        office.record(event(AGENT_ACTION, 1, "bob"));
        assertEquals(1, features()[AgentFeatureSchema.LEAD_COUNT]);
        assertTrue(office.features.isTruncated());
    }

    private float[] features() {
        return office.agent("agent", AS_OF);
    }

    private static Happening event(final EventType type, final long ageMs, final String lead) {
        return Happening.of(type, AS_OF - ageMs, lead).agent("agent");
    }
}
