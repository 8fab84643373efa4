package dev.homing.tracking;

/** How soon a lead wants an appointment; unspecified counts as {@link #NORMAL}. Code 0 is reserved for "unspecified". */
public enum Urgency {
    /** No hurry. */
    LOW,
    /** As usual. */
    NORMAL,
    /** As soon as possible. */
    HIGH;

    /** How many values there are; codes run from 1 to this. */
    public static final int COUNT = 3;

    private static final Urgency[] BY_CODE = values();

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
    public static Urgency ofCode(final int code) {
        if (code < 1 || code > COUNT) {
            throw new IllegalArgumentException("Urgency code=" + code + " is not in 1.." + COUNT);
        }
        return BY_CODE[code - 1];
    }
}
