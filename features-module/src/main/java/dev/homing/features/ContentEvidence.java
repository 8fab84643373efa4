package dev.homing.features;

/**
 * What the events on a listing say of a lead's taste for what the listing is like: how far towards full approval the lead went,
 * and how sure that is. A view says as much of what was shown as of what was wanted; how long it took tells the two apart.
 *
 * @param weight    of a listing that the lead met just now, more than 0; it fades with time
 * @param viewSlope 0 or more: a view of s seconds counts {@code 1 + viewSlope · ln(s / 30)} times, which is less than nothing for
 *                  a glance; one of unknown length counts once
 */
public record ContentEvidence(float weight, float viewSlope) {
    /** At which sum of weights half of full approval is reached. */
    private static final double HALFWAY = 4;
    /** Below it a quotient of faded weights means nothing any more. */
    private static final double FORGOTTEN = 1e-6;
    private static final float MAX_WEIGHT = 10_000;
    private static final float MAX_VIEW_SLOPE = 10;

    /**
     * Checks the ranges.
     *
     * @param weight    more than 0, 10,000 at most
     * @param viewSlope 0 to 10
     */
    public ContentEvidence {
        if (!(weight > 0 && weight <= MAX_WEIGHT && viewSlope >= 0 && viewSlope <= MAX_VIEW_SLOPE)) {
            throw new IllegalArgumentException("weight=" + weight + ", viewSlope=" + viewSlope
                    + ": more than 0 up to " + MAX_WEIGHT + ", and 0 to " + MAX_VIEW_SLOPE + " is allowed");
        }
    }

    /**
     * How far a lead's approval of a listing went.
     *
     * @param interactions of the lead
     * @param i            0 to {@link Interactions#seenCount()} - 1
     * @return -1, full disapproval, to 1, full approval; both are never quite reached
     */
    public float approval(final Interactions interactions, final int i) {
        // What is long ago is less sure, and not less liked.
        final double sum = (interactions.sum(i) + viewSlope * interactions.viewLogs(i)) / interactions.recency(i);
        return (float) (sum / (Math.abs(sum) + HALFWAY));
    }

    /**
     * How much a listing counts.
     *
     * @param interactions of the lead
     * @param i            0 to {@link Interactions#seenCount()} - 1
     * @return 0 for what is forgotten
     */
    public float weight(final Interactions interactions, final int i) {
        return interactions.recency(i) < FORGOTTEN ? 0 : (float) (weight * interactions.recency(i));
    }
}
