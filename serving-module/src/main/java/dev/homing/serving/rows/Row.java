package dev.homing.serving.rows;

import java.util.Map;

/**
 * One row of a file.
 *
 * @param line   where it begins, 1 for the first
 * @param values by column, in the order of the file
 */
public record Row(long line, Map<String, String> values) {
    /**
     * A name for the row's whole content: rows that are the same in every column have the same, so that importing a file twice
     * sends the same ids twice.
     *
     * @return 32 hex digits
     */
    public String contentHash() {
        final ContentHash hash = new ContentHash();
        values.forEach((column, value) -> hash.add(column).add(value));
        return hash.hex();
    }
}
