package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.RecordFields;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/**
 * The lead events of one vector, oldest first: records that lie one after the other, and beside them in columns what several
 * groups of features need of each. The columns belong to this class and are filled again for each vector. There are no more of
 * them than pay: one for every field makes the one loop that fills them slower than it makes all others faster.
 *
 * <p>That loop, which meets each record first, also counts and adds up what is at hand there, and says where sessions begin: a
 * new one starts with the first event, when two neighbours carry different session ids, and after more than half an hour of
 * silence. It has no branch on what comes next, which no processor can guess.
 */
final class LeadEvents {
    /** Ordinal of the property of an event that has none. */
    static final int NO_PROPERTY = TimelineRecord.NONE;

    private static final long MINUTE_MS = 60_000;
    private static final long SESSION_GAP_MS = 30 * MINUTE_MS;
    private static final long BURST_GAP_MS = 30_000;
    /** Before all events. */
    private static final long LONG_AGO_MS = Long.MIN_VALUE / 2;
    /** How many codes of devices and of channels there can be: they have three bits. */
    static final int CODES = 1 << 3;

    private final EngagementWeights weights;
    private final int[] kindCounts = new int[EventKind.COUNT];
    private final int[] typeCounts = new int[EventType.COUNT + 1];
    private final long[] agesMs;
    private final int[] kinds;
    private final long[] localMs;
    private final int[] devices = new int[CODES];
    private final int[] channels = new int[CODES];
    private final int[] sessions;
    /** The first event of each session, and the end of the last one. */
    private final int[] sessionBegins;
    private byte[] records;
    private long asOfMs;
    private int firstOffset;
    private int count;
    private int presentKinds;
    private int presentTypes;
    private int timedViews;
    private double viewSeconds;
    private int longestViewBits;
    private int sessionCount;
    private long squaredGapsMs;
    private int bursts;

    LeadEvents(final EngagementWeights weights, final int capacity) {
        this.weights = weights;
        agesMs = new long[capacity];
        kinds = new int[capacity];
        localMs = new long[capacity];
        sessions = new int[capacity];
        sessionBegins = new int[capacity + 1];
    }

    /** Takes the newest of those records, which are in order of time, that are of a window; true when there are more. */
    boolean wrap(
            final byte[] bytes, final int offset, final int recordCount, final long windowStartMs, final long instantMs) {
        final int first = countUntil(bytes, offset, recordCount, windowStartMs);
        final int end = countUntil(bytes, offset, recordCount, instantMs);
        records = bytes;
        asOfMs = instantMs;
        count = Math.min(end - first, agesMs.length);
        firstOffset = offset + (end - count) * TimelineRecord.LENGTH;
        decode();
        return count < end - first;
    }

    /** How many records are not later than an instant. */
    private static int countUntil(final byte[] records, final int offset, final int recordCount, final long instantMs) {
        // Most timelines lie within the window.
        if (recordCount == 0 || RecordFields.occurredAt(records, offset) > instantMs) {
            return 0;
        }
        if (RecordFields.occurredAt(records, offset + (recordCount - 1) * TimelineRecord.LENGTH) <= instantMs) {
            return recordCount;
        }
        int from = 1;
        int to = recordCount - 1;
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (RecordFields.occurredAt(records, offset + middle * TimelineRecord.LENGTH) <= instantMs) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private void decode() {
        Arrays.fill(kindCounts, 0);
        Arrays.fill(devices, 0);
        Arrays.fill(channels, 0);
        int timed = 0;
        double seconds = 0;
        int longest = 0;
        int session = 0;
        long squaredGaps = 0;
        int quick = 0;
        long previousAt = LONG_AGO_MS;
        long previousHash = 0;
        for (int i = 0; i < count; i++) {
            final int offset = offset(i);
            final int untimed = EventKind.untimed(RecordFields.typeCode(records, offset), RecordFields.flags(records, offset));
            final int viewBits = EventKind.viewBits(untimed, RecordFields.viewSeconds(records, offset));
            final int kind = EventKind.timed(untimed, viewBits);
            final long occurredAt = RecordFields.occurredAt(records, offset);
            agesMs[i] = asOfMs - occurredAt;
            localMs[i] = occurredAt + RecordFields.utcOffsetMinutes(records, offset) * MINUTE_MS;
            kinds[i] = kind;
            kindCounts[kind]++;
            devices[RecordFields.deviceCode(records, offset)]++;
            channels[RecordFields.channelCode(records, offset)]++;
            final long hash = RecordFields.sessionHash(records, offset);
            final long gapMs = occurredAt - previousAt;
            // The sign says that none of the three is 0: there are two ids, and they differ.
            final long differ = -hash & -previousHash & -(hash ^ previousHash);
            final int isNew = (int) ((differ | SESSION_GAP_MS - gapMs) >>> (Long.SIZE - 1));
            final long gapWithinMs = gapMs & isNew - 1;
            squaredGaps += gapWithinMs * gapWithinMs;
            quick += (int) ((gapWithinMs - BURST_GAP_MS) >>> (Long.SIZE - 1));
            sessionBegins[session] = i;
            session += isNew;
            sessions[i] = session;
            previousAt = occurredAt;
            previousHash = hash;
            timed += -viewBits >>> 31;
            seconds += Float.intBitsToFloat(viewBits);
            longest = Math.max(longest, viewBits);
        }
        sessionBegins[session] = count;
        sessionCount = session;
        squaredGapsMs = squaredGaps;
        // The first event of each session has a gap of 0 here.
        bursts = quick - session;
        timedViews = timed;
        viewSeconds = seconds;
        longestViewBits = longest;
        countTypes();
    }

    private void countTypes() {
        Arrays.fill(typeCounts, 0);
        int present = 0;
        for (int kind = 0; kind < EventKind.COUNT; kind++) {
            present |= (-kindCounts[kind] >>> 31) << kind;
        }
        presentKinds = present;
        int types = 0;
        for (int rest = present; rest != 0; rest &= rest - 1) {
            final int kind = Integer.numberOfTrailingZeros(rest);
            final int type = EventKind.typeCode(kind);
            typeCounts[type] += kindCounts[kind];
            types |= 1 << type;
        }
        presentTypes = types;
    }

    int count() {
        return count;
    }

    int count(final EventKind kind) {
        return kindCounts[kind.ordinal()];
    }

    int count(final EventType type) {
        return typeCounts[type.code()];
    }

    /** A bit for each kind that there are events of. */
    int presentKinds() {
        return presentKinds;
    }

    /** A bit for the code of each type that there are events of. */
    int presentTypes() {
        return presentTypes;
    }

    /** Counts by the code of the type. */
    int[] typeCounts() {
        return typeCounts;
    }

    /** Counts by the ordinal of the kind. */
    int[] kindCounts() {
        return kindCounts;
    }

    byte[] records() {
        return records;
    }

    /** Where a record is; a newer event has a larger one. */
    int offset(final int i) {
        return firstOffset + i * TimelineRecord.LENGTH;
    }

    /** Time from the event to the instant of the vector, 0 or more. */
    long ageMs(final int i) {
        return agesMs[i];
    }

    /** Code of the device, 0 when none. */
    int device(final int i) {
        return RecordFields.deviceCode(records, offset(i));
    }

    /** Code of the channel, 0 when none. */
    int channel(final int i) {
        return RecordFields.channelCode(records, offset(i));
    }

    /** Counts by the code of the device. */
    int[] devices() {
        return devices;
    }

    /** Counts by the code of the channel. */
    int[] channels() {
        return channels;
    }

    /** When it was by the lead's clock, milliseconds since 1970. */
    long localMs(final int i) {
        return localMs[i];
    }

    /** Ordinal of the {@link EventKind}. */
    int kind(final int i) {
        return kinds[i];
    }

    EngagementWeights weights() {
        return weights;
    }

    /** How many views have a viewing time above 0. */
    int timedViews() {
        return timedViews;
    }

    /** Sum of the viewing times of views. */
    double viewSeconds() {
        return viewSeconds;
    }

    /** Longest viewing time of a view, 0 when none. */
    float longestViewSeconds() {
        return Float.intBitsToFloat(longestViewBits);
    }

    /** NaN when not known. */
    double price(final int i) {
        return RecordFields.price(records, offset(i));
    }

    /** {@link #NO_PROPERTY} when none. */
    int propertyOrdinal(final int i) {
        return RecordFields.propertyOrdinal(records, offset(i));
    }

    /** Number of the session, from 1 on. */
    int session(final int i) {
        return sessions[i];
    }

    /** How many sessions there are. */
    int sessionCount() {
        return sessionCount;
    }

    /** The first event of a session, which is a number from 0 on here; of the count of sessions, the count of events. */
    int sessionBegin(final int session) {
        return sessionBegins[session];
    }

    /** Sum of the squares of the gaps within sessions. */
    long squaredGapsMs() {
        return squaredGapsMs;
    }

    /** How many gaps within sessions are under half a minute. */
    int bursts() {
        return bursts;
    }
}
