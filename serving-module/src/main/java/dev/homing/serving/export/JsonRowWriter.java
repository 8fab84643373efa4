package dev.homing.serving.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Rows as JSON lines: one flat object each, with what it has. */
final class JsonRowWriter implements RowWriter {
    private final List<Column> columns;
    private final boolean isForAReader;
    private final JsonGenerator out;

    /**
     * Writes JSON lines.
     *
     * @param isForAReader that makes another form of it: times in milliseconds since 1970 instead of texts, floats with all their
     *                     digits, because one that reads doubles would round twice what has as few as tell floats apart
     */
    JsonRowWriter(final Writer out, final List<Column> columns, final boolean isForAReader) throws IOException {
        this.columns = columns;
        this.isForAReader = isForAReader;
        this.out = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                // A row is handed to the writer, which writes when its buffer is full and not at every row.
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                .setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void begin() {
    }

    @Override
    public void write(final Object[] values) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                out.writeFieldName(columns.get(i).name());
                write(columns.get(i), values[i]);
            }
        }
        out.writeEndObject();
        out.writeRaw('\n');
        out.flush();
    }

    private void write(final Column column, final Object value) throws IOException {
        switch (column.kind()) {
            case NUMBER -> out.writeNumber(CsvRowWriter.number((Double) value));
            case FLOAT -> {
                if (isForAReader) {
                    out.writeNumber(((Float) value).doubleValue());
                } else {
                    out.writeNumber((float) value);
                }
            }
            case WHOLE -> out.writeNumber(((Number) value).longValue());
            case TRUTH -> out.writeBoolean((Boolean) value);
            case TIME -> {
                if (isForAReader) {
                    out.writeNumber((Long) value);
                } else {
                    out.writeString(CsvRowWriter.time((Long) value));
                }
            }
            case LIST -> {
                out.writeStartArray();
                for (final Object item : (List<?>) value) {
                    out.writeString(item.toString());
                }
                out.writeEndArray();
            }
            default -> out.writeString(value.toString());
        }
    }
}
