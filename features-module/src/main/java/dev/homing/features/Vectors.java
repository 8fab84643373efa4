package dev.homing.features;

/** Products of vectors, to the last bit the same wherever a score is computed. */
public final class Vectors {
    private Vectors() {
    }

    /**
     * The inner product.
     *
     * @param left   any vector
     * @param right  another
     * @param length how many numbers count
     * @return the sum of the products, rounded as it grows
     */
    public static float product(final float[] left, final float[] right, final int length) {
        // Four sums, because the additions of one sum would wait for each other.
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int j = 0;
        for (; j + 4 <= length; j += 4) {
            s0 += left[j] * right[j];
            s1 += left[j + 1] * right[j + 1];
            s2 += left[j + 2] * right[j + 2];
            s3 += left[j + 3] * right[j + 3];
        }
        for (; j < length; j++) {
            s0 += left[j] * right[j];
        }
        return s0 + s1 + (s2 + s3);
    }
}
