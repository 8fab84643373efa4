package dev.homing.serving.rows;

import java.util.Set;

/**
 * Makes a protocol message of a row.
 *
 * @param <M> the message
 */
public interface RowConverter<M> {
    /**
     * The fields that a row may have.
     *
     * @return their names
     */
    Set<String> fields();

    /**
     * The fields that no row can do without.
     *
     * @return their names
     */
    Set<String> requiredFields();

    /**
     * Converts a row.
     *
     * @param mapping names its columns
     * @param row     of the file
     * @return the message
     * @throws RowException when a field is wrong
     */
    M convert(RowMapping mapping, Row row) throws RowException;
}
