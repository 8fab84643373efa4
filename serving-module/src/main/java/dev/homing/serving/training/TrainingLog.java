package dev.homing.serving.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The log of one training: the newest lines in memory, and the first MiB in a file. A disk that takes no more ends the file and
 * not the training. Any thread.
 */
final class TrainingLog implements AutoCloseable {
    static final int MAX_LINES = 100;
    static final int MAX_LINE_LENGTH = 500;
    static final int MAX_FILE_BYTES = 1 << 20;

    private static final System.Logger LOG = System.getLogger(TrainingLog.class.getName());
    private static final byte[] CUT = "… the rest is left out\n".getBytes(StandardCharsets.UTF_8);

    private final Path path;
    private final Deque<String> newest = new ArrayDeque<>();
    private final OutputStream file;
    private long length;
    private boolean isFileDone;

    TrainingLog(final Path path) throws IOException {
        this.path = path;
        file = Files.newOutputStream(path);
    }

    synchronized void add(final String line) {
        keep(newest, line);
        final byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (isFileDone) {
            return;
        }
        try {
            isFileDone = length + bytes.length + CUT.length > MAX_FILE_BYTES;
            file.write(isFileDone ? CUT : bytes);
            length += bytes.length;
        } catch (final IOException e) {
            isFileDone = true;
            LOG.log(System.Logger.Level.WARNING, path + " ends here: " + e.getMessage());
        }
    }

    private static void keep(final Deque<String> lines, final String line) {
        if (lines.size() == MAX_LINES) {
            lines.removeFirst();
        }
        lines.addLast(line.length() > MAX_LINE_LENGTH ? line.substring(0, MAX_LINE_LENGTH) : line);
    }

    /** The newest lines, oldest first. */
    synchronized List<String> newest() {
        return List.copyOf(newest);
    }

    /** The newest lines of a file, oldest first; none when it is gone. */
    static List<String> newest(final Path path) throws IOException {
        final Deque<String> lines = new ArrayDeque<>();
        if (Files.isRegularFile(path)) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    keep(lines, line);
                }
            }
        }
        return List.copyOf(lines);
    }

    @Override
    public synchronized void close() throws IOException {
        isFileDone = true;
        file.close();
    }
}
