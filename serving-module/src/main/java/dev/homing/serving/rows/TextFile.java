package dev.homing.serving.rows;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small text files, read whole. */
public final class TextFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {
    }

    /**
     * Reads a file's lines.
     *
     * @param file in UTF-8, with or without a byte order mark
     * @return without the ends of line
     * @throws IOException when it cannot be read or is not UTF-8
     */
    public static List<String> lines(final Path file) throws IOException {
        final List<String> lines;
        try {
            lines = new ArrayList<>(Files.readAllLines(file));
        } catch (final CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
        if (!lines.isEmpty() && lines.get(0).startsWith(BYTE_ORDER_MARK)) {
            lines.set(0, lines.get(0).substring(BYTE_ORDER_MARK.length()));
        }
        return lines;
    }
}
