package dev.homing.serving.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a file with one flat JSON object in each line. null is as absent. */
final class JsonRows implements RowReader {
    /** Whatever Jackson would drop without a word makes the line a broken one. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final LineReader lines;

    JsonRows(final LineReader lines) {
        this.lines = lines;
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public Row next() throws BrokenRowException, IOException {
        LineReader.Line line = lines.read();
        while (line != null && line.text() != null && line.text().isBlank()) {
            line = lines.read();
        }
        if (line == null) {
            return null;
        }
        if (line.text() == null) {
            throw new BrokenRowException(line.number(), "", line.problem());
        }
        try {
            final JsonNode object = JSON.readTree(line.text());
            if (!object.isObject()) {
                throw new BrokenRowException(line.number(), line.text(), "the line is not a JSON object");
            }
            return row(line, object);
        } catch (final JsonProcessingException e) {
            throw new BrokenRowException(line.number(), line.text(), "the line is not JSON: " + e.getOriginalMessage());
        }
    }

    private static Row row(final LineReader.Line line, final JsonNode object) throws BrokenRowException {
        final Map<String, String> values = new LinkedHashMap<>();
        final Map<String, List<String>> lists = new LinkedHashMap<>();
        for (final Map.Entry<String, JsonNode> entry : object.properties()) {
            final JsonNode value = entry.getValue();
            if (value.isArray()) {
                final List<String> items = new ArrayList<>();
                for (final JsonNode item : value) {
                    requireFlat(line, entry.getKey(), item);
                    items.add(item.asText());
                }
                lists.put(entry.getKey(), items);
                values.put(entry.getKey(), String.join(";", items));
            } else if (!value.isNull()) {
                requireFlat(line, entry.getKey(), value);
                values.put(entry.getKey(), value.asText());
            }
        }
        return new Row(line.number(), values, lists, values.keySet());
    }

    private static void requireFlat(final LineReader.Line line, final String key, final JsonNode value)
            throws BrokenRowException {
        if (value.isContainerNode()) {
            throw new BrokenRowException(line.number(), line.text(), "\"" + key + "\" is nested; only flat rows are allowed");
        }
    }
}
