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
 * <p>Which bits of it an event sets depends on its kind alone: {@link #masks}. No property has a word as well, which no event
 * changes.
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
    /** All marks. */
    static final int MARKS_MASK = (1 << 5) - 1;

    private static final int REVISITED_SHIFT = 4;
    private static final int WEIGHTS_SHIFT = 5;
    private static final int NEWEST_SHIFT = WEIGHTS_SHIFT + EventKind.COUNT;
    private static final int SESSION_SHIFT = NEWEST_SHIFT + 9;
    private static final int VIEW_SHIFT = SESSION_SHIFT + 10;
    private static final long BITS = (1L << NEWEST_SHIFT) - 1;
    private static final long NEWEST = (1L << SESSION_SHIFT) - (1L << NEWEST_SHIFT);
    private static final long SESSION = (1L << VIEW_SHIFT) - (1L << SESSION_SHIFT);
    private static final long VIEW = -(1L << VIEW_SHIFT);
    /** Where the masks of events without a property are: they change nothing. */
    private static final int MASKS_OF_NONE_SHIFT = 5;
    /** A wanted event and, below it, its property. */
    private static final int WANTED_SHIFT = 10;

    private final LeadEvents events;
    private final OrdinalTable numbers;
    /** What an event of a kind sets of its property's word. */
    private final long[] masks = new long[2 << MASKS_OF_NONE_SHIFT];
    private final double[] microsOfBits = new double[Long.SIZE];
    /** The bits of weights above 0. */
    private final long positives;
    private final long[] words;
    private final int[] wanted;
    private final double[] preferredMicros;
    private final int[] preferredOffsets;
    private int wantedCount;
    private int preferredCount;
    private int met;

    PropertyTable(final LeadEvents events, final int capacity) {
        this.events = events;
        numbers = new OrdinalTable(capacity + 1);
        words = new long[capacity + 1];
        wanted = new int[capacity + 1];
        preferredMicros = new double[capacity + 1];
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
            masks[kind.ordinal()] =
                    mark | 1L << bit | (micros > 0 ? NEWEST : 0) | SESSION | (mark == VIEWED ? VIEW : 0);
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

    /** Goes over the events, whose sessions are known. */
    void fill() {
        Arrays.fill(words, 0, numbers.size(), 0);
        numbers.clear();
        numbers.add(LeadEvents.NO_PROPERTY);
        int meetings = 0;
        int wants = 0;
        long position = BITS;
        for (int i = 0; i < events.count(); i++) {
            final int ordinal = events.propertyOrdinal(i);
            final int property = numbers.add(ordinal);
            final long mask = masks[events.kind(i) | ordinal >>> 31 << MASKS_OF_NONE_SHIFT];
            final long now = position | events.session(i) * (1L << SESSION_SHIFT | 1L << VIEW_SHIFT);
            final long before = words[property];
            final long change = (before ^ now) & mask;
            final long again = before & isNotZero(change >>> VIEW_SHIFT);
            words[property] = (before ^ change) | again << REVISITED_SHIFT;
            meetings += (int) isNotZero(change & SESSION);
            wanted[wants] = i << WANTED_SHIFT | property;
            wants += (int) (mask >>> NEWEST_SHIFT) & 1;
            position += 1L << NEWEST_SHIFT;
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
        // Number 0 is that of no property.
        for (int property = 1; property < numbers.size(); property++) {
            final long word = words[property];
            final long weights = word & positives;
            preferredMicros[count] = microsOfBits[Long.SIZE - 1 - Long.numberOfLeadingZeros(weights | 1)];
            preferredOffsets[count] = events.offset((int) ((word & NEWEST) >>> NEWEST_SHIFT));
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
    double micros(final int i) {
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
    int wantedEvent(final int i) {
        return wanted[i] >> WANTED_SHIFT;
    }

    /** The number of its property. */
    int wantedProperty(final int i) {
        return wanted[i] & (1 << WANTED_SHIFT) - 1;
    }
}
