package dev.homing.serving.rows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A name for content, the same for the same content: half of its SHA-256. */
public final class ContentHash {
    private static final int LENGTH = 16;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final MessageDigest digest;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Names a file's bytes.
     *
     * @param file to read
     * @return 32 hex digits
     * @throws IOException when it cannot be read
     */
    public static String of(final Path file) throws IOException {
        final ContentHash hash = new ContentHash();
        final byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream input = Files.newInputStream(file)) {
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                hash.digest.update(buffer, 0, read);
            }
        }
        return hash.hex();
    }

    /** Adds a text with an end, so that "a", "b" is not "ab", "". */
    ContentHash add(final String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, LENGTH);
    }
}
