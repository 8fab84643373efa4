package dev.homing.features.benchmarks;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/** A lead's history that a seed makes: events of many types on a few dozen listings, all within 30 days. */
final class History {
    static final long NOW_MS = 1_764_000_000_000L;

    private static final int LISTINGS = 60;
    private static final int EVENTS_OF_A_SESSION = 12;
    private static final long WINDOW_MS = 29L * 86_400_000;
    private static final EventType[] TYPES = {
        EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE,
        EventType.PROPERTY_SAVE, EventType.SEARCH_QUERY, EventType.PROPERTY_DISLIKE, EventType.PAGE_VIEW};

    private History() {
    }

    static Timeline of(final int events, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Timeline timeline = new Timeline();
        timeline.resize(events, 0);
        long at = NOW_MS - WINDOW_MS;
        for (int i = 0; i < events; i++) {
            at += i % EVENTS_OF_A_SESSION == 0
                    ? WINDOW_MS * EVENTS_OF_A_SESSION / (events + 2 * EVENTS_OF_A_SESSION) : 2_000 + random.nextInt(90_000);
            final EventType type = TYPES[random.nextInt(TYPES.length)];
            final int listing = type.requiresProperty() ? random.nextInt(LISTINGS) : TimelineRecord.NONE;
            final int offset = timeline.leadOffset(i);
            TimelineRecord.putEvent(timeline.buffer(), offset, at, i + 1, type.code(),
                    1 + random.nextInt(3), 1 + random.nextInt(2), -480, 0, 1 + i / EVENTS_OF_A_SESSION, listing,
                    random.nextDouble(90));
            if (listing != TimelineRecord.NONE) {
                TimelineRecord.putAttributes(timeline.buffer(), offset, 1 + listing % 3, 200_000 + 10_000.0 * listing,
                        0b1011_0100_1101L << listing % 8, listing % 7, 475_000_000 + 10_000 * listing,
                        -1_222_000_000 + 7_000 * listing, 1_000 + 20 * listing, 1 + listing % 5, 4 + listing % 8);
            }
        }
        return timeline;
    }

    static UnsafeBuffer record(final Timeline timeline, final int event) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TimelineRecord.LENGTH]);
        record.putBytes(0, timeline.buffer(), timeline.leadOffset(event), TimelineRecord.LENGTH);
        return record;
    }
}
