package dev.homing.features;

/**
 * What a lead's vector is solved with; part of a model, because listing vectors only mean something to leads that are solved in
 * the same way.
 *
 * @param unobservedWeight       weight of "did not interact" for each listing, more than 0, often called alpha zero
 * @param regularization         strength of the pull towards zero, more than 0
 * @param regularizationExponent how the pull grows with the number of interactions: 0 not at all, 1 in proportion
 * @param recencyHalfLifeDays    after how many days before the lead's newest event an event counts half, more than 0
 */
public record FoldInParameters(
        float unobservedWeight, float regularization, float regularizationExponent, float recencyHalfLifeDays) {
    /**
     * Checks the parameters.
     *
     * @param unobservedWeight       more than 0
     * @param regularization         more than 0
     * @param regularizationExponent 0 to 2
     * @param recencyHalfLifeDays    more than 0
     * @throws IllegalArgumentException if one is out of its range
     */
    public FoldInParameters {
        positive(unobservedWeight, "unobservedWeight");
        positive(regularization, "regularization");
        positive(recencyHalfLifeDays, "recencyHalfLifeDays");
        if (!(regularizationExponent >= 0 && regularizationExponent <= 2)) {
            throw new IllegalArgumentException("regularizationExponent=" + regularizationExponent + " is not in 0..2");
        }
    }

    private static void positive(final float value, final String name) {
        if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + "=" + value + " is not positive and finite");
        }
    }

    /**
     * What is added to the diagonal of a side's normal equations.
     *
     * @param observed  how many interactions the row has
     * @param otherSide how many rows the other side has: listings when a lead is solved
     * @return more than 0
     */
    public float diagonal(final int observed, final int otherSide) {
        return (float) (regularization
                * Math.pow(observed + (double) unobservedWeight * otherSide, regularizationExponent));
    }
}
