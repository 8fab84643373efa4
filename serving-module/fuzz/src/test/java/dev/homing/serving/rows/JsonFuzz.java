package dev.homing.serving.rows;

/** Bytes as a file of JSON lines. */
public final class JsonFuzz {
    private JsonFuzz() {
    }

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        RowsFuzz.run(bytes, JsonRows::new);
    }
}
