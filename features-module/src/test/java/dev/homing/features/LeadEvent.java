package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** One event as a test writes it down, and the timeline that the store would make of several. */
final class LeadEvent {
    final EventType type;
    final long at;
    long session;
    int property = TimelineRecord.NONE;
    double price = Double.NaN;
    boolean hasAttributes;
    int flags;
    double viewSeconds = Double.NaN;

    private LeadEvent(final EventType type, final long at) {
        this.type = type;
        this.at = at;
    }

    static LeadEvent of(final EventType type, final long at) {
        return new LeadEvent(type, at);
    }

    static LeadEvent of(final EventType type, final long at, final int property) {
        return of(type, at).property(property);
    }

    LeadEvent session(final long id) {
        session = id;
        return this;
    }

    LeadEvent property(final int ordinal) {
        property = ordinal;
        return this;
    }

    LeadEvent price(final double value) {
        price = value;
        hasAttributes = true;
        return this;
    }

    LeadEvent flag(final int flag) {
        flags |= flag;
        return this;
    }

    LeadEvent viewed(final double seconds) {
        viewSeconds = seconds;
        return this;
    }

    boolean isLeadEvent() {
        return type.isLeadEvent();
    }

    static Timeline timeline(final LeadEvent... events) {
        return timeline(List.of(events), new Timeline());
    }

    /** Fills a timeline with the newest; events of one instant follow each other as they do in the list. */
    static Timeline timeline(final List<LeadEvent> events, final Timeline into) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
        into.clear();
        final List<LeadEvent> sorted = inOrder(events.stream());
        for (int i = sorted.size() - 1; i >= 0; i--) {
            final LeadEvent event = sorted.get(i);
            TimelineRecord.putEvent(record, 0, event.at, i + 1, event.type.code(), 0, 0, 0, event.flags, event.session,
                    event.property, event.viewSeconds);
            if (event.hasAttributes) {
                TimelineRecord.putAttributes(record, 0, 1, event.price, 0, TimelineRecord.NONE,
                        TimelineRecord.UNKNOWN_COORDINATE, TimelineRecord.UNKNOWN_COORDINATE, Float.NaN,
                        TimelineRecord.UNKNOWN_ROOMS, TimelineRecord.UNKNOWN_ROOMS);
            }
            if (!event.isLeadEvent()) {
                into.prependAgent(record, 0);
            } else if (!into.prependLead(record, 0) && into.droppedAt() == Timeline.NOTHING_DROPPED) {
                into.droppedAt(event.at);
            }
        }
        return into;
    }

    static List<LeadEvent> inOrder(final Stream<LeadEvent> events) {
        return events.sorted(Comparator.comparingLong(event -> event.at)).collect(Collectors.toList());
    }
}
