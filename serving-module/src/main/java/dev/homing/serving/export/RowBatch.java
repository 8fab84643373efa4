package dev.homing.serving.export;

/** Some rows, in memory that is used again. */
final class RowBatch {
    /** As many as DuckDB takes at once. */
    static final int CAPACITY = 2_048;

    private final Object[][] values;
    private final float[][] floats;
    private int count;

    RowBatch(final int valueCount, final int floatCount) {
        values = new Object[CAPACITY][valueCount];
        floats = new float[CAPACITY][floatCount];
    }

    /** Copies a row. */
    void add(final Object[] rowValues, final float[] rowFloats) {
        System.arraycopy(rowValues, 0, values[count], 0, values[count].length);
        System.arraycopy(rowFloats, 0, floats[count], 0, floats[count].length);
        count++;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    Object[] values(final int row) {
        return values[row];
    }

    float[] floats(final int row) {
        return floats[row];
    }
}
