package dev.homing.serving.terminal;

/** A command that cannot go on; the message is for the user and says what to do. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message for the user
     * @param cause   of it, or null
     */
    public CommandException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
