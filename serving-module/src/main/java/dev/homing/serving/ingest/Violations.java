package dev.homing.serving.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import dev.homing.serving.event.Timestamps;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with one request: collects all of it, so that the client mends it in one go, up to as much as a refusal has room
 * for.
 */
public final class Violations {
    /** The longest id, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = 256;
    /** How far ahead of the server's clock a time may lie. */
    public static final long MAX_AHEAD_MS = 5 * 60_000;

    /** A refusal travels in trailers, of which clients take 8 KiB, and says everything twice. */
    private static final int MAX_FOUND = 24;
    private static final long MS_PER_DAY = 86_400_000;
    private static final int MAX_NANOS = 999_999_999;
    /** Year 9999, the end of what a protobuf timestamp may be. */
    private static final long MAX_SECONDS = 253_402_300_799L;

    private final String prefix;
    private List<FieldViolation> found = List.of();

    /**
     * Begins with nothing wrong.
     *
     * @param prefix of all field paths, "" or ending with a dot
     */
    public Violations(final String prefix) {
        this.prefix = prefix;
    }

    /**
     * Whether nothing is wrong.
     *
     * @return true so far
     */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * The refusal of the request.
     *
     * @return INVALID_ARGUMENT with all violations
     */
    public Status status() {
        return Refusals.invalid(found);
    }

    /**
     * Adds a violation, unless there are so many already that nobody would hear of it.
     *
     * @param field       path
     * @param description what is wrong and what is allowed
     */
    public void add(final String field, final String description) {
        if (found.isEmpty()) {
            found = new ArrayList<>();
        }
        if (found.size() == MAX_FOUND) {
            return;
        }
        found.add(FieldViolation.newBuilder().setField(prefix + field).setDescription(description).build());
    }

    /**
     * Adds what is wrong with a part of the request.
     *
     * @param part with paths that begin at the request
     */
    public void addAll(final Violations part) {
        part.found.forEach(one -> {
            if (found.isEmpty()) {
                found = new ArrayList<>();
            }
            if (found.size() < MAX_FOUND) {
                found.add(one);
            }
        });
    }

    /**
     * Checks a message against the rules that the contract declares beside its fields.
     *
     * @param message a request, or what its paths begin at
     * @param nowMs   the server's clock
     */
    public void check(final Message message, final long nowMs) {
        FieldRule.checkAll(message, "", nowMs, this);
    }

    /**
     * Checks the length of a text.
     *
     * @param field    path
     * @param text     UTF-8
     * @param maxBytes the most allowed
     */
    public void checkText(final String field, final ByteString text, final int maxBytes) {
        if (text.size() > maxBytes) {
            add(field, "has " + text.size() + " bytes; at most " + maxBytes + " are allowed");
        }
    }

    /**
     * Checks an id that must be there.
     *
     * @param field path
     * @param id    UTF-8
     */
    public void checkRequiredId(final String field, final ByteString id) {
        if (id.isEmpty()) {
            add(field, "is required");
        }
        checkText(field, id, MAX_ID_BYTES);
    }

    /**
     * Checks a number.
     *
     * @param field   path
     * @param value   of it
     * @param minimum the least allowed
     * @param maximum the most allowed
     */
    public void checkRange(final String field, final double value, final double minimum, final double maximum) {
        if (!(value >= minimum && value <= maximum)) {
            final boolean isUnbounded = maximum == Double.MAX_VALUE || maximum == Integer.MAX_VALUE;
            add(field, "is " + text(value) + "; " + (isUnbounded
                    ? "a finite number of at least " + text(minimum) + " is allowed"
                    : "a number from " + text(minimum) + " to " + text(maximum) + " is allowed"));
        }
    }

    private static String text(final double number) {
        return number == (long) number && Math.abs(number) < 1L << 53 ? Long.toString((long) number) : Double.toString(number);
    }

    /**
     * Checks a time and makes milliseconds of it.
     *
     * @param field path
     * @param time  of it
     * @return milliseconds since 1970, finer parts cut off; 0 when it is wrong
     */
    public long checkTime(final String field, final Timestamp time) {
        final long seconds = time.getSeconds();
        final int nanos = time.getNanos();
        if (seconds < 0 || seconds > MAX_SECONDS) {
            add(field, "is " + seconds + " seconds since 1970; a time from 1970 to 9999 is allowed");
            return 0;
        }
        if (nanos < 0 || nanos > MAX_NANOS) {
            add(field + ".nanos", "is " + nanos + "; 0 to " + MAX_NANOS + " is allowed");
            return 0;
        }
        return Timestamps.ms(time);
    }

    /**
     * Checks a time that must not lie in the future.
     *
     * @param field path
     * @param time  of it
     * @param nowMs the server's clock
     * @return as {@link #checkTime}
     */
    public long checkPastTime(final String field, final Timestamp time, final long nowMs) {
        final long ms = checkTime(field, time);
        if (ms > nowMs + MAX_AHEAD_MS) {
            add(field, "is " + (ms - nowMs) / 1_000 + " s ahead of the server's clock; at most "
                    + MAX_AHEAD_MS / 1_000 + " s are allowed");
        }
        return ms;
    }

    /**
     * Checks that a time is not too long ago.
     *
     * @param field    path
     * @param ms       milliseconds since 1970
     * @param nowMs    the server's clock
     * @param oldestMs the earliest that is allowed
     */
    void checkAge(final String field, final long ms, final long nowMs, final long oldestMs) {
        if (ms < oldestMs && isFine(field)) {
            add(field, "is " + (nowMs - ms) / MS_PER_DAY + " days old; at most " + (nowMs - oldestMs) / MS_PER_DAY
                    + " are allowed unless it is sent as history");
        }
    }

    /** Checks that a time, if it is right otherwise, is not before the beginning of what is kept. */
    void checkKept(final String field, final Timestamp time, final long nowMs, final long keptFromMs) {
        if (time.getSeconds() < 0 || time.getSeconds() > MAX_SECONDS) {
            return;
        }
        final long ms = Timestamps.ms(time);
        if (ms < keptFromMs) {
            add(field, "is " + (nowMs - ms) / MS_PER_DAY + " days old; the retention of this tenant's events is "
                    + (nowMs - keptFromMs) / MS_PER_DAY + " days, also for history");
        }
    }

    private boolean isFine(final String field) {
        return found.stream().noneMatch(violation -> violation.getField().startsWith(prefix + field));
    }
}
