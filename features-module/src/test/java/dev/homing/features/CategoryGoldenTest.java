package dev.homing.features;

import static dev.homing.features.GoldenLead.AS_OF;
import static dev.homing.features.GoldenLead.instant;

import dev.homing.tracking.Channel;
import dev.homing.tracking.Device;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyType;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The categorical features by hand: the most, and the newest among equals. */
class CategoryGoldenTest {
    private static final int MORNING = 1;
    private static final int AFTERNOON = 2;
    private static final int EVENING = 3;
    private static final int NIGHT = 4;

    private static LeadEvent page(final int age) {
        return LeadEvent.of(EventType.PAGE_VIEW, AS_OF - age);
    }

    private static LeadEvent like(final int age, final int property) {
        return LeadEvent.of(EventType.PROPERTY_LIKE, AS_OF - age, property);
    }

    @Test
    void shouldNameTheMostFrequentTypeAndTheNewestAmongEquals() {
        GoldenLead.of(page(3), page(2), like(1, 1)).prefers("primary_event_type", EventType.PAGE_VIEW.code());
        GoldenLead.of(page(3), like(2, 1), page(1), like(0, 1)).prefers("primary_event_type", EventType.PROPERTY_LIKE.code());
        GoldenLead.of(like(3, 1), page(2), like(2, 1), page(1)).prefers("primary_event_type", EventType.PAGE_VIEW.code());
        // Of one instant the later in the journal is the newer.
        GoldenLead.of(page(1), like(1, 1)).prefers("primary_event_type", EventType.PROPERTY_LIKE.code());
        GoldenLead.of(like(1, 1), page(1)).prefers("primary_event_type", EventType.PAGE_VIEW.code());
    }

    @Test
    void shouldNameACompletionThatDidNotTakePlaceButNoAgentEvent() {
        GoldenLead.of(
                LeadEvent.of(EventType.BOOKING_COMPLETED, AS_OF - 9, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG),
                LeadEvent.of(EventType.BOOKING_COMPLETED, AS_OF - 8, 1).flag(TimelineRecord.NOT_COMPLETED_FLAG),
                page(7), LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 3), LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 2),
                LeadEvent.of(EventType.AGENT_ACTION, AS_OF - 1))
                .prefers("primary_event_type", EventType.BOOKING_COMPLETED.code());
    }

    @Test
    void shouldNameDeviceAndChannelOfTheEventsThatCarryOne() {
        GoldenLead.of(page(5), page(4), page(3), page(2).device(Device.TABLET), page(1).channel(Channel.CRM))
                .prefers("preferred_device", Device.TABLET.code()).prefers("preferred_channel", Channel.CRM.code());
        GoldenLead.of(page(5)).prefers("preferred_device", 0).prefers("preferred_channel", 0);
        GoldenLead.of(
                page(5).device(Device.OTHER).channel(Channel.OTHER), page(4).device(Device.DESKTOP).channel(Channel.SMS),
                page(3).device(Device.OTHER).channel(Channel.OTHER), page(2).device(Device.DESKTOP).channel(Channel.SMS), page(1))
                .prefers("preferred_device", Device.DESKTOP.code()).prefers("preferred_channel", Channel.SMS.code());
        GoldenLead.of(page(5).device(Device.MOBILE), LeadEvent.of(EventType.AGENT_INTERACTION, AS_OF).device(Device.DESKTOP))
                .prefers("preferred_device", Device.MOBILE.code());
    }

    @Test
    void shouldNameTypeAndAreaOfTheLargestWeight() {
        GoldenLead.of(
                LeadEvent.of(EventType.TOUR_SCHEDULED, AS_OF - 9, 1).propertyType(PropertyType.LAND).area(0),
                like(2, 2).propertyType(PropertyType.CONDO).area(5),
                LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 1, 3).propertyType(PropertyType.CONDO).area(5))
                .prefers("preferred_property_type", PropertyType.LAND.code()).prefers("preferred_area", 1);
        GoldenLead.of(
                LeadEvent.of(EventType.BOOKING_REQUEST, AS_OF - 9, 1).known(),
                like(2, 2).propertyType(PropertyType.CONDO), like(1, 3).area(5))
                .prefers("preferred_property_type", PropertyType.CONDO.code()).prefers("preferred_area", 6);
    }

    @Test
    void shouldNameTheTypeOfTheNewestPositiveEventAmongEquals() {
        final LeadEvent house = like(9, 1).propertyType(PropertyType.HOUSE).area(3);
        final LeadEvent condo = like(8, 2).propertyType(PropertyType.CONDO).area(4);
        GoldenLead.of(house, condo).prefers("preferred_property_type", PropertyType.CONDO.code()).prefers("preferred_area", 5);
        GoldenLead.of(house, condo, LeadEvent.of(EventType.PROPERTY_DISLIKE, AS_OF - 7, 1).propertyType(PropertyType.HOUSE))
                .prefers("preferred_property_type", PropertyType.CONDO.code()).prefers("preferred_area", 5);
        GoldenLead.of(house, condo, LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 7, 1).propertyType(PropertyType.HOUSE).area(3))
                .prefers("preferred_property_type", PropertyType.HOUSE.code()).prefers("preferred_area", 4);
    }

    /** 1.2 + 1.2 + 1.2 + 1 and 1 + 1.2 + 1.2 + 1.2 differ as doubles, whichever is newer; the catalogue knows no doubles. */
    @Test
    void shouldAddWeightsExactly() {
        for (final boolean isReverse : new boolean[] {false, true}) {
            final PropertyType[] types = isReverse
                    ? new PropertyType[] {PropertyType.HOUSE, PropertyType.CONDO}
                    : new PropertyType[] {PropertyType.CONDO, PropertyType.HOUSE};
            final List<LeadEvent> events = new ArrayList<>();
            final List<Integer> seconds = new ArrayList<>(List.of(5, 40, 40, 40));
            for (int i = 0; i < 2; i++) {
                for (final int viewed : seconds) {
                    events.add(LeadEvent.of(EventType.PROPERTY_VIEW, AS_OF - 100 + events.size(), events.size()).viewed(viewed)
                            .propertyType(types[i]).area(i));
                }
                Collections.reverse(seconds);
            }
            GoldenLead.at(AS_OF, events).prefers("preferred_property_type", types[1].code()).prefers("preferred_area", 2);
        }
    }

    @Test
    void shouldBeginThePeriodsOfTheDayOnTheHour() {
        assertPeriod(NIGHT, "2026-09-20T05:59:59.999Z", 0);
        assertPeriod(MORNING, "2026-09-20T06:00:00Z", 0);
        assertPeriod(MORNING, "2026-09-20T11:59:59.999Z", 0);
        assertPeriod(AFTERNOON, "2026-09-20T12:00:00Z", 0);
        assertPeriod(AFTERNOON, "2026-09-20T17:59:59.999Z", 0);
        assertPeriod(EVENING, "2026-09-20T18:00:00Z", 0);
        assertPeriod(EVENING, "2026-09-20T21:59:59.999Z", 0);
        assertPeriod(NIGHT, "2026-09-20T22:00:00Z", 0);
        assertPeriod(NIGHT, "2026-09-20T00:00:00Z", 0);
        assertPeriod(MORNING, "2026-09-20T00:00:00Z", 360);
        assertPeriod(EVENING, "2026-09-20T00:00:00Z", -300);
    }

    private static void assertPeriod(final int expected, final String instant, final int utcOffset) {
        GoldenLead.of(LeadEvent.of(EventType.PAGE_VIEW, instant(instant)).utcOffset(utcOffset))
                .prefers("preferred_time_period", expected);
    }

    @Test
    void shouldNameTheBusiestPeriod() {
        GoldenLead.of(
                LeadEvent.of(EventType.PAGE_VIEW, instant("2026-09-18T23:00:00Z")),
                LeadEvent.of(EventType.PAGE_VIEW, instant("2026-09-19T04:00:00Z")),
                LeadEvent.of(EventType.PAGE_VIEW, instant("2026-09-19T08:00:00Z"))).prefers("preferred_time_period", NIGHT);
        GoldenLead.of(
                LeadEvent.of(EventType.PAGE_VIEW, instant("2026-09-18T23:00:00Z")),
                LeadEvent.of(EventType.PAGE_VIEW, instant("2026-09-19T08:00:00Z"))).prefers("preferred_time_period", MORNING);
    }
}
