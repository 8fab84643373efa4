package dev.homing.features;

import java.util.Arrays;

/**
 * The distinct properties among the lead events of one vector, in order of first appearance, with what the groups of features
 * keep of each. Nothing is allocated after construction.
 *
 * <p>What comes next, a view or a like, an event with a property or one without, no processor can guess, and what it has just
 * written to memory it has to wait for. So there are no branches on that, and a property is one word:
 *
 * <pre>
 *  +------------+------------+---------------+-------------+---------+
 *  | session of | session of | newest event  | a bit for   | marks   |
 *  | last view  | last event | of a positive | each weight |         |
 *  | (10 bits)  | (10 bits)  | weight (9)    | (30 bits)   | (5 bits)|
 *  +------------+------------+---------------+-------------+---------+
 * </pre>
 *
 * <p>What an event changes of it depends on its kind alone. An event without a property changes word {@link #NONE}.
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

    private static final int MARKS_MASK = (1 << 5) - 1;
    private static final int REVISITED_SHIFT = 4;
    private static final int WEIGHTS_SHIFT = 5;
    private static final int NEWEST_SHIFT = WEIGHTS_SHIFT + EventKind.COUNT;
    private static final int NEWEST_MASK = (1 << 9) - 1;
    private static final int SESSION_SHIFT = NEWEST_SHIFT + 9;
    private static final int SESSION_MASK = (1 << 10) - 1;
    private static final int VIEW_SHIFT = SESSION_SHIFT + 10;
    /** Words of a kind: what it keeps of a property's word, what it sets, and what to multiply session and event with. */
    private static final int KIND_WORDS = 4;

    private final LeadEvents events;
    private final OrdinalTable numbers;
    private final long[] kindWords = new long[KIND_WORDS * EventKind.COUNT];
    private final long[] microsOfBits = new long[Long.SIZE];
    /** The bits of weights above 0. */
    private final long positives;
    private final long[] words;
    private final int[] wanted;
    private final long[] preferredMicros;
    private final int[] preferredOffsets;
    private int wantedCount;
    private int preferredCount;
    private int met;

    PropertyTable(final LeadEvents events, final int capacity) {
        this.events = events;
        numbers = new OrdinalTable(capacity + 1);
        words = new long[capacity + 1];
        wanted = new int[capacity + 1];
        preferredMicros = new long[capacity + 1];
        preferredOffsets = new int[capacity + 1];
        positives = rankKinds(events.weights());
    }

    /** Orders the kinds by weight and says which bits are of weights above 0. */
    private long rankKinds(final EngagementWeights weights) {
        final long[] sorted = new long[EventKind.COUNT];
        Arrays.setAll(sorted, weights::micros);
        Arrays.sort(sorted);
        long bitsOfPositives = 0;
        for (final EventKind kind : EventKind.values()) {
            final long micros = weights.micros(kind.ordinal());
            final int bit = WEIGHTS_SHIFT + Arrays.binarySearch(sorted, micros);
            final int mark = mark(kind);
            microsOfBits[bit] = micros;
            bitsOfPositives |= micros > 0 ? 1L << bit : 0;
            final long eventUnit = micros > 0 ? 1L << NEWEST_SHIFT : 0;
            final long sessionUnit = 1L << SESSION_SHIFT | (mark == VIEWED ? 1L << VIEW_SHIFT : 0);
            final int word = KIND_WORDS * kind.ordinal();
            kindWords[word] = ~(eventUnit * NEWEST_MASK | sessionUnit * SESSION_MASK);
            kindWords[word + 1] = mark | 1L << bit;
            kindWords[word + 2] = sessionUnit;
            kindWords[word + 3] = eventUnit;
        }
        return bitsOfPositives;
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
        Arrays.fill(words, 0, numbers.size(), 0);
        numbers.clear();
        numbers.add(LeadEvents.NO_PROPERTY);
        int meetings = 0;
        int wants = 0;
        for (int i = 0; i < events.count(); i++) {
            final int property = numbers.add(events.propertyOrdinal(i));
            events.property(i, property);
            final int kind = KIND_WORDS * events.kind(i);
            final long eventUnit = kindWords[kind + 3];
            final long before = words[property];
            final long after = before & kindWords[kind] | kindWords[kind + 1]
                    | events.session(i) * kindWords[kind + 2] | i * eventUnit;
            final long change = before ^ after;
            words[property] = after | (before & isNotZero(change >>> VIEW_SHIFT)) << REVISITED_SHIFT;
            final int isProperty = (int) isNotZero(property);
            meetings += isProperty & (int) isNotZero(change >>> SESSION_SHIFT & SESSION_MASK);
            wanted[wants] = i;
            wants += isProperty & (int) (eventUnit >>> NEWEST_SHIFT);
        }
        met = meetings;
        wantedCount = wants;
        listPreferred();
    }

    /** 1 or 0; of numbers from 0 on. */
    private static long isNotZero(final long number) {
        return -number >>> (Long.SIZE - 1);
    }

    private void listPreferred() {
        int count = 0;
        for (int property = 1; property < numbers.size(); property++) {
            final long word = words[property];
            final long weights = word & positives;
            preferredMicros[count] = microsOfBits[Long.SIZE - 1 - Long.numberOfLeadingZeros(weights | 1)];
            preferredOffsets[count] = events.offset((int) (word >>> NEWEST_SHIFT) & NEWEST_MASK);
            count += (int) isNotZero(weights);
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
        return (int) words[number] & MARKS_MASK;
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
