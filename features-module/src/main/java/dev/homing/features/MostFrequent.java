package dev.homing.features;

import java.util.function.IntUnaryOperator;

/** The code that most events have; of equals that of the newest event. Code 0 stands for none and is never chosen. */
final class MostFrequent {
    private MostFrequent() {
    }

    /**
     * Chooses.
     *
     * @param counts  by code
     * @param present a bit for each code that may have events
     * @param events  how many there are, oldest first
     * @param codeOf  says the code of an event; asked from the newest event on, and only when counts are equal
     */
    static int code(final int[] counts, final int present, final int events, final IntUnaryOperator codeOf) {
        int most = 0;
        int best = 0;
        int equals = 0;
        for (int rest = present & -2; rest != 0; rest &= rest - 1) {
            final int code = Integer.numberOfTrailingZeros(rest);
            final int count = counts[code];
            equals = count > most ? 1 : equals + (count == most ? 1 : 0);
            best = count > most ? code : best;
            most = Math.max(most, count);
        }
        if (most == 0) {
            return 0;
        }
        for (int i = events - 1; equals > 1; i--) {
            best = codeOf.applyAsInt(i);
            equals = best != 0 && counts[best] == most ? 1 : equals;
        }
        return best;
    }
}
