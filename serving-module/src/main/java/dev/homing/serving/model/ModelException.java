package dev.homing.serving.model;

/** A model that cannot serve; the message says which and why. */
public final class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the model is not there at all. */
    private final boolean isMissing;

    ModelException(final String message, final Throwable cause) {
        this(message, false, cause);
    }

    ModelException(final String message, final boolean isMissing, final Throwable cause) {
        super(message, cause);
        this.isMissing = isMissing;
    }

    /**
     * Whether the model is not there at all.
     *
     * @return false when it is there and damaged, or made for something else
     */
    public boolean isMissing() {
        return isMissing;
    }
}
