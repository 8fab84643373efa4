package dev.homing.features;

import dev.homing.tracking.codec.TimelineRecord;

/**
 * The distinct properties among the lead events of one vector, in order of first appearance, with what the groups of features
 * keep of each. Nothing is allocated after construction.
 */
final class PropertyTable {
    /** Mark of a property that was viewed. */
    static final int VIEWED = 1;
    /** Mark of a property that was liked or swiped right. */
    static final int LIKED = 1 << 1;
    /** Mark of a property that was saved. */
    static final int SAVED = 1 << 2;
    /** Mark of a property for which a tour was scheduled or a booking requested. */
    static final int TOURED = 1 << 3;
    /** Mark of a property that was viewed in two or more sessions. */
    static final int REVISITED = 1 << 4;
    /** One more than the largest sum of marks. */
    static final int MARKS = 1 << 5;

    private static final int NOWHERE = -1;
    private static final byte[] MARK_OF_KIND = marks();

    private final LeadEvents events;
    private final OrdinalTable numbers;
    private final long[] largestMicros;
    private final int[] newestPositiveOffsets;
    private final int[] marks;
    private final int[] lastSessions;
    private final int[] lastViewSessions;
    private int met;

    PropertyTable(final LeadEvents events, final int capacity) {
        this.events = events;
        numbers = new OrdinalTable(capacity);
        largestMicros = new long[capacity];
        newestPositiveOffsets = new int[capacity];
        marks = new int[capacity];
        lastSessions = new int[capacity];
        lastViewSessions = new int[capacity];
    }

    private static byte[] marks() {
        final byte[] marks = new byte[EventKind.COUNT];
        for (final EventKind kind : EventKind.values()) {
            marks[kind.ordinal()] = (byte) switch (kind) {
                case VIEW, LONG_VIEW, VERY_LONG_VIEW -> VIEWED;
                case LIKE, SWIPE_RIGHT -> LIKED;
                case SAVE -> SAVED;
                case TOUR_SCHEDULED, BOOKING_REQUEST, URGENT_BOOKING_REQUEST, UNHURRIED_BOOKING_REQUEST -> TOURED;
                default -> 0;
            };
        }
        return marks;
    }

    /** Goes over the events, whose sessions are known, and gives each the number of its property. */
    void fill() {
        numbers.clear();
        met = 0;
        for (int i = 0; i < events.count(); i++) {
            final int ordinal = TimelineRecord.propertyOrdinal(events.buffer(), events.offset(i));
            events.property(i, ordinal == TimelineRecord.NONE ? LeadEvents.NO_PROPERTY : add(i, ordinal));
        }
    }

    private int add(final int i, final int ordinal) {
        final int before = numbers.size();
        final int property = numbers.add(ordinal);
        final long micros = events.micros(i);
        final int session = events.session(i);
        if (property == before) {
            largestMicros[property] = micros;
            newestPositiveOffsets[property] = NOWHERE;
            marks[property] = 0;
            lastSessions[property] = NOWHERE;
            lastViewSessions[property] = NOWHERE;
        }
        largestMicros[property] = Math.max(largestMicros[property], micros);
        if (micros > 0) {
            newestPositiveOffsets[property] = events.offset(i);
        }
        met += lastSessions[property] == session ? 0 : 1;
        lastSessions[property] = session;
        final int mark = MARK_OF_KIND[events.kind(i)];
        if (mark == VIEWED) {
            if (lastViewSessions[property] != session && lastViewSessions[property] != NOWHERE) {
                marks[property] |= REVISITED;
            }
            lastViewSessions[property] = session;
        }
        marks[property] |= mark;
        return property;
    }

    int size() {
        return numbers.size();
    }

    /** Distinct properties of each session, added up over the sessions. */
    int metInSessions() {
        return met;
    }

    /** The sum of the marks that a property has. */
    int marks(final int i) {
        return marks[i];
    }

    /** Whether the lead prefers it: some event on it has a positive weight. */
    boolean isPreferred(final int i) {
        return newestPositiveOffsets[i] != NOWHERE;
    }

    /** The largest weight of an event on it, in millionths. */
    long largestMicros(final int i) {
        return largestMicros[i];
    }

    /** Where the record is whose attributes count. */
    int newestPositiveOffset(final int i) {
        return newestPositiveOffsets[i];
    }
}
