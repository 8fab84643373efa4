package dev.homing.serving.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names a file's columns and values in Homing's own. Without a mapping file a column is the field of the same name.
 *
 * <p>A mapping file has lines of the form {@code key = value}; empty lines and lines that begin with {@code #} say nothing.
 *
 * <ul>
 *   <li>{@code column.FIELD = SOURCE COLUMN}: where a field comes from; a column may feed several fields
 *   <li>{@code value.FIELD.SOURCE VALUE = VALUE}: a value of the field in other words
 *   <li>{@code constant.FIELD = VALUE}: the same for all rows
 *   <li>{@code format.FIELD = PATTERN}: how times are written, as in {@link DateTimeFormatter}, in UTC
 * </ul>
 */
public final class RowMapping {
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> values = new HashMap<>();
    private final Map<String, String> constants = new HashMap<>();
    private final Map<String, DateTimeFormatter> formats = new HashMap<>();

    private RowMapping() {
    }

    /**
     * Takes every column that has a field's name.
     *
     * @param fields that there are
     * @return the mapping of a file that speaks Homing's language
     */
    public static RowMapping identity(final Set<String> fields) {
        final RowMapping mapping = new RowMapping();
        fields.forEach(field -> mapping.columns.put(field, field));
        return mapping;
    }

    /**
     * Reads a mapping file.
     *
     * @param file   to read
     * @param fields that there are
     * @return the mapping
     * @throws IOException when the file cannot be read or understood; the message says the line
     */
    public static RowMapping read(final Path file, final Set<String> fields) throws IOException {
        final RowMapping mapping = new RowMapping();
        final List<String> lines = TextFile.lines(file);
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    mapping.addLine(line, fields);
                } catch (final IllegalArgumentException e) {
                    throw new IOException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return mapping;
    }

    private void addLine(final String line, final Set<String> fields) {
        final int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("\"" + line + "\" is not of the form key = value");
        }
        final String value = line.substring(equals + 1).strip();
        final String[] key = line.substring(0, equals).strip().split("\\.", 3);
        if (key.length < 2 || !fields.contains(key[1])) {
            throw new IllegalArgumentException(key.length < 2
                    ? "\"" + key[0] + "\" names no field" : "there is no field \"" + key[1] + "\"; there are " + sorted(fields));
        }
        final boolean hasThreeParts = key.length == 3;
        if (hasThreeParts != key[0].equals("value")) {
            throw new IllegalArgumentException("\"" + String.join(".", key) + "\" has "
                    + (hasThreeParts ? "a part too many" : "no source value: value.FIELD.SOURCE VALUE = VALUE"));
        }
        switch (key[0]) {
            case "column" -> columns.put(key[1], value);
            case "value" -> values.computeIfAbsent(key[1], field -> new HashMap<>()).put(key[2], value);
            case "constant" -> constants.put(key[1], value);
            case "format" -> formats.put(key[1], DateTimeFormatter.ofPattern(value, Locale.ROOT));
            default -> throw new IllegalArgumentException(
                    "\"" + key[0] + "\" is not one of column, value, constant, format");
        }
    }

    private static List<String> sorted(final Set<String> fields) {
        final List<String> sorted = new ArrayList<>(fields);
        sorted.sort(null);
        return sorted;
    }

    /**
     * The columns that a file must have and has not.
     *
     * @param present in the file
     * @return empty when all are there
     */
    public List<String> missingColumns(final List<String> present) {
        final List<String> missing = new ArrayList<>();
        columns.values().stream().distinct().filter(column -> !present.contains(column)).forEach(missing::add);
        return missing;
    }

    /**
     * The fields that neither a column nor a constant feeds.
     *
     * @param fields  that are wanted
     * @param present columns of the file
     * @return empty when all are fed
     */
    public List<String> unfedFields(final Set<String> fields, final List<String> present) {
        return fields.stream()
                .filter(field -> !constants.containsKey(field) && !present.contains(columns.get(field)))
                .toList();
    }

    /**
     * The columns of a file that feed no field.
     *
     * @param present in the file
     * @return empty when all do
     */
    public List<String> unusedColumns(final List<String> present) {
        final List<String> unused = new ArrayList<>(present);
        unused.removeAll(columns.values());
        return unused;
    }

    /**
     * A field's value in a row.
     *
     * @param row   of the file
     * @param field of Homing
     * @return empty when the row does not say
     */
    public String value(final Row row, final String field) {
        final String column = columns.get(field);
        final String source = column == null ? null : row.values().get(column);
        final boolean isExact = source != null && row.exact().contains(column);
        if (source == null || (isExact ? source.isEmpty() : source.isBlank())) {
            return constants.getOrDefault(field, "");
        }
        final Map<String, String> known = values.get(field);
        final String text = isExact ? source : source.strip();
        return known == null ? text : known.getOrDefault(source.strip(), text);
    }

    /**
     * A field's items in a row where it is a list.
     *
     * @param row   of the file
     * @param field of Homing
     * @return empty when the row has a text there, or nothing
     */
    public Optional<List<String>> list(final Row row, final String field) {
        return row.lists().isEmpty() ? Optional.empty() : Optional.ofNullable(columns.get(field)).map(row.lists()::get);
    }

    /**
     * How a field's times are written.
     *
     * @param field of Homing
     * @return empty for the usual forms
     */
    public Optional<DateTimeFormatter> format(final String field) {
        return Optional.ofNullable(formats.get(field));
    }
}
