package dev.homing.serving.demo;

import dev.homing.proto.v1.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What all leads did; events get their names when the history is complete. */
final class EventLog {
    /** An event and when it happened, as the protocol's timestamps do not sort. */
    private record Entry(long timeMs, Event.Builder event) {
    }

    private final List<Entry> entries = new ArrayList<>();

    void add(final long timeMs, final Event.Builder event) {
        entries.add(new Entry(timeMs, event));
    }

    /** The events in the order of time, named by it. */
    List<Event> events() {
        final List<Event> events = new ArrayList<>(entries.size());
        for (final Entry entry : entries.stream().sorted(Comparator.comparingLong(Entry::timeMs)).toList()) {
            events.add(entry.event()
                    .setEventId(String.format(Locale.ROOT, "event-%06d", events.size() + 1))
                    .setOccurredAt(Appointments.timestamp(entry.timeMs()))
                    .build());
        }
        return events;
    }
}
