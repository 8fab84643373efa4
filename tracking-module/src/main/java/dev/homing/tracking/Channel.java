package dev.homing.tracking;

/** The source channel of an event. Code 0 is reserved for "unspecified". */
public enum Channel {
    /** The web site. */
    WEB,
    /** The app. */
    MOBILE_APP,
    /** A mail. */
    EMAIL,
    /** A text message. */
    SMS,
    /** A call. */
    PHONE,
    /** The customer relationship system. */
    CRM,
    /** Anything else. */
    OTHER;

    /** How many values there are; codes run from 1 to this. */
    public static final int COUNT = 7;

    private static final Channel[] BY_CODE = values();

    /**
     * The stable number of this value.
     *
     * @return 1 to {@link #COUNT}
     */
    public int code() {
        return ordinal() + 1;
    }

    /**
     * The value of a code.
     *
     * @param code 1 to {@link #COUNT}
     * @return the value
     * @throws IllegalArgumentException for any other code
     */
    public static Channel ofCode(final int code) {
        if (code < 1 || code > COUNT) {
            throw new IllegalArgumentException("Channel code=" + code + " is not in 1.." + COUNT);
        }
        return BY_CODE[code - 1];
    }
}
