package dev.homing.features;

import java.util.function.IntUnaryOperator;

/** The code that most events have; of equals that of the newest event. Code 0 stands for none and is never chosen. */
final class MostFrequent {
    private MostFrequent() {
    }

    /**
     * Chooses.
     *
     * @param counts by code
     * @param events how many there are, oldest first
     * @param codeOf says the code of an event; asked from the newest event on, and only when counts are equal
     */
    static int code(final int[] counts, final int events, final IntUnaryOperator codeOf) {
        int most = 0;
        for (int code = 1; code < counts.length; code++) {
            most = Math.max(most, counts[code]);
        }
        if (most == 0) {
            return 0;
        }
        int best = 0;
        int equals = 0;
        for (int code = 1; code < counts.length; code++) {
            if (counts[code] == most) {
                best = code;
                equals++;
            }
        }
        for (int i = events - 1; equals > 1; i--) {
            best = codeOf.applyAsInt(i);
            equals = best != 0 && counts[best] == most ? 1 : equals;
        }
        return best;
    }
}
