package dev.homing.serving.export;

import dev.homing.serving.terminal.CommandException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows as CSV with a header (RFC 4180), lists with semicolons between their items. What an import would not read back as it was
 * written is refused: items that have a separator in them or blanks around them, and texts of more lines than a record may have.
 */
final class CsvRowWriter implements RowWriter {
    /** An import looks no further than this for the end of a text in quotes. */
    private static final int MAX_LINES = 60;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MS_PER_DAY = 86_400_000;
    private static final int MS_PER_HOUR = 3_600_000;
    private static final int MS_PER_MINUTE = 60_000;
    private static final int MS_PER_SECOND = 1_000;
    private static final int MS_DIGITS = 3;

    private final OutputStream out;
    private final List<Column> columns;
    private final Column.Kind[] kinds;
    private final Utf8Buffer text = new Utf8Buffer(2 * BUFFER_BYTES);
    /** The day written last, which is that of the next row as a rule. */
    private long day;
    private String dayText = LocalDate.EPOCH.toString();
    private int lineEnds;

    CsvRowWriter(final OutputStream out, final List<Column> columns) {
        this.out = out;
        this.columns = columns;
        kinds = columns.stream().map(Column::kind).toArray(Column.Kind[]::new);
    }

    @Override
    public void begin() {
        text.append(columns.stream().map(Column::name).collect(Collectors.joining(",")));
        text.append('\n');
    }

    @Override
    public void write(final Object[] values, final float[] floats) throws IOException {
        lineEnds = 0;
        int value = 0;
        int number = 0;
        for (int i = 0; i < kinds.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            if (kinds[i] == Column.Kind.FLOAT) {
                final float found = floats[number++];
                if (!Float.isNaN(found)) {
                    text.append(found);
                }
            } else if (values[value++] != null) {
                append(columns.get(i), values[value - 1]);
            }
        }
        if (lineEnds > MAX_LINES) {
            throw refusal(values, "has texts of more than " + MAX_LINES + " lines");
        }
        text.append('\n');
        if (text.length() >= BUFFER_BYTES) {
            text.writeTo(out);
        }
    }

    @Override
    public void end() throws IOException {
        text.writeTo(out);
    }

    private void append(final Column column, final Object value) {
        switch (column.kind()) {
            case NUMBER -> text.append(number((Double) value));
            case TIME -> appendTime((Long) value);
            case LIST -> appendQuoted(list(column, (List<?>) value));
            case TRUTH -> text.append(value.toString());
            case WHOLE -> text.append(((Number) value).longValue());
            default -> appendQuoted(value.toString());
        }
    }

    /** What {@link #time} gives, without a look into the calendar for every row. */
    private void appendTime(final long ms) {
        final long itsDay = Math.floorDiv(ms, MS_PER_DAY);
        if (itsDay != day) {
            day = itsDay;
            dayText = LocalDate.ofEpochDay(itsDay).toString();
        }
        final int rest = Math.floorMod(ms, MS_PER_DAY);
        text.append(dayText);
        text.append('T');
        text.append(rest / MS_PER_HOUR, 2);
        text.append(':');
        text.append(rest % MS_PER_HOUR / MS_PER_MINUTE, 2);
        text.append(':');
        text.append(rest % MS_PER_MINUTE / MS_PER_SECOND, 2);
        text.append('.');
        text.append(rest % MS_PER_SECOND, MS_DIGITS);
        text.append('Z');
    }

    /** Whole numbers without a fraction, as people write them. */
    static String number(final double value) {
        return value == (long) value && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }

    /** ISO 8601 with milliseconds, in UTC. */
    static String time(final long ms) {
        final String text = Instant.ofEpochMilli(ms).toString();
        // Instant leaves a fraction of 0 out.
        return text.length() == "2026-01-01T00:00:00Z".length() ? text.substring(0, text.length() - 1) + ".000Z" : text;
    }

    private static String list(final Column column, final List<?> items) {
        for (final Object item : items) {
            final String text = item.toString();
            if (text.indexOf(';') >= 0 || text.indexOf('|') >= 0 || text.isEmpty() || !text.equals(text.strip())) {
                throw refusal(new Object[] {text},
                        "is an item of " + column.name() + " with a semicolon, a bar or blanks around it");
            }
        }
        return items.stream().map(Object::toString).collect(Collectors.joining(";"));
    }

    private static CommandException refusal(final Object[] values, final String what) {
        return new CommandException("\"" + values[0] + "\" " + what + ", which CSV cannot say: export JSON lines (.jsonl)", null);
    }

    /** Appends a text, in quotes if it needs them, which also tell an import that blanks at the ends belong to the text. */
    private void appendQuoted(final String value) {
        if (needsQuotes(value)) {
            for (int i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) {
                lineEnds++;
            }
            text.append('"');
            text.append(value.replace("\"", "\"\""));
            text.append('"');
        } else {
            text.append(value);
        }
    }

    private static boolean needsQuotes(final String value) {
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return !value.isEmpty() && (Character.isWhitespace(value.codePointAt(0))
                || Character.isWhitespace(value.codePointBefore(value.length())));
    }
}
