package dev.homing.tracking;

/** The kind of device that an event came from. Code 0 is reserved for "unspecified". */
public enum Device {
    /** A desktop or laptop computer. */
    DESKTOP,
    /** A telephone. */
    MOBILE,
    /** A tablet. */
    TABLET,
    /** Anything else. */
    OTHER;

    /** How many values there are; codes run from 1 to this. */
    public static final int COUNT = 4;

    private static final Device[] BY_CODE = values();

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
    public static Device ofCode(final int code) {
        if (code < 1 || code > COUNT) {
            throw new IllegalArgumentException("Device code=" + code + " is not in 1.." + COUNT);
        }
        return BY_CODE[code - 1];
    }
}
