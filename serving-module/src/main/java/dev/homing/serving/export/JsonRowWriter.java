package dev.homing.serving.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Rows as JSON lines: one flat object each, with what it has. */
final class JsonRowWriter implements RowWriter {
    private final List<Column> columns;
    private final JsonGenerator out;

    JsonRowWriter(final Writer out, final List<Column> columns) throws IOException {
        this.columns = columns;
        // As few digits as read back the same, which is also what CSV has.
        this.out = JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build().createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                // A row is handed to the writer, which writes when its buffer is full and not at every row.
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                .setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void begin() {
        // Every row says what it has.
    }

    @Override
    public void write(final Object[] values, final float[] floats) throws IOException {
        out.writeStartObject();
        int value = 0;
        int number = 0;
        for (final Column column : columns) {
            if (column.kind() == Column.Kind.FLOAT) {
                final float found = floats[number++];
                if (!Float.isNaN(found)) {
                    out.writeFieldName(column.name());
                    out.writeNumber(found);
                }
            } else if (values[value++] != null) {
                out.writeFieldName(column.name());
                write(column, values[value - 1]);
            }
        }
        out.writeEndObject();
        out.writeRaw('\n');
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }

    private void write(final Column column, final Object value) throws IOException {
        switch (column.kind()) {
            case NUMBER -> out.writeNumber(CsvRowWriter.number((Double) value));
            case WHOLE -> out.writeNumber(((Number) value).longValue());
            case TRUTH -> out.writeBoolean((Boolean) value);
            case TIME -> out.writeString(CsvRowWriter.time((Long) value));
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
