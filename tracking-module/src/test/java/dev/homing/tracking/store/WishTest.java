package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class WishTest extends WithJournal {
    private static final double NONE = Double.NaN;

    private final Timeline timeline = new Timeline();
    private final TimelineRecord record = new TimelineRecord();

    @Test
    void shouldKeepInTheTimelineWhatALeadSearchesFor() {
        journal.recordWish(EventType.SEARCH_QUERY, "ann", "", 1, 200_000, 450_000, 2, "harbour");
        journal.recordWish(EventType.FILTER_APPLIED, "ann", "", 2, NONE, 400_000, 2.5, "");
        journal.recordWish(EventType.SEARCH_QUERY, "ann", "", 3, NONE, NONE, NONE, "hill");
        journal.recordWish(EventType.SEARCH_QUERY, "ann", "", 4, 0, NONE, 250, "harbour");
        read();
        wish(0);
        assertEquals(200_000, record.wishedMinPrice());
        assertEquals(450_000, record.wishedMaxPrice());
        assertEquals(2, record.bedrooms());
        final int harbour = record.areaOrdinal();
        wish(1);
        assertTrue(Float.isNaN(record.wishedMinPrice()));
        assertEquals(400_000, record.wishedMaxPrice());
        assertEquals(3, record.bedrooms(), "two and a half are three at least");
        assertEquals(TimelineRecord.NONE, record.areaOrdinal());
        wish(2);
        assertTrue(Double.isNaN(record.wishedMaxPrice()));
        assertEquals(TimelineRecord.UNKNOWN_ROOMS, record.bedrooms());
        assertFalse(record.areaOrdinal() == harbour || record.areaOrdinal() == TimelineRecord.NONE);
        wish(3);
        assertEquals(harbour, record.areaOrdinal(), "the same area has the same number");
        assertEquals(250, record.bedrooms(), "the most that the contract allows");
    }

    @Test
    void shouldNotTakeAnyOtherEventForAWish() {
        journal.recordWish(EventType.SEARCH_QUERY, "ann", "p1", 1, 1, 2, 3, "harbour");
        journal.recordWish(EventType.PAGE_VIEW, "ann", "", 2, 1, 2, 3, "harbour");
        read();
        for (int i = 0; i < 2; i++) {
            record.wrap(timeline.buffer(), timeline.leadOffset(i));
            assertFalse(record.isWish());
            assertTrue(Double.isNaN(record.price()));
            assertEquals(TimelineRecord.NONE, record.areaOrdinal());
        }
    }

    private void read() {
        final byte[] lead = "ann".getBytes(StandardCharsets.UTF_8);
        store.timelines().read(0, new UnsafeBuffer(lead), 0, lead.length, Long.MAX_VALUE, timeline);
    }

    private void wish(final int event) {
        record.wrap(timeline.buffer(), timeline.leadOffset(event));
        assertTrue(record.isWish());
    }
}
