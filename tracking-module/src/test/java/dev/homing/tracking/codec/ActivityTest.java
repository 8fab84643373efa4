package dev.homing.tracking.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ActivityTest {
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[ActivityRecord.LENGTH]);

    @Test
    void shouldHoldTheOldestFirstThroughGrowthUpToItsCapacity() {
        final Activity activity = new Activity(1_000);
        for (int i = 999; i >= 0; i--) {
            assertTrue(prepend(activity, i));
        }
        assertFalse(activity.isTruncated());
        assertFalse(prepend(activity, -1));
        assertTrue(activity.isTruncated());
        assertEquals(1_000, activity.count());
        for (int i = 0; i < 1_000; i++) {
            assertEquals(10L * i, activity.occurredAt(i));
            assertEquals(1 + i % 23, ActivityRecord.typeCode(activity.buffer(), activity.offset(i)));
        }
    }

    @Test
    void shouldBeEmptyAfterItWasCleared() {
        final Activity activity = new Activity(1);
        prepend(activity, 1);
        prepend(activity, 0);
        activity.clear();
        assertEquals(0, activity.count());
        assertFalse(activity.isTruncated());
        assertTrue(prepend(activity, 3));
        assertEquals(30, activity.occurredAt(0));
    }

    @Test
    void shouldRefuseToHoldNothing() {
        assertThrows(IllegalArgumentException.class, () -> new Activity(0));
    }

    private boolean prepend(final Activity activity, final int i) {
        record.putByte(ActivityRecord.TYPE_FIELD_OFFSET, (byte) (1 + i % 23));
        return activity.prepend(10L * i, record, 0);
    }
}
