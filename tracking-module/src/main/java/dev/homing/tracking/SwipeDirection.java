package dev.homing.tracking;

/** Where a card was swiped to. Code 0 is reserved for "unspecified". */
public enum SwipeDirection {
    /** A dislike. */
    LEFT,
    /** A like. */
    RIGHT;

    /** How many values there are; codes run from 1 to this. */
    public static final int COUNT = 2;

    private static final SwipeDirection[] BY_CODE = values();

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
    public static SwipeDirection ofCode(final int code) {
        if (code < 1 || code > COUNT) {
            throw new IllegalArgumentException("SwipeDirection code=" + code + " is not in 1.." + COUNT);
        }
        return BY_CODE[code - 1];
    }
}
