package dev.homing.serving.rows;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One row of a file.
 *
 * @param line   where it begins, 1 for the first
 * @param values by column, in the order of the file
 * @param lists  the items of those that are lists, by column; their values are the same with semicolons between
 * @param exact  the columns whose values are meant to the letter, with any blanks around them: quoted ones, those of JSON
 */
public record Row(long line, Map<String, String> values, Map<String, List<String>> lists, Set<String> exact) {
    /**
     * A row of plain texts.
     *
     * @param line   where it begins, 1 for the first
     * @param values by column, in the order of the file
     */
    public Row(final long line, final Map<String, String> values) {
        this(line, values, Map.of(), Set.of());
    }

    /**
     * A name for the row's whole content: rows that are the same in every column have the same, so that importing a file twice
     * sends the same ids twice.
     *
     * @return 32 hex digits
     */
    public String contentHash() {
        final ContentHash hash = new ContentHash();
        values.forEach((column, value) -> hash.add(column).add(value));
        // Lists that look the same with semicolons between their items need not be the same.
        lists.values().forEach(items -> items.forEach(hash::add));
        return hash.hex();
    }
}
