package dev.homing.serving.rows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * One row of a file.
 *
 * @param line   where it begins, 1 for the first
 * @param values by column, in the order of the file
 */
public record Row(long line, Map<String, String> values) {
    private static final int HASH_BYTES = 16;

    /**
     * A name for the row's whole content: rows that are the same in every column have the same, so that importing a file twice sends
     * the same ids twice.
     *
     * @return 32 hex digits
     */
    public String contentHash() {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            values.forEach((column, value) -> {
                digest.update(column.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(value.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
