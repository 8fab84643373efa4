package dev.homing.tracking.store;

import java.io.IOException;

/** The store cannot do what was asked; the message says why and what helps. */
public final class StoreException extends RuntimeException {
    /** What helps when the disk is full. */
    static final String FULL_HELP = ". The disk is full: make room on it, or make it larger; nothing that was acked is lost";

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for callers that act on it. */
    public enum Reason {
        /** Another process holds the data folder. */
        HELD,
        /** The folder is not there or has no store in it. */
        MISSING,
        /** The disk has no room. */
        FULL,
        /** The disk refused to write or read. */
        IO,
        /** What is stored cannot be understood, or lacks what was acked. */
        CORRUPT,
        /** A newer version of Homing wrote it. */
        NEWER,
        /** A version of Homing wrote it that is too old to be read. */
        OLDER
    }

    /** What kind of trouble it is. */
    private final Reason reason;

    /**
     * Creates an exception.
     *
     * @param reason  what kind of trouble it is
     * @param message what happened, where, and what helps
     * @param cause   of it, or null
     */
    public StoreException(final Reason reason, final String message, final Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What went wrong with a file: {@code FULL} when the disk has no room for it, {@code IO} otherwise. */
    static StoreException of(final String message, final IOException cause) {
        final boolean isFull = String.valueOf(cause.getMessage()).contains("No space left on device");
        return new StoreException(isFull ? Reason.FULL : Reason.IO,
                message + ": " + cause.getMessage() + (isFull ? FULL_HELP : ""), cause);
    }

    /**
     * What kind of trouble it is.
     *
     * @return never null
     */
    public Reason reason() {
        return reason;
    }
}
