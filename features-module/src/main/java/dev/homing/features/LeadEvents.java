package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.RecordFields;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;

/**
 * The lead events of one vector, oldest first: records that lie one after the other, and beside them in columns what several
 * groups of features need of each. The columns belong to this class and are filled again for each vector. There are no more of
 * them than pay: one for every field makes the one loop that fills them slower than it makes all others faster.
 */
final class LeadEvents {
    /** Ordinal and number of the property of an event that has none. */
    static final int NO_PROPERTY = TimelineRecord.NONE;

    /** Of a device and of a channel. */
    private static final int CODE_BITS = 3;
    private static final int CODE_MASK = (1 << CODE_BITS) - 1;

    private final EngagementWeights weights;
    private final int[] kindCounts = new int[EventKind.COUNT];
    private final int[] typeCounts = new int[EventType.COUNT + 1];
    private final long[] agesMs;
    private final int[] kinds;
    /** Device, channel and UTC offset. */
    private final int[] origins;
    private final int[] properties;
    private final int[] sessions;
    private byte[] records;
    private long asOfMs;
    private int firstOffset;
    private int count;
    private int presentKinds;

    LeadEvents(final EngagementWeights weights, final int capacity) {
        this.weights = weights;
        agesMs = new long[capacity];
        kinds = new int[capacity];
        origins = new int[capacity];
        properties = new int[capacity];
        sessions = new int[capacity];
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
        int present = 0;
        for (int i = 0; i < count; i++) {
            final int offset = offset(i);
            final int kind = EventKind.ordinalOf(RecordFields.typeCode(records, offset), RecordFields.flags(records, offset),
                    RecordFields.viewSeconds(records, offset));
            agesMs[i] = asOfMs - RecordFields.occurredAt(records, offset);
            kinds[i] = kind;
            origins[i] = RecordFields.utcOffsetMinutes(records, offset) << (2 * CODE_BITS)
                    | RecordFields.channelCode(records, offset) << CODE_BITS | RecordFields.deviceCode(records, offset);
            kindCounts[kind]++;
            present |= 1 << kind;
        }
        Arrays.fill(typeCounts, 0);
        for (int rest = present; rest != 0; rest &= rest - 1) {
            final int kind = Integer.numberOfTrailingZeros(rest);
            typeCounts[EventKind.typeCode(kind)] += kindCounts[kind];
        }
        presentKinds = present;
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

    long occurredAt(final int i) {
        return asOfMs - agesMs[i];
    }

    /** Time from the event to the instant of the vector, 0 or more. */
    long ageMs(final int i) {
        return agesMs[i];
    }

    /** Code of the device, 0 when none. */
    int device(final int i) {
        return origins[i] & CODE_MASK;
    }

    /** Code of the channel, 0 when none. */
    int channel(final int i) {
        return origins[i] >> CODE_BITS & CODE_MASK;
    }

    /** Local time, minutes east of UTC. */
    int utcOffsetMinutes(final int i) {
        return origins[i] >> (2 * CODE_BITS);
    }

    /** Ordinal of the {@link EventKind}. */
    int kind(final int i) {
        return kinds[i];
    }

    /** Engagement weight in millionths. */
    long micros(final int i) {
        return weights.micros(kinds[i]);
    }

    EngagementWeights weights() {
        return weights;
    }

    float viewSeconds(final int i) {
        return RecordFields.viewSeconds(records, offset(i));
    }

    /** 0 when none. */
    long sessionHash(final int i) {
        return RecordFields.sessionHash(records, offset(i));
    }

    /** NaN when not known. */
    double price(final int i) {
        return RecordFields.price(records, offset(i));
    }

    /** {@link #NO_PROPERTY} when none. */
    int propertyOrdinal(final int i) {
        return RecordFields.propertyOrdinal(records, offset(i));
    }

    /** Number in the {@link PropertyTable}, which sets it. */
    int property(final int i) {
        return properties[i];
    }

    void property(final int i, final int number) {
        properties[i] = number;
    }

    /** Number of the session from 0 on, which {@link SessionFeatures} sets. */
    int session(final int i) {
        return sessions[i];
    }

    void session(final int i, final int number) {
        sessions[i] = number;
    }
}
