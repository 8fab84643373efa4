package dev.homing.features;

import java.util.Arrays;

/** The code that most events have, or most weight; of equals that of the newest event. Code 0 stands for none. */
final class MostFrequent {
    private final long[] weights;
    private final int[] newest;

    MostFrequent(final int codes) {
        weights = new long[codes + 1];
        newest = new int[codes + 1];
    }

    void clear() {
        Arrays.fill(weights, 0);
        Arrays.fill(newest, -1);
    }

    void add(final int code, final int offset) {
        weights[code]++;
        newest[code] = offset;
    }

    /** Takes something in that need not be newer than what came before. */
    void add(final int code, final long weight, final int offset) {
        weights[code] += weight;
        newest[code] = Math.max(newest[code], offset);
    }

    int count(final int code) {
        return (int) weights[code];
    }

    long weight(final int code) {
        return weights[code];
    }

    int newest(final int code) {
        return newest[code];
    }

    /** The code, 0 when nothing has one. */
    int code() {
        int best = 0;
        for (int code = 1; code < weights.length; code++) {
            if (weights[code] > 0 && (best == 0 || weights[code] > weights[best]
                    || (weights[code] == weights[best] && newest[code] > newest[best]))) {
                best = code;
            }
        }
        return best;
    }
}
