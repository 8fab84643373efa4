package dev.homing.serving.bench;

import dev.homing.proto.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Live events of a market's leads without end, each with an id of its own. Any thread. */
final class EventSource {
    private final List<Event> templates;
    private final AtomicLong count = new AtomicLong();

    EventSource(final SyntheticMarket market, final int leads, final long nowMs) {
        templates = IntStream.range(0, leads).mapToObj(market::events).flatMap(List::stream)
                .map(event -> event.toBuilder().clearEventId().setOccurredAt(SyntheticMarket.timestamp(nowMs)).build()).toList();
    }

    Event next() {
        final long number = count.getAndIncrement();
        // A step that is prime to most numbers, so that neighbours are events of different leads.
        final Event template = templates.get((int) (number * 7_919 % templates.size()));
        return template.toBuilder().setEventId("bench-" + number).build();
    }

    List<Event> next(final int events) {
        final List<Event> batch = new ArrayList<>(events);
        for (int i = 0; i < events; i++) {
            batch.add(next());
        }
        return batch;
    }
}
