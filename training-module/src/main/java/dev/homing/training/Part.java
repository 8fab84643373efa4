package dev.homing.training;

import dev.homing.features.PopularityHorizon;
import dev.homing.features.Signal;
import java.util.Locale;

/**
 * One way to rank listings, alone: a signal, or popularity over some horizon.
 *
 * @param column of the ranker's row
 * @param name   for people and files
 */
record Part(int column, String name) {
    /** All of them, in the order of the ranker's columns. */
    static final Part[] ALL = all();

    private static Part[] all() {
        final Part[] all = new Part[Signal.COUNT + PopularityHorizon.COUNT];
        for (final Signal signal : Signal.values()) {
            all[signal.ordinal()] = new Part(signal.ordinal(), signal.name().toLowerCase(Locale.ROOT));
        }
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            final int place = Signal.COUNT + horizon.ordinal();
            all[place] = new Part(place, "popularity_" + horizon.name().toLowerCase(Locale.ROOT));
        }
        return all;
    }

    static int of(final Signal signal) {
        return signal.ordinal();
    }

    static int of(final PopularityHorizon horizon) {
        return Signal.COUNT + horizon.ordinal();
    }
}
