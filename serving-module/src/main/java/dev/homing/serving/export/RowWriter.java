package dev.homing.serving.export;

import java.io.IOException;

/** Takes rows, in order. */
public interface RowWriter {
    /** Of a row that has no columns of {@link Column.Kind#FLOAT}. */
    float[] NO_FLOATS = {};

    /** Writes what stands before the first row. */
    void begin() throws IOException;

    /**
     * Writes a row. Both arrays belong to the caller, who fills them anew for the next one.
     *
     * @param values of the columns that are not of {@link Column.Kind#FLOAT}, in their order; null where there is none
     * @param floats of the columns that are, in their order; NaN where there is none
     */
    void write(Object[] values, float[] floats) throws IOException;

    /** Writes what is left to write after the last row. */
    void end() throws IOException;
}
