package dev.homing.features;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** When the lead is active, by the local time of each event: dates, weekdays, hours and the direction on the clock. */
final class LocalTimeFeatures {
    private static final long DAY_MS = 86_400_000;
    private static final int HOUR_MS = 3_600_000;
    private static final int HOURS = 24;
    private static final int WEEKDAYS = 7;
    private static final int ALL_WEEKDAYS = (1 << WEEKDAYS) - 1;
    private static final int SATURDAY = 5;
    /** 1 January 1970 was a Thursday; Monday is 0. */
    private static final int FIRST_WEEKDAY = 3;
    /** Local time is less than two days from UTC. */
    private static final int OFFSET_DAYS = 2;
    private static final int MIN_REGULARITY_GAPS = 3;

    /** Counts are cleared for the next vector where they are looked at. */
    private final int[] dayCounts;
    /** A bit for each date that has events; cleared as well. */
    private final long[] activeDays;
    /** A bit for each hour of the day that has events. */
    private int activeHours;
    private final int[] weekdayCounts = new int[WEEKDAYS];
    private final int[] hourCounts = new int[HOURS];
    private final int[] periodCounts = new int[TimePeriod.COUNT + 1];
    private final LeadEvents events;
    private final IntUnaryOperator periodOf;
    private final Entropy weekdayEntropy;
    private final Entropy hourEntropy;
    private final Clock clock = new Clock();
    /** Local midnight of the first date, in milliseconds since 1970 by the local clock. */
    private long beginMs;

    LocalTimeFeatures(final LeadEvents events, final int windowDays, final int maxEvents) {
        this.events = events;
        // The window touches one date more than it has days.
        dayCounts = new int[windowDays + 1 + 2 * OFFSET_DAYS];
        activeDays = new long[(dayCounts.length >> 6) + 1];
        periodOf = i -> TimePeriod.codeOfHour((int) (localMs(i) % DAY_MS) / HOUR_MS);
        weekdayEntropy = new Entropy(WEEKDAYS, maxEvents);
        hourEntropy = new Entropy(HOURS, maxEvents);
    }

    /** From {@link #beginMs} on: not negative, so that a plain division rounds down. */
    private long localMs(final int i) {
        return events.localMs(i) - beginMs;
    }

    void put(final long windowStartMs, final float[] numerical, final int[] categorical) {
        final long firstDay = Math.floorDiv(windowStartMs, DAY_MS) - OFFSET_DAYS;
        beginMs = firstDay * DAY_MS;
        countHours();
        putDays((int) Math.floorMod(firstDay + FIRST_WEEKDAY, (long) WEEKDAYS), numerical);
        putHours(numerical, categorical);
    }

    /** Counts dates and hours in runs: most events are of the hour of the one before, and a counter in memory takes its time. */
    private void countHours() {
        clock.clear();
        activeHours = 0;
        int begin = 0;
        int hours = (int) (localMs(0) / HOUR_MS);
        long hourBeginMs = hours * (long) HOUR_MS;
        double sin = 0;
        double versine = 0;
        for (int i = 0; i < events.count(); i++) {
            final long localMs = localMs(i);
            if (localMs < hourBeginMs || localMs >= hourBeginMs + HOUR_MS) {
                endHour(hours, i - begin, sin, versine);
                begin = i;
                sin = 0;
                versine = 0;
                hours = (int) (localMs / HOUR_MS);
                hourBeginMs = hours * (long) HOUR_MS;
            }
            final double fromMiddle = (int) (localMs - hourBeginMs) - HOUR_MS / 2;
            sin += Clock.sinOf(fromMiddle);
            versine += Clock.versineOf(fromMiddle);
        }
        endHour(hours, events.count() - begin, sin, versine);
    }

    private void endHour(final int hours, final int run, final double sin, final double versine) {
        final int day = hours / HOURS;
        final int hour = hours % HOURS;
        dayCounts[day] += run;
        hourCounts[hour] += run;
        activeDays[day >> 6] |= 1L << day;
        activeHours |= 1 << hour;
        clock.add(hour, run, sin, versine);
    }

    private void putHours(final float[] numerical, final int[] categorical) {
        final double sin = clock.sin() / events.count();
        final double cos = clock.cos() / events.count();
        numerical[LeadFeatureSchema.HOUR_SIN] = (float) sin;
        numerical[LeadFeatureSchema.HOUR_COS] = (float) cos;
        numerical[LeadFeatureSchema.HOUR_CONCENTRATION] = (float) Math.sqrt(sin * sin + cos * cos);
        numerical[LeadFeatureSchema.HOUR_ENTROPY] = (float) hourEntropy.of(hourCounts, activeHours, events.count());
        Arrays.fill(periodCounts, 0, TimePeriod.COUNT + 1, 0);
        int periods = 0;
        for (int rest = activeHours; rest != 0; rest &= rest - 1) {
            final int hour = Integer.numberOfTrailingZeros(rest);
            final int period = TimePeriod.codeOfHour(hour);
            periodCounts[period] += hourCounts[hour];
            periods |= 1 << period;
            hourCounts[hour] = 0;
        }
        categorical[LeadFeatureSchema.PREFERRED_TIME_PERIOD] =
                MostFrequent.code(periodCounts, periods, events.count(), periodOf);
    }

    private void putDays(final int firstWeekday, final float[] numerical) {
        Arrays.fill(weekdayCounts, 0, WEEKDAYS, 0);
        int days = 0;
        int most = 0;
        int first = 0;
        int previous = 0;
        int squaredGaps = 0;
        for (int word = 0; word < activeDays.length; word++) {
            for (long bits = activeDays[word]; bits != 0; bits &= bits - 1) {
                final int day = (word << 6) + Long.numberOfTrailingZeros(bits);
                weekdayCounts[(firstWeekday + day) % WEEKDAYS] += dayCounts[day];
                most = Math.max(most, dayCounts[day]);
                first = days == 0 ? day : first;
                final int gap = days == 0 ? 0 : day - previous;
                squaredGaps += gap * gap;
                days++;
                previous = day;
                dayCounts[day] = 0;
            }
            activeDays[word] = 0;
        }
        numerical[LeadFeatureSchema.ACTIVE_DAYS] = days;
        numerical[LeadFeatureSchema.ACTIVE_DAY_EVENTS_MEAN] = (float) ((double) events.count() / days);
        numerical[LeadFeatureSchema.ACTIVE_DAY_EVENTS_MAX] = most;
        final int gaps = days - 1;
        final double allGaps = previous - first;
        if (gaps > 0) {
            numerical[LeadFeatureSchema.ACTIVE_DAY_GAP_MEAN] = (float) (allGaps / gaps);
        }
        if (gaps >= MIN_REGULARITY_GAPS) {
            final double cv = Math.sqrt((double) gaps * squaredGaps - allGaps * allGaps) / allGaps;
            numerical[LeadFeatureSchema.ACTIVE_DAY_REGULARITY] = (float) (1 / (1 + cv));
        }
        numerical[LeadFeatureSchema.WEEKDAY_ENTROPY] = (float) weekdayEntropy.of(weekdayCounts, ALL_WEEKDAYS, events.count());
        numerical[LeadFeatureSchema.WEEKEND_SHARE] =
                (float) ((double) (weekdayCounts[SATURDAY] + weekdayCounts[SATURDAY + 1]) / events.count());
    }
}
