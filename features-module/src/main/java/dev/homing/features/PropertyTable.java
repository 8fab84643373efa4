package dev.homing.features;

/**
 * The distinct properties of one pass over a timeline, with what the groups of features keep of each. Events come in order of
 * time; nothing is allocated after construction.
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

    private static final int NOWHERE = -1;

    private final OrdinalTable numbers;
    private final long[] largestMicros;
    private final int[] newestPositiveOffsets;
    private final int[] marks;
    private final int[] lastSessions;
    private final int[] lastViewSessions;
    private final double[] prices;
    private final double[] logPrices;

    PropertyTable(final int capacity) {
        numbers = new OrdinalTable(capacity);
        largestMicros = new long[capacity];
        newestPositiveOffsets = new int[capacity];
        marks = new int[capacity];
        lastSessions = new int[capacity];
        lastViewSessions = new int[capacity];
        prices = new double[capacity];
        logPrices = new double[capacity];
    }

    void clear() {
        numbers.clear();
    }

    /** Takes an event in and gives the property's number. */
    int add(final int ordinal, final long micros, final int offset) {
        final int before = numbers.size();
        final int i = numbers.add(ordinal);
        if (i == before) {
            largestMicros[i] = micros;
            newestPositiveOffsets[i] = NOWHERE;
            marks[i] = 0;
            lastSessions[i] = NOWHERE;
            lastViewSessions[i] = NOWHERE;
            prices[i] = Double.NaN;
        }
        largestMicros[i] = Math.max(largestMicros[i], micros);
        if (micros > 0) {
            newestPositiveOffsets[i] = offset;
        }
        return i;
    }

    /** Notes that a property was met in a session; true when that is the first time in this session. */
    boolean meet(final int i, final int session) {
        final boolean isFirst = lastSessions[i] != session;
        lastSessions[i] = session;
        return isFirst;
    }

    /** Notes a view in a session. */
    void view(final int i, final int session) {
        marks[i] |= VIEWED | (lastViewSessions[i] != NOWHERE && lastViewSessions[i] != session ? REVISITED : 0);
        lastViewSessions[i] = session;
    }

    void mark(final int i, final int mark) {
        marks[i] |= mark;
    }

    /** How many properties have all of these marks. */
    int count(final int wanted) {
        int count = 0;
        for (int i = 0; i < numbers.size(); i++) {
            count += (marks[i] & wanted) == wanted ? 1 : 0;
        }
        return count;
    }

    /** The logarithm of a price, which is taken once as long as the property's price stays the same. */
    double logOfPrice(final int i, final double price) {
        if (prices[i] != price) {
            prices[i] = price;
            logPrices[i] = Math.log(price);
        }
        return logPrices[i];
    }

    int size() {
        return numbers.size();
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
