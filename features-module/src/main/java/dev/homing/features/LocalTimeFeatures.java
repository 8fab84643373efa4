package dev.homing.features;

import java.util.Arrays;

/** When the lead is active, by the local time of each event: dates, weekdays, hours and the direction on the clock. */
final class LocalTimeFeatures {
    private static final long DAY_MS = 86_400_000;
    private static final int HOUR_MS = 3_600_000;
    private static final int MINUTE_MS = 60_000;
    private static final int HOURS = 24;
    private static final int WEEKDAYS = 7;
    private static final int SATURDAY = 5;
    /** 1 January 1970 was a Thursday; Monday is 0. */
    private static final int FIRST_WEEKDAY = 3;
    /** Local time is less than two days from UTC. */
    private static final int OFFSET_DAYS = 2;
    private static final int MIN_REGULARITY_GAPS = 3;

    private final int[] dayCounts;
    private final int[] weekdayCounts = new int[WEEKDAYS];
    private final int[] hourCounts = new int[HOURS];
    private final int[] hourNewest = new int[HOURS];
    private final Entropy entropy;
    private final Clock clock = new Clock();
    private final MostFrequent periods = new MostFrequent(TimePeriod.values().length);
    private final Spread gaps = new Spread();
    private long firstDay;

    LocalTimeFeatures(final int windowDays, final int maxEvents) {
        // The window touches one date more than it has days.
        dayCounts = new int[windowDays + 1 + 2 * OFFSET_DAYS];
        entropy = new Entropy(maxEvents);
    }

    void clear(final long windowStartMs) {
        firstDay = Math.floorDiv(windowStartMs, DAY_MS) - OFFSET_DAYS;
        Arrays.fill(dayCounts, 0);
        Arrays.fill(hourCounts, 0);
        clock.clear();
    }

    void add(final PassedEvent event) {
        // Not negative, so that the plain division rounds down.
        final long localMs = event.occurredAt() + (long) event.record().utcOffsetMinutes() * MINUTE_MS - firstDay * DAY_MS;
        final int day = (int) (localMs / DAY_MS);
        final int timeOfDayMs = (int) (localMs - day * DAY_MS);
        final int hour = timeOfDayMs / HOUR_MS;
        dayCounts[day]++;
        hourCounts[hour]++;
        hourNewest[hour] = event.offset();
        clock.add(timeOfDayMs);
    }

    void put(final int events, final float[] numerical, final int[] categorical) {
        putDays(events, numerical);
        numerical[LeadFeatureSchema.WEEKDAY_ENTROPY] = (float) entropy.of(weekdayCounts, events);
        numerical[LeadFeatureSchema.HOUR_ENTROPY] = (float) entropy.of(hourCounts, events);
        numerical[LeadFeatureSchema.WEEKEND_SHARE] =
                (float) ((double) (weekdayCounts[SATURDAY] + weekdayCounts[SATURDAY + 1]) / events);
        final double sin = clock.sin() / events;
        final double cos = clock.cos() / events;
        numerical[LeadFeatureSchema.HOUR_SIN] = (float) sin;
        numerical[LeadFeatureSchema.HOUR_COS] = (float) cos;
        numerical[LeadFeatureSchema.HOUR_CONCENTRATION] = (float) Math.sqrt(sin * sin + cos * cos);
        periods.clear();
        for (int hour = 0; hour < HOURS; hour++) {
            if (hourCounts[hour] > 0) {
                periods.add(TimePeriod.ofHour(hour).code(), hourCounts[hour], hourNewest[hour]);
            }
        }
        categorical[LeadFeatureSchema.PREFERRED_TIME_PERIOD] = periods.code();
    }

    private void putDays(final int events, final float[] numerical) {
        Arrays.fill(weekdayCounts, 0);
        gaps.clear();
        int days = 0;
        int most = 0;
        int previous = 0;
        int weekday = (int) Math.floorMod(firstDay + FIRST_WEEKDAY, (long) WEEKDAYS);
        for (int day = 0; day < dayCounts.length; day++) {
            final int count = dayCounts[day];
            if (count > 0) {
                weekdayCounts[weekday] += count;
                most = Math.max(most, count);
                if (days++ > 0) {
                    gaps.add(day - previous);
                }
                previous = day;
            }
            weekday = weekday == WEEKDAYS - 1 ? 0 : weekday + 1;
        }
        numerical[LeadFeatureSchema.ACTIVE_DAYS] = days;
        numerical[LeadFeatureSchema.ACTIVE_DAY_EVENTS_MEAN] = (float) ((double) events / days);
        numerical[LeadFeatureSchema.ACTIVE_DAY_EVENTS_MAX] = most;
        if (gaps.weight() > 0) {
            numerical[LeadFeatureSchema.ACTIVE_DAY_GAP_MEAN] = (float) gaps.mean();
        }
        if (gaps.weight() >= MIN_REGULARITY_GAPS) {
            numerical[LeadFeatureSchema.ACTIVE_DAY_REGULARITY] = (float) (1 / (1 + gaps.cv()));
        }
    }
}
