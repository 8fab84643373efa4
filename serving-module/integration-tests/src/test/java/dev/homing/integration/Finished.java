package dev.homing.integration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that has ended.
 *
 * @param command  as it was called
 * @param exitCode of it
 * @param out      what it wrote to standard output
 * @param err      what it wrote to standard error
 */
record Finished(String command, int exitCode, String out, String err) {
    private static final Pattern EVENTS =
            Pattern.compile("([\\d,]+) rows: ([\\d,]+) new events, ([\\d,]+) known before, ([\\d,]+) rejected");

    /** What an import of events says at its end. */
    record EventCounts(long rows, long created, long known, long rejected) {
    }

    EventCounts eventCounts() {
        final Matcher matcher = EVENTS.matcher(out);
        if (!matcher.find()) {
            throw new AssertionError("no summary of an import of events: " + this);
        }
        return new EventCounts(number(matcher, 1), number(matcher, 2), number(matcher, 3), number(matcher, 4));
    }

    private static long number(final Matcher matcher, final int group) {
        return Long.parseLong(matcher.group(group).replace(",", ""));
    }

    @Override
    public String toString() {
        return command + "\nexit code " + exitCode + "\nout: " + out + "\nerr: " + err;
    }
}
