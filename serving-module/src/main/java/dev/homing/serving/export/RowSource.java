package dev.homing.serving.export;

import java.io.IOException;
import java.util.List;

/** What is exported. */
public interface RowSource {
    /**
     * Its columns.
     *
     * @return the same whenever it is asked
     */
    List<Column> columns();

    /**
     * Writes all rows.
     *
     * @param out gets them
     * @throws IOException when they cannot be written
     */
    void writeTo(RowWriter out) throws IOException;
}
