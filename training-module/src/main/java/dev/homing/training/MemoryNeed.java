package dev.homing.training;

import java.util.Locale;

/**
 * How much memory a training takes at least, known from the sizes of its data before it begins: who has too little hears so at
 * once, and what to do, not after an hour. What takes as much as there is, such as {@link Gram}, is not counted.
 */
final class MemoryNeed {
    private static final long BYTES_OF_EVENT = 64;
    /** A pair in the matrix, taken to a power, transposed, and in {@link AlsTrainer}. */
    private static final long BYTES_OF_PAIR = 40;
    /** An event of {@link PopularityHistory}, while it is being counted. */
    private static final long BYTES_OF_POPULARITY = 56;
    private static final long BYTES_OF_ROW = 24;
    private static final int LEAST_DIMENSIONS = 1;
    /** A question with its candidates and their rows, where these are few; most are some times as large. */
    private static final long BYTES_OF_QUESTION = 20_000;
    /** Visits of three parts of the time, and last listings. */
    private static final int KINDS_OF_QUESTIONS = 4;
    private static final long QUESTIONS_OF_KIND = 2_000;
    /** A weight from listing to listing: by target, by source, and as a file. */
    private static final long BYTES_OF_WEIGHT = 24;
    private static final long MIB = 1 << 20;

    private MemoryNeed() {
    }

    /**
     * What a training takes at least.
     *
     * @param leads    that did something
     * @param listings that there are
     * @param events   on listings
     * @return bytes
     */
    static long bytes(final long leads, final long listings, final long events) {
        final long questions = BYTES_OF_QUESTION * KINDS_OF_QUESTIONS * Math.min(QUESTIONS_OF_KIND, leads);
        final long weights = BYTES_OF_WEIGHT * Math.min(ItemTrainer.MAX_WEIGHTS, events);
        final long factors = (BYTES_OF_ROW + (long) Float.BYTES * LEAST_DIMENSIONS) * (leads + listings);
        return questions + weights + factors + (BYTES_OF_EVENT + BYTES_OF_POPULARITY + BYTES_OF_PAIR) * events;
    }

    /**
     * Refuses what would not find room.
     *
     * @param leads    that did something
     * @param listings that there are
     * @param events   on listings
     * @param maxBytes that the heap may take
     * @throws IllegalArgumentException when it is less than a training takes
     */
    static void check(final long leads, final long listings, final long events, final long maxBytes) {
        final long need = bytes(leads, listings, events);
        if (need > maxBytes) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "%,d events of %,d leads on %,d listings take %,d MiB of memory at least, and this process may take %,d MiB: "
                            + "give it more, with HOMING_JAVA_OPTS=-Xmx%dm, or where a server trains, with its --training-memory",
                    events, leads, listings, need / MIB, maxBytes / MIB, roundedUp(need)));
        }
    }

    /** With a half more for what is not counted, in MiB. */
    private static long roundedUp(final long bytes) {
        final long step = 256;
        return (bytes * 3 / 2 / MIB / step + 1) * step;
    }
}
