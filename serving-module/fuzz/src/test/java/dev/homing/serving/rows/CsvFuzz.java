package dev.homing.serving.rows;

/** Bytes as a CSV file. */
public final class CsvFuzz {
    private CsvFuzz() {
    }

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        RowsFuzz.run(bytes, CsvRows::new);
    }
}
