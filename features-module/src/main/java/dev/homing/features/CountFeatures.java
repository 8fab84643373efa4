package dev.homing.features;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.TimelineRecord;
import org.agrona.DirectBuffer;

/** Counts of events by type, and sessions. */
final class CountFeatures {
    private static final long SESSION_GAP_MS = 30 * 60_000;
    private static final int BOOKING_COMPLETED = EventType.BOOKING_COMPLETED.code();
    private static final int TOUR_COMPLETED = EventType.TOUR_COMPLETED.code();

    private final int[] byCode = new int[EventType.COUNT + 1];
    private int events;
    private int sessions;
    private long previousAt;
    private long previousSession;

    void clear() {
        for (int i = 0; i < byCode.length; i++) {
            byCode[i] = 0;
        }
        events = 0;
        sessions = 0;
        previousSession = 0;
    }

    void addLeadEvent(final DirectBuffer buffer, final int offset, final long occurredAt) {
        final long session = TimelineRecord.sessionHash(buffer, offset);
        final boolean isOther = session != 0 && previousSession != 0 && session != previousSession;
        if (events == 0 || isOther || occurredAt - previousAt > SESSION_GAP_MS) {
            sessions++;
        }
        previousAt = occurredAt;
        previousSession = session;
        events++;
        countType(buffer, offset);
    }

    void addAgentEvent(final DirectBuffer buffer, final int offset) {
        countType(buffer, offset);
    }

    private void countType(final DirectBuffer buffer, final int offset) {
        final int code = TimelineRecord.typeCode(buffer, offset);
        final boolean isMissed = (code == BOOKING_COMPLETED || code == TOUR_COMPLETED)
                && (TimelineRecord.flags(buffer, offset) & TimelineRecord.NOT_COMPLETED_FLAG) != 0;
        byCode[code] += isMissed ? 0 : 1;
    }

    void put(final int distinctProperties, final float[] features) {
        features[LeadFeatureSchema.EVENT_COUNT] = events;
        features[LeadFeatureSchema.SESSION_COUNT] = sessions;
        features[LeadFeatureSchema.DISTINCT_PROPERTIES] = distinctProperties;
        for (int code = 1; code <= EventType.COUNT; code++) {
            features[LeadFeatureSchema.TYPE_COUNTS + code - 1] = byCode[code];
        }
    }
}
