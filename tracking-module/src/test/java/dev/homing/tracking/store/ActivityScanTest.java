package dev.homing.tracking.store;

import static dev.homing.tracking.EventType.PROPERTY_LIKE;
import static dev.homing.tracking.EventType.PROPERTY_SAVE;
import static dev.homing.tracking.EventType.PROPERTY_VIEW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Activity;
import dev.homing.tracking.codec.ActivityRecord;
import dev.homing.tracking.store.EventScan.By;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ActivityScanTest extends WithJournal {
    private final Activity activity = new Activity();

    @Test
    void shouldReadASpanOfTimeOldestFirst() {
        journal.record(0, "e1", PROPERTY_LIKE, "ann", "p", 30);
        journal.record(0, "e2", PROPERTY_VIEW, "bob", "p", 10);
        journal.record(0, "e3", PROPERTY_SAVE, "ann", "p", 30);
        journal.record(0, "e4", PROPERTY_VIEW, "ann", "p", 40);
        journal.record(0, "e5", PROPERTY_VIEW, "ann", "pp", 20);
        journal.record(0, "e6", PROPERTY_VIEW, "ann", "o", 20);
        journal.record(1, "e7", PROPERTY_VIEW, "ann", "p", 20);
        assertEquals(List.of("10 PROPERTY_VIEW", "30 PROPERTY_LIKE", "30 PROPERTY_SAVE", "40 PROPERTY_VIEW"),
                read("p", -1, 1_000));
        assertEquals(List.of("30 PROPERTY_LIKE", "30 PROPERTY_SAVE"), read("p", 10, 39), "from behind to the end included");
        assertEquals(List.of(), read("p", 40, Long.MAX_VALUE));
        assertEquals(List.of(), read("p", -50, -10), "before 1970");
        assertEquals(List.of("20 PROPERTY_VIEW"), read("o", Long.MIN_VALUE, Long.MAX_VALUE));
        assertEquals(List.of(), read("q", -1, 1_000));
        assertEquals(List.of(), read("", -1, 1_000));
    }

    @Test
    void shouldReadWhatTheFeaturesNeed() {
        journal.recordTour(0, "e1", "ann", 5);
        final UnsafeBuffer ann = utf8("ann");
        for (final By by : List.of(By.PROPERTY, By.AGENT, By.SESSION)) {
            final String id = by == By.PROPERTY ? "p1" : by == By.AGENT ? "agent" : "session";
            new ActivityScan(store).read(0, by, utf8(id), 0, 5, activity);
            assertEquals(1, activity.count(), by.name());
            assertEquals(EventType.BOOKING_REQUEST.code(), ActivityRecord.typeCode(activity.buffer(), activity.offset(0)));
            assertEquals(ActivityRecord.leadHash(ann, 0, 3), ActivityRecord.leadHash(activity.buffer(), activity.offset(0)));
        }
        assertThrows(IllegalArgumentException.class, () -> new ActivityScan(store).read(0, By.LEAD, ann, 0, 5, activity));
    }

    @Test
    void shouldStopWhenThereIsNoMoreRoom() {
        for (int i = 0; i < 10; i++) {
            journal.record(0, "e" + i, PROPERTY_VIEW, "ann", "p", i);
        }
        final Activity three = new Activity(3);
        new ActivityScan(store).read(0, By.PROPERTY, utf8("p"), -1, 100, three);
        assertEquals(3, three.count());
        assertEquals(7, three.occurredAt(0));
        assertTrue(three.isTruncated());
        new ActivityScan(store).read(0, By.PROPERTY, utf8("p"), 6, 100, three);
        assertEquals(3, three.count());
        assertFalse(three.isTruncated());
    }

    private List<String> read(final String property, final long after, final long until) {
        new ActivityScan(store).read(0, By.PROPERTY, utf8(property), after, until, activity);
        final List<String> events = new ArrayList<>();
        for (int i = 0; i < activity.count(); i++) {
            events.add(activity.occurredAt(i) + " "
                    + EventType.ofCode(ActivityRecord.typeCode(activity.buffer(), activity.offset(i))));
        }
        return events;
    }

    private static UnsafeBuffer utf8(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
