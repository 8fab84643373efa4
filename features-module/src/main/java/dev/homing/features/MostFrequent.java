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
        int best = 0;
        boolean isTied = false;
        for (int code = 1; code < counts.length; code++) {
            if (counts[code] > 0 && (best == 0 || counts[code] >= counts[best])) {
                isTied = best != 0 && counts[code] == counts[best];
                best = code;
            }
        }
        if (!isTied) {
            return best;
        }
        int i = events - 1;
        while (codeOf.applyAsInt(i) == 0 || counts[codeOf.applyAsInt(i)] != counts[best]) {
            i--;
        }
        return codeOf.applyAsInt(i);
    }
}
