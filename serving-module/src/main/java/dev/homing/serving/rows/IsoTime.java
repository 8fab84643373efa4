package dev.homing.serving.rows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Reads the one form of time that most files have, {@code 2026-11-24T10:15:00.000Z}, many times faster than the formatter. */
final class IsoTime {
    private static final String SECONDS = "0000-00-00T00:00:00Z";
    private static final String MILLISECONDS = "0000-00-00T00:00:00.000Z";
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MINUTES = 60;
    private static final int HOURS = 24;
    private static final int NANOS_PER_MS = 1_000_000;

    private IsoTime() {
    }

    /** The time of a text of this form, with or without milliseconds; empty when it is another or none. */
    static Optional<Instant> instant(final String text) {
        if (!hasForm(text, SECONDS) && !hasForm(text, MILLISECONDS)) {
            return Optional.empty();
        }
        final int hour = number(text, 11, 13);
        final int minute = number(text, 14, 16);
        final int second = number(text, 17, 19);
        if (hour >= HOURS || minute >= MINUTES || second >= MINUTES) {
            return Optional.empty();
        }
        try {
            final long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
            final int ms = text.length() == MILLISECONDS.length() ? number(text, 20, 23) : 0;
            return Optional.of(Instant.ofEpochSecond(
                    day * SECONDS_PER_DAY + ((long) hour * MINUTES + minute) * MINUTES + second, (long) ms * NANOS_PER_MS));
        } catch (final DateTimeException e) {
            // The formatter says what is wrong with the date.
            return Optional.empty();
        }
    }

    private static boolean hasForm(final String text, final String form) {
        if (text.length() != form.length()) {
            return false;
        }
        for (int i = 0; i < form.length(); i++) {
            final char letter = text.charAt(i);
            if (form.charAt(i) == '0' ? letter < '0' || letter > '9' : letter != form.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int number(final String text, final int from, final int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
