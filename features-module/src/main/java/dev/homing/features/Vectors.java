package dev.homing.features;

import java.nio.FloatBuffer;

/** Products of vectors. */
final class Vectors {
    private Vectors() {
    }

    /** Four sums, because the additions of one sum would wait for each other. */
    static float product(final FloatBuffer rows, final int offset, final float[] vector, final int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int j = 0;
        for (; j + 4 <= length; j += 4) {
            s0 += rows.get(offset + j) * vector[j];
            s1 += rows.get(offset + j + 1) * vector[j + 1];
            s2 += rows.get(offset + j + 2) * vector[j + 2];
            s3 += rows.get(offset + j + 3) * vector[j + 3];
        }
        for (; j < length; j++) {
            s0 += rows.get(offset + j) * vector[j];
        }
        return s0 + s1 + (s2 + s3);
    }
}
