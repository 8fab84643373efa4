package dev.homing.tracking;

/** Whether a property is on the market. Code 0 is reserved for "unspecified". */
public enum PropertyStatus {
    /** On the market. */
    ACTIVE,
    /** Under contract. */
    PENDING,
    /** Sold or let. */
    SOLD,
    /** Taken off the market. */
    WITHDRAWN;

    /** How many values there are; codes run from 1 to this. */
    public static final int COUNT = 4;

    private static final PropertyStatus[] BY_CODE = values();

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
    public static PropertyStatus ofCode(final int code) {
        if (code < 1 || code > COUNT) {
            throw new IllegalArgumentException("PropertyStatus code=" + code + " is not in 1.." + COUNT);
        }
        return BY_CODE[code - 1];
    }
}
