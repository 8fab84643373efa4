package dev.homing.tracking;

/** The type of a building or of land. Code 0 is reserved for "unspecified". */
public enum PropertyType {
    /** A detached house. */
    HOUSE,
    /** A condominium. */
    CONDO,
    /** A house in a row. */
    TOWNHOUSE,
    /** A flat. */
    APARTMENT,
    /** A house for several families. */
    MULTI_FAMILY,
    /** Land without a building. */
    LAND,
    /** Commercial space. */
    COMMERCIAL,
    /** Anything else. */
    OTHER;

    /** How many values there are; codes run from 1 to this. */
    public static final int COUNT = 8;

    private static final PropertyType[] BY_CODE = values();

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
    public static PropertyType ofCode(final int code) {
        if (code < 1 || code > COUNT) {
            throw new IllegalArgumentException("PropertyType code=" + code + " is not in 1.." + COUNT);
        }
        return BY_CODE[code - 1];
    }
}
