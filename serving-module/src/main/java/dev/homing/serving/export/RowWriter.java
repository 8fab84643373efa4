package dev.homing.serving.export;

import java.io.IOException;

/** Writes rows in one form. */
public interface RowWriter {
    /** Writes what stands before the first row. */
    void begin() throws IOException;

    /** Writes a row of as many values as there are columns, null where there is none. */
    void write(Object[] values) throws IOException;
}
