package dev.homing.features;

import static dev.homing.features.GoldenLead.AS_OF;
import static dev.homing.features.GoldenLead.DAY_MS;
import static dev.homing.features.GoldenLead.HOUR_MS;
import static dev.homing.features.GoldenLead.instant;

import dev.homing.tracking.EventType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Features 75 to 91 by hand: local dates and times of day, the trend, and how lately. */
class TimeGoldenTest {
    private static final long NOW = instant("2026-10-28T12:00:00Z");

    private static LeadEvent page(final String instant, final int utcOffset) {
        return LeadEvent.of(EventType.PAGE_VIEW, instant(instant)).utcOffset(utcOffset);
    }

    private static LeadEvent page(final long age) {
        return LeadEvent.of(EventType.PAGE_VIEW, AS_OF - age);
    }

    private static GoldenLead lead(final LeadEvent... events) {
        return GoldenLead.at(NOW, List.of(events));
    }

    @Test
    void shouldBeginADateAtMidnight() {
        lead(page("2026-10-19T23:59:59.999Z", 0), page("2026-10-20T00:00:00.000Z", 0))
                .has("session_count", 1).has("active_days", 2).has("active_day_events_mean", 1).has("active_day_events_max", 1)
                .has("active_day_gap_mean", 1).lacks("active_day_regularity").has("weekday_entropy", 0.3562071871)
                .has("hour_entropy", 0.2181042920).has("hour_sin", -3.6361e-8).has("hour_cos", 1).has("hour_concentration", 1)
                .prefers("preferred_time_period", 4);
    }

    @Test
    void shouldTakeTheLocalDate() {
        lead(page("2026-10-20T21:59:59.999Z", 120), page("2026-10-20T22:00:00Z", 120), page("2026-10-21T21:59:59.999Z", 120))
                .has("active_days", 2).has("active_day_events_max", 2);
        lead(page("2026-10-20T04:59:59.999Z", -300), page("2026-10-20T05:00:00Z", -300))
                .has("active_days", 2).has("hour_entropy", 0.2181042920);
    }

    /** The clock goes from UTC+2 to UTC+1 at 03:00 of Sunday: the hour from 2 to 3 comes twice. */
    @Test
    void shouldKeepLocalTimeAcrossTheEndOfSummerTime() {
        lead(
                page("2026-10-24T22:30:00Z", 120), page("2026-10-25T00:30:00Z", 120), page("2026-10-25T01:30:00Z", 60),
                page("2026-10-25T22:30:00Z", 60), page("2026-10-25T23:30:00Z", 60))
                .has("active_days", 2).has("active_day_events_max", 4).has("active_day_gap_mean", 1)
                .has("weekend_share", 0.8).has("weekday_entropy", 0.2571559760).has("hour_entropy", 0.3319390496)
                .prefers("preferred_time_period", 4);
    }

    /** Fourteen hours east it is tomorrow already, and ten hours west it has just become today. */
    @Test
    void shouldCountADateOnceAlsoWhereDatesGoBack() {
        lead(page("2026-10-20T10:00:00Z", 840), page("2026-10-20T10:01:00Z", -600), page("2026-10-20T10:02:00Z", 840))
                .has("active_days", 2).has("active_day_events_max", 2).has("active_day_events_mean", 1.5)
                .has("active_day_gap_mean", 1).has("session_count", 1);
    }

    @Test
    void shouldAskForThreeGapsBeforeItSpeaksOfRegularity() {
        lead(page("2026-10-10T08:00:00Z", 0)).lacks("active_day_gap_mean", "active_day_regularity");
        lead(page("2026-10-10T08:00:00Z", 0), page("2026-10-12T08:00:00Z", 0), page("2026-10-16T08:00:00Z", 0))
                .has("active_day_gap_mean", 3).lacks("active_day_regularity");
        lead(page("2026-10-10T08:00:00Z", 0), page("2026-10-11T08:00:00Z", 0), page("2026-10-13T23:00:00Z", 0),
                page("2026-10-16T01:00:00Z", 0)).has("active_day_gap_mean", 2).has("active_day_regularity", 0.7101020514);
        lead(page("2026-10-10T08:00:00Z", 0), page("2026-10-12T08:00:00Z", 0), page("2026-10-14T23:00:00Z", 0),
                page("2026-10-16T01:00:00Z", 0)).has("active_day_gap_mean", 2).has("active_day_regularity", 1);
    }

    @Test
    void shouldSpreadOverTheWeekAndTheDay() {
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < 7 * 24; i++) {
            events.add(LeadEvent.of(EventType.PAGE_VIEW, NOW - i * HOUR_MS));
        }
        GoldenLead.at(NOW, events).has("weekday_entropy", 1).has("hour_entropy", 1).has("weekend_share", 2 / 7.0)
                .has("hour_sin", 0).has("hour_cos", 0).has("hour_concentration", 0).has("recent_7d_ratio", 1)
                .has("recent_24h_count", 24);
    }

    @Test
    void shouldCallSaturdayAndSundayTheWeekend() {
        for (int day = 0; day < 7; day++) {
            // The 12th is a Monday.
            lead(page("2026-10-" + (12 + day) + "T00:00:00Z", 0)).has("weekend_share", day >= 5 ? 1 : 0);
            lead(page("2026-10-" + (12 + day) + "T23:59:59.999Z", 0)).has("weekend_share", day >= 5 ? 1 : 0);
        }
    }

    @Test
    void shouldPutTheTimeOfDayOnACircle() {
        lead(page("2026-10-20T00:00:00Z", 0)).has("hour_sin", 0).has("hour_cos", 1);
        lead(page("2026-10-20T06:00:00Z", 0)).has("hour_sin", 1).has("hour_cos", 0);
        lead(page("2026-10-20T06:00:00Z", 360)).has("hour_sin", 0).has("hour_cos", -1);
        lead(page("2026-10-20T18:00:00Z", 0)).has("hour_sin", -1).has("hour_cos", 0).has("hour_concentration", 1);
        lead(page("2026-10-20T06:00:00Z", 0), page("2026-10-20T12:00:00Z", 0))
                .has("hour_sin", 0.5).has("hour_cos", -0.5).has("hour_concentration", 0.7071067812);
        lead(page("2026-10-20T06:00:00Z", 0), page("2026-10-20T18:00:00Z", 0)).has("hour_concentration", 0);
    }

    /** Seven events in the last of 30 days: a sum of 7 * 14.5 over one of 2247.5, and 7/30 a day. */
    @Test
    void shouldFollowTheDailyCounts() {
        final List<LeadEvent> events = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            events.add(page(DAY_MS - 1 - i));
        }
        GoldenLead.at(AS_OF, events).lacks("activity_trend");
        events.add(page(0));
        GoldenLead.at(AS_OF, events).has("activity_trend", 0.1935483871);
        events.add(page(DAY_MS));
        // A day old belongs to the day before.
        GoldenLead.at(AS_OF, events).has("activity_trend", (7 * 14.5 + 13.5) / 2_247.5 / (8 / 30.0));
    }

    @Test
    void shouldSeeDecliningAndEvenActivity() {
        final List<LeadEvent> old = new ArrayList<>();
        final List<LeadEvent> even = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            old.add(page(30 * DAY_MS - 1 - i * HOUR_MS / 2));
            even.add(page(i * DAY_MS));
        }
        GoldenLead.at(AS_OF, old).has("activity_trend", -0.1935483871);
        GoldenLead.at(AS_OF, even).has("activity_trend", 0).has("active_days", 30).has("active_day_regularity", 1);
    }

    @Test
    void shouldLeaveTheLastDayAndTheLastWeekOpenAtTheirBeginning() {
        GoldenLead.of(page(7 * DAY_MS), page(7 * DAY_MS - 1), page(DAY_MS), page(DAY_MS - 1))
                .has("recent_24h_count", 1).has("recent_24h_ratio", 0.25).has("recent_7d_ratio", 0.75)
                .has("hours_since_last_activity", (DAY_MS - 1) / (double) HOUR_MS)
                .has("activity_span_hours", (6 * DAY_MS + 1) / (double) HOUR_MS);
    }
}
