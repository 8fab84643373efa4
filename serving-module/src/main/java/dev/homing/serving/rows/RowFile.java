package dev.homing.serving.rows;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** A file of rows that is being read: CSV, or JSON lines by its ending, with .gz behind either. */
public final class RowFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final long length;
    private final AtomicLong position = new AtomicLong();
    private final InputStream input;
    private final RowReader rows;

    /**
     * Opens a file.
     *
     * @param file to read
     * @throws IOException when it cannot be read or has no header
     */
    public RowFile(final Path file) throws IOException {
        length = Files.size(file);
        final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        final InputStream raw = new Counting(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
        try {
            input = name.endsWith(".gz")
                    ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES)
                    : new BufferedInputStream(raw, BUFFER_BYTES);
            final String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
            final LineReader lines = new LineReader(input);
            rows = plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || plain.endsWith(".json")
                    ? new JsonRows(lines) : new CsvRows(lines);
        } catch (final IOException e) {
            raw.close();
            throw e;
        }
    }

    /**
     * The rows.
     *
     * @return read them once
     */
    public RowReader rows() {
        return rows;
    }

    /**
     * How much of the file was read.
     *
     * @return 0 to 1
     */
    public double progress() {
        return length == 0 ? 1 : (double) position.get() / length;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** Counts the bytes of the file itself, compressed if it is. */
    private final class Counting extends FilterInputStream {
        Counting(final InputStream input) {
            super(input);
        }

        @Override
        public int read() throws IOException {
            final int next = super.read();
            position.addAndGet(next >= 0 ? 1 : 0);
            return next;
        }

        @Override
        public int read(final byte[] target, final int offset, final int count) throws IOException {
            final int read = super.read(target, offset, count);
            position.addAndGet(Math.max(0, read));
            return read;
        }
    }
}
