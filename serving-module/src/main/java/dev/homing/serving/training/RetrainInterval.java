package dev.homing.serving.training;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The interval of scheduled trainings, as the command line says it. */
public final class RetrainInterval {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([mhd])");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    private RetrainInterval() {
    }

    /**
     * Reads an interval.
     *
     * @param text a number and a unit: {@code 30m}, {@code 24h}, {@code 7d}
     * @return 1 minute to 365 days
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public static Duration parse(final String text) {
        final Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw refusal(text);
        }
        final long number = Long.parseLong(parts.group(1));
        return check(switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        }, text);
    }

    /**
     * Checks an interval.
     *
     * @param interval 1 minute to 365 days
     * @return the same
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public static Duration check(final Duration interval) {
        return check(interval, interval.toString());
    }

    private static Duration check(final Duration interval, final String text) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw refusal(text);
        }
        return interval;
    }

    private static IllegalArgumentException refusal(final String text) {
        return new IllegalArgumentException(
                "retrainEvery=" + text + ": a number and a unit such as 30m, 24h or 7d is allowed, from 1m to 365d");
    }
}
