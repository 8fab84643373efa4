package dev.homing.tracking.store;

/**
 * The place of an event in order of time: events of one instant follow each other by their sequence.
 *
 * @param occurredAt milliseconds since 1970
 * @param sequence   place in the journal
 */
public record EventPosition(long occurredAt, long sequence) implements Comparable<EventPosition> {
    @Override
    public int compareTo(final EventPosition other) {
        final int byTime = Long.compare(occurredAt, other.occurredAt);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
}
