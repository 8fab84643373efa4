package dev.homing.features;

import dev.homing.tracking.EventType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An event of a test, with everything that features of properties and agents look at. */
final class Happening {
    final EventType type;
    final long at;
    final String lead;
    String property = "p";
    String agent = "";
    String session = "";
    int flags;
    double seconds = Double.NaN;
    double mark = Double.NaN;
    /** In order of recording. */
    long sequence;

    private Happening(final EventType type, final long at, final String lead) {
        this.type = type;
        this.at = at;
        this.lead = lead;
    }

    static Happening of(final EventType type, final long at, final String lead) {
        return new Happening(type, at, lead);
    }

    Happening property(final String id) {
        property = id;
        return this;
    }

    Happening agent(final String id) {
        agent = id;
        return this;
    }

    Happening session(final String id) {
        session = id;
        return this;
    }

    Happening flags(final int bits) {
        flags = bits;
        return this;
    }

    Happening seconds(final double viewed) {
        seconds = viewed;
        return this;
    }

    /** Rating of a booking, or interest after a tour. */
    Happening mark(final double given) {
        mark = given;
        return this;
    }

    boolean hasFlag(final int flag) {
        return (flags & flag) != 0;
    }

    static List<Happening> inOrder(final Stream<Happening> events) {
        return events.sorted(Comparator.<Happening>comparingLong(event -> event.at).thenComparingLong(event -> event.sequence))
                .collect(Collectors.toList());
    }
}
