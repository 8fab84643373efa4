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

    private final Writer out;
    private final List<Column> columns;
    private final StringBuilder line = new StringBuilder();

    CsvRowWriter(final Writer out, final List<Column> columns) {
        this.out = out;
        this.columns = columns;
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
        if (lineEnds() > MAX_LINES) {
            throw refusal(values, "has texts of more than " + MAX_LINES + " lines");
        }
        line.append('\n');
        out.append(line);
    }

    private void append(final Column column, final Object value) {
        switch (column.kind()) {
            case NUMBER -> line.append(number((Double) value));
            case FLOAT -> line.append((float) value);
            case TIME -> line.append(time((Long) value));
            case LIST -> append(list(column, (List<?>) value));
            default -> append(value.toString());
        }
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
        final boolean needsQuotes = text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0
                || text.indexOf('\r') >= 0 || !text.equals(text.strip());
        if (needsQuotes) {
            line.append('"').append(text.replace("\"", "\"\"")).append('"');
        } else {
            line.append(text);
        }
    }
}
