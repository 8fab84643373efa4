package dev.homing.features;

/**
 * How vectors become bytes, whose products say which listings are worth an exact product with a lead's vector: a quarter of the
 * memory to go through, and instructions that multiply four times as many numbers at once.
 *
 * <p>A listing's number is {@code scale · code}, with a code of -127 to 127 and a scale of the listing's own. A lead's number is
 * {@code scale · (code - 64)} with a code of 1 to 127: 7 bits, because the instructions that multiply unsigned by signed bytes
 * add two such products in 16 bits; and whoever multiplies need not know of the zero, which adds to a product 64 times the sum of
 * the listing's codes. The scale of the lead is the same for all listings, and left out.
 */
public final class Quantisation {
    /** The code of a lead's 0. */
    public static final int LEAD_ZERO = 64;

    private static final int LEAD_HIGHEST = 63;
    private static final int HIGHEST = 127;
    /** So many more than are wanted are scored exactly, and a part of what is wanted. */
    private static final int SPARE = 16;
    private static final int SPARE_PART = 4;

    private Quantisation() {
    }

    /**
     * Encodes a listing's vector.
     *
     * @param vector of the listing; one that is not finite counts as zeros
     * @param codes  gets as many codes
     * @return the scale, 0 or more
     */
    public static float encode(final float[] vector, final byte[] codes) {
        return encode(vector, HIGHEST, 0, codes) / HIGHEST;
    }

    /**
     * Encodes a lead's vector.
     *
     * @param vector of the lead; one that is not finite counts as zeros
     * @param codes  gets as many codes
     */
    public static void encodeLead(final float[] vector, final byte[] codes) {
        encode(vector, LEAD_HIGHEST, LEAD_ZERO, codes);
    }

    private static float encode(final float[] vector, final int highestCode, final int zero, final byte[] codes) {
        float highest = 0;
        for (final float number : vector) {
            highest = Math.max(highest, Math.abs(number));
        }
        final boolean isFinite = highest < Float.POSITIVE_INFINITY;
        // In double precision, so that the smallest numbers have a reciprocal.
        final double codesPerUnit = isFinite && highest > 0 ? highestCode / (double) highest : 0;
        for (int j = 0; j < vector.length; j++) {
            codes[j] = (byte) (zero + (isFinite ? (int) Math.rint(vector[j] * codesPerUnit) : 0));
        }
        return isFinite ? highest : 0;
    }

    /**
     * How many of the listings that seem to be best are scored exactly.
     *
     * @param wanted how many are wanted
     * @return more than that, so that few are missed
     */
    public static int likely(final int wanted) {
        return wanted + SPARE + wanted / SPARE_PART;
    }
}
