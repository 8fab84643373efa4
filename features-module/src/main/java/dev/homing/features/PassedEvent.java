package dev.homing.features;

import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.DirectBuffer;

/** The lead event that a pass over a timeline is at, decoded once for all groups of features. */
final class PassedEvent {
    /** Number of an event's property when it has none. */
    static final int NO_PROPERTY = -1;

    private final EngagementWeights weights;
    private final TimelineRecord record = new TimelineRecord();
    private int offset;
    private long occurredAt;
    private long ageMs;
    private int typeCode;
    private int flags;
    private float viewSeconds;
    private long micros;
    private int property;
    private int session;

    PassedEvent(final EngagementWeights weights) {
        this.weights = weights;
    }

    void wrap(final DirectBuffer buffer, final int recordOffset, final long at, final long asOfMs) {
        record.wrap(buffer, recordOffset);
        offset = recordOffset;
        occurredAt = at;
        ageMs = asOfMs - at;
        typeCode = record.typeCode();
        flags = record.flags();
        viewSeconds = record.viewSeconds();
        micros = weights.micros(typeCode, flags, viewSeconds);
        property = NO_PROPERTY;
    }

    /** Says what the pass knows of the event beyond its record. */
    void place(final int itsProperty, final int itsSession) {
        property = itsProperty;
        session = itsSession;
    }

    TimelineRecord record() {
        return record;
    }

    /** Where the record is; a newer event has a larger one. */
    int offset() {
        return offset;
    }

    long occurredAt() {
        return occurredAt;
    }

    /** Time from the event to the instant of the vector, 0 or more. */
    long ageMs() {
        return ageMs;
    }

    int typeCode() {
        return typeCode;
    }

    boolean hasFlag(final int flag) {
        return (flags & flag) != 0;
    }

    float viewSeconds() {
        return viewSeconds;
    }

    /** Engagement weight in millionths. */
    long micros() {
        return micros;
    }

    boolean hasProperty() {
        return property != NO_PROPERTY;
    }

    /** Number in the {@link PropertyTable}. */
    int property() {
        return property;
    }

    /** Number of the session within the pass, from 0 on. */
    int session() {
        return session;
    }
}
