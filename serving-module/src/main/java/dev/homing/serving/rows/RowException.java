package dev.homing.serving.rows;

/** A row that cannot be taken, and which field is to blame. */
public final class RowException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The field to blame. */
    private final String field;

    /**
     * Creates an exception.
     *
     * @param field  to blame, empty for the row as a whole
     * @param reason what is wrong and what is allowed
     */
    public RowException(final String field, final String reason) {
        super(reason, null, false, false);
        this.field = field;
    }

    /**
     * The field to blame.
     *
     * @return empty for the row as a whole
     */
    public String field() {
        return field;
    }
}
