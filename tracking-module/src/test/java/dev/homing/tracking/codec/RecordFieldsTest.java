package dev.homing.tracking.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RecordFieldsTest {
    private final byte[] bytes = new byte[256];
    private final TimelineRecord record = new TimelineRecord();

    /** Whatever the bits are: also those that nothing writes. */
    @Test
    void shouldReadFromAnArrayWhatTheRecordReadsFromABuffer() {
        final SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 10_000; round++) {
            random.nextBytes(bytes);
            final int offset = random.nextInt(bytes.length - TimelineRecord.LENGTH + 1);
            record.wrap(new UnsafeBuffer(bytes), offset);
            assertEquals(record.occurredAt(), RecordFields.occurredAt(bytes, offset));
            assertEquals(record.typeCode(), RecordFields.typeCode(bytes, offset));
            assertEquals(record.deviceCode(), RecordFields.deviceCode(bytes, offset));
            assertEquals(record.channelCode(), RecordFields.channelCode(bytes, offset));
            assertEquals(record.propertyTypeCode(), RecordFields.propertyTypeCode(bytes, offset));
            assertEquals(record.utcOffsetMinutes(), RecordFields.utcOffsetMinutes(bytes, offset));
            assertEquals(record.flags(), RecordFields.flags(bytes, offset));
            assertEquals(record.price(), RecordFields.price(bytes, offset));
            assertEquals(record.amenities(), RecordFields.amenities(bytes, offset));
            assertEquals(record.sessionHash(), RecordFields.sessionHash(bytes, offset));
            assertEquals(record.bedrooms(), RecordFields.bedrooms(bytes, offset));
            assertEquals(record.bathroomQuarters(), RecordFields.bathroomQuarters(bytes, offset));
            assertEquals(record.propertyOrdinal(), RecordFields.propertyOrdinal(bytes, offset));
            assertEquals(record.areaOrdinal(), RecordFields.areaOrdinal(bytes, offset));
            assertEquals(record.latitude(), RecordFields.latitude(bytes, offset));
            assertEquals(record.longitude(), RecordFields.longitude(bytes, offset));
            assertEquals(record.size(), RecordFields.size(bytes, offset));
            assertEquals(record.viewSeconds(), RecordFields.viewSeconds(bytes, offset));
        }
    }
}
