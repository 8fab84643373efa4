package dev.homing.serving.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.homing.serving.rows.Row;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rows that were refused, one JSON object in each line. There is no file as long as there is no such row. */
final class RejectedRows implements AutoCloseable {
    private static final String ENDING = ".rejected.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path file;
    private BufferedWriter writer;
    private long count;

    /**
     * Begins with none.
     *
     * @param source the imported file; the file of an earlier import of it is deleted
     */
    RejectedRows(final Path source) throws IOException {
        final Path beside = source.toAbsolutePath().resolveSibling(source.getFileName() + ENDING);
        file = Files.isWritable(beside.getParent()) ? beside : Path.of(source.getFileName() + ENDING);
        Files.deleteIfExists(file);
    }

    synchronized void add(final Row row, final String field, final String reason) throws IOException {
        final ObjectNode object = JSON.createObjectNode().put("line", row.line()).put("field", field).put("reason", reason);
        final ObjectNode values = object.putObject("row");
        row.values().forEach(values::put);
        row.lists().forEach((column, items) -> items.forEach(values.putArray(column)::add));
        write(object);
    }

    synchronized void addBroken(final long line, final String text, final String reason) throws IOException {
        write(JSON.createObjectNode().put("line", line).put("field", "").put("reason", reason).put("text", text));
    }

    private void write(final ObjectNode object) throws IOException {
        if (writer == null) {
            writer = Files.newBufferedWriter(file);
        }
        writer.write(JSON.writeValueAsString(object));
        writer.write('\n');
        count++;
    }

    synchronized long count() {
        return count;
    }

    Path file() {
        return file;
    }

    @Override
    public synchronized void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
