package dev.homing.features.catalog;

/**
 * Numbers from one to another, both included; what is not known (NaN) is in none but {@link #ANY}.
 *
 * @param minimum not NaN
 * @param maximum not NaN; nothing is in a range whose maximum is less than its minimum
 */
public record Range(double minimum, double maximum) {
    /** Admits everything, what is not known as well. */
    public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /**
     * Whether a number is in it.
     *
     * @param value may be NaN, which means not known
     * @return true for all values where this says nothing
     */
    public boolean admits(final double value) {
        return (value >= minimum && value <= maximum) || isAny();
    }

    /** Whether it admits everything, so that nobody need look. */
    boolean isAny() {
        return minimum == Double.NEGATIVE_INFINITY && maximum == Double.POSITIVE_INFINITY;
    }
}
