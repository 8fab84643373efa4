package dev.homing.serving.export;

import dev.homing.serving.terminal.CommandException;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows as CSV with a header (RFC 4180), lists with semicolons between their items. What an import would not read back as it was
 * written is refused: items that have a separator in them or blanks around them, and texts of more lines than a record may have.
 */
final class CsvRowWriter implements RowWriter {
    /** An import looks no further than this for the end of a text in quotes. */
    private static final int MAX_LINES = 60;
    /** From here on a float's text has an exponent. */
    private static final int MIN_EXPONENTIAL = 10_000_000;

    private final Writer out;
    private final List<Column> columns;
    private final boolean isForAReader;
    private final StringBuilder line = new StringBuilder();
    /** The time written last, which is that of the next row as a rule. */
    private long timeMs;
    private String time = time(0);
    private int longestRow;
    private boolean hasLineEnds;

    /**
     * Writes CSV.
     *
     * @param isForAReader that makes another form of it and takes texts of any length: times in milliseconds since 1970 instead
     *                     of texts, all texts in quotes, which tells an empty one from none; without lists
     */
    CsvRowWriter(final Writer out, final List<Column> columns, final boolean isForAReader) {
        this.out = out;
        this.columns = columns;
        this.isForAReader = isForAReader;
    }

    @Override
    public void begin() throws IOException {
        out.write(columns.stream().map(Column::name).collect(Collectors.joining(",")));
        out.write('\n');
    }

    @Override
    public void write(final Object[] values) throws IOException {
        line.setLength(0);
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                line.append(',');
            }
            if (values[i] != null) {
                append(columns.get(i), values[i]);
            }
        }
        final int lineEnds = lineEnds();
        if (lineEnds > MAX_LINES && !isForAReader) {
            throw refusal(values, "has texts of more than " + MAX_LINES + " lines");
        }
        hasLineEnds |= lineEnds > 0 || line.indexOf("\r") >= 0;
        line.append('\n');
        longestRow = Math.max(longestRow, line.length());
        out.append(line);
    }

    /** Length of the longest row so far, in characters. */
    int longestRow() {
        return longestRow;
    }

    /** Whether a row so far takes several lines. */
    boolean hasLineEnds() {
        return hasLineEnds;
    }

    private void append(final Column column, final Object value) {
        switch (column.kind()) {
            case NUMBER -> line.append(number((Double) value));
            case FLOAT -> append((float) value, line);
            case TIME -> appendTime((Long) value);
            case LIST -> append(list(column, (List<?>) value));
            case TRUTH, WHOLE -> line.append(value);
            default -> append(value.toString());
        }
    }

    /** Appends what {@link Float#toString} gives, which is slow and most often asked for a whole number. */
    static void append(final float value, final StringBuilder to) {
        final int whole = (int) value;
        if (whole == value && Math.abs(value) < MIN_EXPONENTIAL && (whole != 0 || Float.floatToRawIntBits(value) == 0)) {
            to.append(whole).append(".0");
        } else {
            to.append(value);
        }
    }

    private void appendTime(final long ms) {
        if (isForAReader) {
            line.append(ms);
            return;
        }
        if (ms != timeMs) {
            timeMs = ms;
            time = time(ms);
        }
        line.append(time);
    }

    private int lineEnds() {
        int count = 0;
        for (int i = line.indexOf("\n"); i >= 0; i = line.indexOf("\n", i + 1)) {
            count++;
        }
        return count;
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

    /** Quotes tell an import that blanks at the ends belong to the text. */
    private void append(final String text) {
        final boolean needsQuotes = isForAReader || text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0
                || text.indexOf('\r') >= 0 || !text.equals(text.strip());
        if (needsQuotes) {
            line.append('"').append(text.replace("\"", "\"\"")).append('"');
        } else {
            line.append(text);
        }
    }
}
