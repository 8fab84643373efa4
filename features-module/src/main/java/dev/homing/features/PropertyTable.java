package dev.homing.features;

import java.util.Arrays;

/**
 * The distinct properties among the lead events of one vector, in order of first appearance, with what the groups of features
 * keep of each. Nothing is allocated after construction.
 *
 * <p>What comes next, a view or a like, an event with a property or one without, no processor can guess. So there are no
 * branches on it: an event without a property is one on number {@link #NONE}, which nobody asks about.
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
    /** The number of no property; those of properties follow it. */
    static final int NONE = 0;

    private static final int MARK_BITS = 5;
    private static final int REVISITED_SHIFT = MARK_BITS - 1;
    private static final int MARKS_MASK = (1 << MARK_BITS) - 1;

    private final LeadEvents events;
    private final OrdinalTable numbers;
    /** What an event of a kind leaves on its property: its mark and, above all marks, a bit for its weight, higher for more. */
    private final long[] tracesOfKinds = new long[EventKind.COUNT];
    private final long[] microsOfBits = new long[Long.SIZE];
    /** The bit of the smallest weight above 0. */
    private final long positive;
    private final long[] traces;
    private final int[] newestPositives;
    private final int[] lastSessions;
    private final int[] viewSessions;
    private final long[] preferredMicros;
    private final int[] preferredOffsets;
    private final int[] wanted;
    private int preferredCount;
    private int wantedCount;
    private int met;

    PropertyTable(final LeadEvents events, final int capacity) {
        this.events = events;
        numbers = new OrdinalTable(capacity + 1);
        traces = new long[capacity + 1];
        newestPositives = new int[capacity + 1];
        lastSessions = new int[capacity + 1];
        viewSessions = new int[capacity + 1];
        preferredMicros = new long[capacity + 1];
        preferredOffsets = new int[capacity + 1];
        wanted = new int[capacity + 1];
        positive = 1L << rank(events.weights());
    }

    /** Orders the kinds by weight; returns the place of the bit for the smallest one above 0. */
    private int rank(final EngagementWeights weights) {
        final long[] sorted = new long[EventKind.COUNT];
        for (int kind = 0; kind < EventKind.COUNT; kind++) {
            sorted[kind] = weights.micros(kind);
        }
        Arrays.sort(sorted);
        for (int kind = 0; kind < EventKind.COUNT; kind++) {
            final int bit = MARK_BITS + Arrays.binarySearch(sorted, weights.micros(kind));
            tracesOfKinds[kind] = mark(EventKind.values()[kind]) | 1L << bit;
            microsOfBits[bit] = weights.micros(kind);
        }
        int bit = MARK_BITS;
        while (bit < MARK_BITS + EventKind.COUNT && sorted[bit - MARK_BITS] <= 0) {
            bit++;
        }
        return bit;
    }

    private static int mark(final EventKind kind) {
        return switch (kind) {
            case VIEW, LONG_VIEW, VERY_LONG_VIEW -> VIEWED;
            case LIKE, SWIPE_RIGHT -> LIKED;
            case SAVE -> SAVED;
            case TOUR_SCHEDULED, BOOKING_REQUEST, URGENT_BOOKING_REQUEST, UNHURRIED_BOOKING_REQUEST -> TOURED;
            default -> 0;
        };
    }

    /** Goes over the events, whose sessions are known, and gives each the number of its property. */
    void fill() {
        Arrays.fill(traces, 0, numbers.size(), 0);
        Arrays.fill(lastSessions, 0, numbers.size(), 0);
        numbers.clear();
        numbers.add(LeadEvents.NO_PROPERTY);
        int meetings = 0;
        int wants = 0;
        for (int i = 0; i < events.count(); i++) {
            final int property = numbers.add(events.propertyOrdinal(i));
            events.property(i, property);
            // 1 for a property, 0 for none.
            final int isProperty = -property >>> 31;
            final int session = events.session(i);
            final long trace = tracesOfKinds[events.kind(i)];
            final boolean isPositive = trace >= positive;
            meetings += isProperty & (lastSessions[property] == session ? 0 : 1);
            lastSessions[property] = session;
            newestPositives[property] = isPositive ? i : newestPositives[property];
            wanted[wants] = i;
            wants += isProperty & (isPositive ? 1 : 0);
            // 1 for a view of what was viewed in another session.
            final long again = traces[property] & trace & (viewSessions[property] == session ? 0 : VIEWED);
            traces[property] |= trace | again << REVISITED_SHIFT;
            viewSessions[property] = (trace & VIEWED) != 0 ? session : viewSessions[property];
        }
        met = meetings;
        wantedCount = wants;
        listPreferred();
    }

    private void listPreferred() {
        int count = 0;
        for (int property = 1; property < numbers.size(); property++) {
            preferredMicros[count] = microsOfBits[Long.SIZE - 1 - Long.numberOfLeadingZeros(traces[property])];
            preferredOffsets[count] = events.offset(newestPositives[property]);
            count += traces[property] >= positive ? 1 : 0;
        }
        preferredCount = count;
    }

    /** How many properties there are. */
    int size() {
        return numbers.size() - 1;
    }

    /** Distinct properties of each session, added up over the sessions. */
    int metInSessions() {
        return met;
    }

    /** The sum of the marks that a property has; its number is 1 to the size. */
    int marks(final int number) {
        return (int) traces[number] & MARKS_MASK;
    }

    /** How many of them the lead prefers: some event on them has a positive weight. */
    int preferredCount() {
        return preferredCount;
    }

    /** The largest weight of an event on a preferred one, in millionths. */
    long micros(final int i) {
        return preferredMicros[i];
    }

    /** Where the record is whose attributes count for a preferred one: its newest event of positive weight. */
    int offset(final int i) {
        return preferredOffsets[i];
    }

    /** How many events have a property and a positive weight. */
    int wantedCount() {
        return wantedCount;
    }

    /** Such an event, oldest first. */
    int wanted(final int i) {
        return wanted[i];
    }
}
