package dev.homing.serving.training;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what a process writes line by line, whatever that is: of a long line the first bytes alone. One thread. */
final class OutputLines {
    private static final int MAX_LINE_BYTES = 4_096;

    private final InputStream input;

    OutputLines(final InputStream input) {
        this.input = new BufferedInputStream(input);
    }

    /** The next line without its end; empty at the end. */
    Optional<String> next() throws IOException {
        int read = input.read();
        if (read < 0) {
            return Optional.empty();
        }
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (read >= 0 && read != '\n') {
            if (line.size() < MAX_LINE_BYTES) {
                line.write(read);
            }
            read = input.read();
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8).stripTrailing());
    }
}
