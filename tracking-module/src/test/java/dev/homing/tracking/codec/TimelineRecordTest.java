package dev.homing.tracking.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TimelineRecordTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final TimelineRecord record = new TimelineRecord();

    @Test
    void shouldReadWhatWasPutWhateverItIs() {
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 10_000; round++) {
            final int offset = random.nextInt(128);
            final long occurredAt = random.nextLong(1L << 47);
            final long sequence = random.nextLong(TimelineRecord.MAX_SEQUENCE + 1);
            final int type = 1 + random.nextInt(EventType.COUNT);
            final int device = random.nextInt(5);
            final int channel = random.nextInt(8);
            final int utcOffset = random.nextInt(-1080, 1081);
            final int flags = random.nextInt(32);
            final long session = random.nextLong();
            final int property = random.nextInt();
            final double viewed = random.nextDouble(TimelineRecord.MAX_VIEW_SECONDS);
            TimelineRecord.putEvent(buffer, offset, occurredAt, sequence, type, device, channel, utcOffset, flags, session,
                    property, viewed);
            record.wrap(buffer, offset);
            assertEquals(0, record.propertyTypeCode());
            assertTrue(Double.isNaN(record.price()));
            final int propertyType = random.nextInt(9);
            final double price = random.nextDouble(1e7);
            final long amenities = random.nextLong();
            final int area = random.nextInt();
            final int latitude = random.nextInt();
            final int longitude = random.nextInt();
            final float size = (float) random.nextDouble(1e5);
            final int bedrooms = random.nextInt(256);
            final int bathrooms = random.nextInt(256);
            TimelineRecord.putAttributes(buffer, offset, propertyType, price, amenities, area, latitude, longitude, size,
                    bedrooms, bathrooms);
            assertEquals(occurredAt, record.occurredAt());
            assertEquals(sequence, record.sequence());
            assertEquals(type, record.typeCode());
            assertEquals(device, record.deviceCode());
            assertEquals(channel, record.channelCode());
            assertEquals(utcOffset, record.utcOffsetMinutes());
            assertEquals(flags | TimelineRecord.ATTRIBUTES_FLAG, record.flags());
            assertEquals(session & (1L << 48) - 1, record.sessionHash());
            assertEquals(property, record.propertyOrdinal());
            assertEquals(viewed, record.viewSeconds(), viewed * 1.2e-7);
            assertTrue(record.viewSeconds() >= viewed);
            assertEquals(propertyType, record.propertyTypeCode());
            assertEquals(price, record.price());
            assertEquals(amenities, record.amenities());
            assertEquals(area, record.areaOrdinal());
            assertEquals(latitude, record.latitude());
            assertEquals(longitude, record.longitude());
            assertEquals(size, record.size());
            assertEquals(bedrooms, record.bedrooms());
            assertEquals(bathrooms, record.bathroomQuarters());
        }
    }

    @Test
    void shouldKeepWhatASearchAsksForWhereAPropertyWouldHaveItsAttributes() {
        putEvent(EventType.SEARCH_QUERY, TimelineRecord.NONE);
        assertTrue(record.isWish());
        assertTrue(Double.isNaN(record.wishedMaxPrice()));
        assertTrue(Float.isNaN(record.wishedMinPrice()));
        assertEquals(TimelineRecord.UNKNOWN_ROOMS, record.bedrooms());
        assertEquals(TimelineRecord.NONE, record.areaOrdinal());
        TimelineRecord.putWish(buffer, 0, 200_000, 450_000.5, 3, 17);
        assertEquals(200_000, record.wishedMinPrice());
        assertEquals(450_000.5, record.wishedMaxPrice());
        assertEquals(3, record.bedrooms());
        assertEquals(17, record.areaOrdinal());
        assertEquals(0, record.flags(), "there is no property of which the catalogue knows anything");
        putEvent(EventType.FILTER_APPLIED, TimelineRecord.NONE);
        assertTrue(record.isWish());
        putEvent(EventType.SEARCH_QUERY, 5);
        assertFalse(record.isWish(), "of a property");
        putEvent(EventType.PAGE_VIEW, TimelineRecord.NONE);
        assertFalse(record.isWish());
    }

    private void putEvent(final EventType type, final int property) {
        TimelineRecord.putEvent(buffer, 0, 1, 1, type.code(), 0, 0, 0, 0, 0, property, Double.NaN);
        record.wrap(buffer, 0);
    }

    @Test
    void shouldCapTheViewOfAnIdleTabAndKeepUnknownApartFromZero() {
        TimelineRecord.putEvent(buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 86_400);
        assertEquals(600, record.wrap(buffer, 0).viewSeconds());
        TimelineRecord.putEvent(buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0);
        assertEquals(0, record.viewSeconds());
        TimelineRecord.putEvent(buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, Double.NaN);
        assertTrue(Float.isNaN(record.viewSeconds()));
    }

    /** The next double above 30 is nearer to 30 than any float is. */
    @Test
    void shouldKeepAViewOfMoreThanAThresholdAboveIt() {
        assertTrue(TimelineRecord.storedSeconds(Math.nextUp(30.0)) > 30);
        assertEquals(30, TimelineRecord.storedSeconds(30));
        assertTrue(TimelineRecord.storedSeconds(Math.nextDown(30.0)) <= 30);
    }
}
