package dev.homing.features;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Features 75 to 86: local dates, weekdays, times of day, and the trend of the last days. */
final class TimeOracle {
    private static final double NANOS_PER_DAY = 86_400e9;
    private static final int DAYS = 30;

    private final LeadWindow window;

    /** Needs at least one event. */
    TimeOracle(final LeadWindow window) {
        this.window = window;
    }

    static LocalDateTime local(final LeadEvent event) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(event.at), ZoneOffset.UTC).plusMinutes(event.utcOffsetMinutes);
    }

    private <K> Map<K, Double> counts(final Function<LocalDateTime, K> kind) {
        return window.events.stream().collect(
                Collectors.groupingBy(event -> kind.apply(local(event)), TreeMap::new, Collectors.summingDouble(event -> 1)));
    }

    void put(final Map<String, Double> values) {
        final double n = window.events.size();
        // A set: where offsets differ from event to event, later events can have earlier dates.
        final Map<LocalDate, Double> dates = counts(LocalDateTime::toLocalDate);
        values.put("active_days", (double) dates.size());
        values.put("active_day_events_mean", n / dates.size());
        values.put("active_day_events_max", Collections.max(dates.values()));
        dateGaps(new ArrayList<>(dates.keySet()), values);
        final Map<DayOfWeek, Double> weekdays = counts(LocalDateTime::getDayOfWeek);
        values.put("weekday_entropy", Statistics.entropy(weekdays.values(), 7));
        values.put("hour_entropy", Statistics.entropy(counts(LocalDateTime::getHour).values(), 24));
        values.put("weekend_share",
                (weekdays.getOrDefault(DayOfWeek.SATURDAY, 0.0) + weekdays.getOrDefault(DayOfWeek.SUNDAY, 0.0)) / n);
        final double sin = window.events.stream().mapToDouble(event -> Math.sin(angle(event))).sum() / n;
        final double cos = window.events.stream().mapToDouble(event -> Math.cos(angle(event))).sum() / n;
        values.put("hour_sin", sin);
        values.put("hour_cos", cos);
        values.put("hour_concentration", Math.sqrt(sin * sin + cos * cos));
        if (n >= 7) {
            values.put("activity_trend", trend());
        }
    }

    private static double angle(final LeadEvent event) {
        return 2 * Math.PI * local(event).toLocalTime().toNanoOfDay() / NANOS_PER_DAY;
    }

    private static void dateGaps(final List<LocalDate> dates, final Map<String, Double> values) {
        final List<Double> gaps = new ArrayList<>();
        for (int i = 1; i < dates.size(); i++) {
            gaps.add((double) ChronoUnit.DAYS.between(dates.get(i - 1), dates.get(i)));
        }
        if (!gaps.isEmpty()) {
            values.put("active_day_gap_mean", Statistics.mean(gaps));
        }
        if (gaps.size() >= 3) {
            values.put("active_day_regularity", Statistics.regularity(gaps));
        }
    }

    /** The bin k days back holds the ages from k days on and under k + 1 days. */
    private double trend() {
        final List<Double> days = new ArrayList<>();
        final List<Double> counts = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            final int back = DAYS - 1 - day;
            days.add((double) day);
            counts.add(window.count(event -> window.asOf - event.at >= back * LeadWindow.DAY_MS
                    && window.asOf - event.at < (back + 1) * LeadWindow.DAY_MS));
        }
        return Statistics.slope(days, counts) / Statistics.mean(counts);
    }
}
