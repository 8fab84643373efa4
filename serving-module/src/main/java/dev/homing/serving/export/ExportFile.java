package dev.homing.serving.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** A file to export into. It comes into being whole, or not at all. */
public final class ExportFile {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String GZIP = ".gz";

    private final Path file;
    private final Form form;
    private final boolean isCompressed;

    /** How rows are written. */
    public enum Form {
        /** Comma separated values with a header. */
        CSV,
        /** One JSON object in each line. */
        JSONL,
        /** Apache Parquet. */
        PARQUET
    }

    private ExportFile(final Path file, final Form form, final boolean isCompressed) {
        this.file = file;
        this.form = form;
        this.isCompressed = isCompressed;
    }

    /**
     * The file of a name.
     *
     * @param file   to make
     * @param wanted the form when the ending does not say it
     * @return empty when nothing says the form, or Parquet is to be compressed once more
     */
    public static Optional<ExportFile> of(final Path file, final Optional<Form> wanted) {
        final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        final boolean isCompressed = name.endsWith(GZIP);
        final String plain = isCompressed ? name.substring(0, name.length() - GZIP.length()) : name;
        final Optional<Form> form = plain.endsWith(".csv") ? Optional.of(Form.CSV)
                : plain.endsWith(".jsonl") || plain.endsWith(".ndjson") ? Optional.of(Form.JSONL)
                : plain.endsWith(".parquet") ? Optional.of(Form.PARQUET)
                : wanted;
        return form.filter(found -> found != Form.PARQUET || !isCompressed)
                .map(found -> new ExportFile(file, found, isCompressed));
    }

    /**
     * Writes all rows, and puts the file in its place when that is done.
     *
     * @param source of the rows
     * @throws IOException when it cannot be written; then nothing is left
     */
    public void write(final RowSource source) throws IOException {
        final Path draft = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (form == Form.PARQUET) {
                ParquetFile.write(source, draft);
            } else {
                writeText(source, draft);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void writeText(final RowSource source, final Path draft) throws IOException {
        final OutputStream bytes = Files.newOutputStream(draft);
        try (OutputStream packed = isCompressed ? new GZIPOutputStream(bytes, BUFFER_BYTES) : bytes) {
            RowPipe.run(source, rows -> {
                if (form == Form.CSV) {
                    rows.writeTo(new CsvRowWriter(packed, source.columns()));
                } else {
                    try (Writer text = new OutputStreamWriter(
                            new BufferedOutputStream(packed, BUFFER_BYTES), StandardCharsets.UTF_8)) {
                        rows.writeTo(new JsonRowWriter(text, source.columns()));
                    }
                }
            });
        }
    }
}
