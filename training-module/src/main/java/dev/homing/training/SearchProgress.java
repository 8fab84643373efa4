package dev.homing.training;

import dev.homing.features.Signal;

/**
 * How far a search for settings is. How many trials there will be is not known, so each signal has a part of the way, each of its
 * rungs an equal part of that, and a climb comes nearer to the end of its part with each trial. It never goes back. One thread.
 */
final class SearchProgress {
    /** Of a training; the rest learns the mix and the model. */
    static final double SHARE = 0.5;

    /** Where the parts of the signals end, in the order in which they are tried. */
    private static final double ITEMS_END = 0.3;
    private static final double NEIGHBOURS_END = 0.4;
    private static final double FACTORS_END = 0.9;
    /** Trials of a climb until half of its part is behind it. */
    private static final double HALFWAY = 6;

    private final ProgressListener progress;
    private double from;
    private double width;
    private double tried;
    private double expected;

    SearchProgress(final ProgressListener progress) {
        this.progress = progress;
    }

    /** A signal's climb begins. */
    void begin(final Signal signal, final int rungs) {
        final double end = switch (signal) {
            case ITEMS -> ITEMS_END;
            case NEIGHBOURS -> NEIGHBOURS_END;
            case FACTORS -> FACTORS_END;
            case CONTENT -> 1;
        };
        from = switch (signal) {
            case ITEMS -> 0;
            case NEIGHBOURS -> ITEMS_END;
            case FACTORS -> NEIGHBOURS_END;
            case CONTENT -> FACTORS_END;
        };
        width = (end - from) / rungs;
        tried = 0;
        expected = 0;
    }

    /** Its next rung begins. */
    void climb(final int survivors) {
        from += width;
        tried = 0;
        expected = survivors;
    }

    /** One more of its settings was tried. */
    void tried(final String what) {
        tried++;
        final double part = expected == 0 ? tried / (tried + HALFWAY) : Math.min(1, tried / expected);
        progress.at(SHARE * (from + width * part), what);
    }
}
