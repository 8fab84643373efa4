package dev.homing.serving.rows;

/** A row that cannot be read; reading goes on behind it. */
public final class BrokenRowException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Where it is. */
    private final long line;
    /** What stands there, empty when it is not even text. */
    private final String text;

    BrokenRowException(final long line, final String text, final String reason) {
        super(reason, null, false, false);
        this.line = line;
        this.text = text;
    }

    /**
     * Where it is.
     *
     * @return 1 for the first line
     */
    public long line() {
        return line;
    }

    /**
     * What stands there.
     *
     * @return empty when it is not even text
     */
    public String text() {
        return text;
    }
}
