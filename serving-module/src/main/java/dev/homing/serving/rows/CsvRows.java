package dev.homing.serving.rows;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of a CSV file with a header (RFC 4180).
 *
 * <p>A quote that is opened and never closed would make the whole rest of the file one field. So a record may span some lines,
 * but when that does not give a row of the right width, only its first line is broken and the next one is read on its own.
 */
final class CsvRows implements RowReader {
    private static final int MAX_RECORD_LINES = 64;

    private final LineReader lines;
    private final List<String> columns;
    /** The fields of the row read last that had quotes. */
    private final BitSet quoted = new BitSet();
    private final CsvRecordHandler handler = CsvRecordHandler.of(options -> options.fieldModifier(new FieldModifier() {
        @Override
        public String modify(final long line, final int field, final boolean isQuoted, final String text) {
            quoted.set(field, isQuoted);
            return text;
        }
    }));

    CsvRows(final LineReader lines) throws IOException {
        this.lines = lines;
        final LineReader.Line header = lines.read();
        if (header == null || header.text() == null || header.text().isBlank()) {
            throw new IOException("the file has no header line"
                    + (header != null && header.text() == null ? ": " + header.problem() : ""));
        }
        try {
            columns = List.copyOf(fields(header.text()));
        } catch (final RuntimeException e) {
            throw new IOException("the header line is not CSV: " + reason(e), e);
        }
        if (new HashSet<>(columns).size() != columns.size()) {
            throw new IOException("the header names a column twice: " + columns);
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Row next() throws BrokenRowException, IOException {
        LineReader.Line first = lines.read();
        while (first != null && first.text() != null && first.text().isEmpty()) {
            first = lines.read();
        }
        if (first == null) {
            return null;
        }
        if (first.text() == null) {
            throw new BrokenRowException(first.number(), "", first.problem());
        }
        return hasOpenQuote(first.text()) ? joined(first) : row(first.number(), first.text(), first.text());
    }

    private Row joined(final LineReader.Line first) throws BrokenRowException, IOException {
        final StringBuilder text = new StringBuilder(first.text());
        final List<LineReader.Line> more = new ArrayList<>();
        String end = first.end();
        while (hasOpenQuote(text) && more.size() < MAX_RECORD_LINES) {
            final LineReader.Line line = lines.read();
            if (line == null) {
                break;
            }
            more.add(line);
            if (line.text() == null) {
                break;
            }
            text.append(end).append(line.text());
            end = line.end();
        }
        try {
            if (!hasOpenQuote(text)) {
                return row(first.number(), text.toString(), first.text());
            }
        } catch (final BrokenRowException e) {
            giveBack(more);
            throw e;
        }
        giveBack(more);
        throw new BrokenRowException(first.number(), first.text(), "a quote is opened and not closed");
    }

    private void giveBack(final List<LineReader.Line> more) {
        for (int i = more.size() - 1; i >= 0; i--) {
            lines.giveBack(more.get(i));
        }
    }

    private static boolean hasOpenQuote(final CharSequence text) {
        boolean isOpen = false;
        for (int i = 0; i < text.length(); i++) {
            isOpen ^= text.charAt(i) == '"';
        }
        return isOpen;
    }

    private Row row(final long number, final String text, final String firstLine) throws BrokenRowException {
        final List<String> fields;
        try {
            fields = fields(text);
        } catch (final RuntimeException e) {
            throw new BrokenRowException(number, firstLine, "the line is not CSV: " + reason(e));
        }
        if (fields.size() != columns.size()) {
            throw new BrokenRowException(number, firstLine,
                    "the row has " + fields.size() + " fields, the header " + columns.size());
        }
        final Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            values.put(columns.get(i), fields.get(i));
        }
        return new Row(number, values, Map.of(), quoted.isEmpty() ? Set.of()
                : quoted.stream().mapToObj(columns::get).collect(Collectors.toUnmodifiableSet()));
    }

    private static String reason(final RuntimeException e) {
        // The parser saw this record alone, so where it says that the record starts is not where it starts in the file.
        return String.valueOf(e.getMessage()).replace(" (record starting at line 1)", "");
    }

    private List<String> fields(final String text) {
        quoted.clear();
        return CsvReader.builder().ofSingleCsvRecord(handler, text).getFields();
    }
}
