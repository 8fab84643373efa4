package dev.homing.serving.rows;

import java.io.IOException;
import java.util.List;

/** Reads rows. A row that is broken is reported and the reading goes on behind it. */
public interface RowReader {
    /**
     * The columns of the file.
     *
     * @return empty where each row has its own
     */
    List<String> columns();

    /**
     * Reads the next row.
     *
     * @return the row, or null at the end of the file
     * @throws BrokenRowException when it cannot be understood; the next call reads the row behind it
     * @throws IOException        when the file cannot be read on
     */
    Row next() throws BrokenRowException, IOException;
}
