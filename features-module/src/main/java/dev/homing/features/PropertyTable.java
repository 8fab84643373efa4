package dev.homing.features;

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
    private final int[] firstViewSessions;
    private final int[] lastViewSessions;
    /** Those with an event of positive weight. */
    private final int[] preferred;
    private int preferredCount;
    private int met;

    PropertyTable(final LeadEvents events, final int capacity) {
        this.events = events;
        numbers = new OrdinalTable(capacity);
        largestMicros = new long[capacity];
        newestPositiveOffsets = new int[capacity];
        marks = new int[capacity];
        lastSessions = new int[capacity];
        firstViewSessions = new int[capacity];
        lastViewSessions = new int[capacity];
        preferred = new int[capacity];
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
        int meetings = 0;
        for (int i = 0; i < events.count(); i++) {
            final int ordinal = events.propertyOrdinal(i);
            if (ordinal == LeadEvents.NO_PROPERTY) {
                events.property(i, LeadEvents.NO_PROPERTY);
            } else {
                final int property = number(ordinal);
                events.property(i, property);
                meetings += lastSessions[property] == events.session(i) ? 0 : 1;
                add(i, property);
            }
        }
        met = meetings;
        preferredCount = 0;
        for (int i = 0; i < numbers.size(); i++) {
            preferred[preferredCount] = i;
            preferredCount += newestPositiveOffsets[i] == NOWHERE ? 0 : 1;
        }
    }

    private int number(final int ordinal) {
        final int before = numbers.size();
        final int property = numbers.add(ordinal);
        if (property == before) {
            largestMicros[property] = Long.MIN_VALUE;
            newestPositiveOffsets[property] = NOWHERE;
            marks[property] = 0;
            lastSessions[property] = NOWHERE;
            firstViewSessions[property] = Integer.MAX_VALUE;
            lastViewSessions[property] = 0;
        }
        return property;
    }

    private void add(final int i, final int property) {
        final long micros = events.micros(i);
        final int session = events.session(i);
        // Choices instead of branches: which kind of event comes next is what a processor cannot guess.
        largestMicros[property] = Math.max(largestMicros[property], micros);
        newestPositiveOffsets[property] = micros > 0 ? events.offset(i) : newestPositiveOffsets[property];
        lastSessions[property] = session;
        final int mark = MARK_OF_KIND[events.kind(i)];
        marks[property] |= mark;
        // All ones for a view, else 0.
        final int view = -(mark & VIEWED);
        firstViewSessions[property] = Math.min(firstViewSessions[property], session | (~view & Integer.MAX_VALUE));
        lastViewSessions[property] = Math.max(lastViewSessions[property], session & view);
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
        return marks[i] | (firstViewSessions[i] < lastViewSessions[i] ? REVISITED : 0);
    }

    /** How many of them the lead prefers: some event on them has a positive weight. */
    int preferredCount() {
        return preferredCount;
    }

    /** The largest weight of an event on a preferred one, in millionths. */
    long micros(final int i) {
        return largestMicros[preferred[i]];
    }

    /** Where the record is whose attributes count for a preferred one: its newest event of positive weight. */
    int offset(final int i) {
        return newestPositiveOffsets[preferred[i]];
    }
}
