package dev.homing.features.catalog;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.catalog.PropertyMessage.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PropertyCodecTest {
    private static final String[] TEXTS = {"", "a", "port-alder", "Z\u00fcrich \u2302", "x".repeat(256)};

    private final SplittableRandom random = new SplittableRandom(8);
    private final PropertyMessage message = new PropertyMessage();
    private final PropertyRecord record = new PropertyRecord();

    @Test
    void shouldReadBackAMessageWhateverItIs() {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        for (int round = 0; round < 5_000; round++) {
            final int offset = random.nextInt(64);
            final int amenities = random.nextInt(65);
            final int kind = random.nextBoolean() ? PropertyMessage.UPSERT : PropertyMessage.STATUS;
            final long receivedAt = random.nextLong();
            final List<String> texts = new ArrayList<>();
            message.wrapAndBegin(buffer, offset, round, kind, receivedAt, amenities);
            final double price = random.nextDouble(1e9);
            buffer.putDouble(offset + PropertyMessage.RECORD_OFFSET + PropertyRecord.PRICE_FIELD_OFFSET, price, LITTLE_ENDIAN);
            for (int i = 0; i < Text.COUNT + amenities; i++) {
                texts.add(TEXTS[random.nextInt(TEXTS.length)]);
                final byte[] bytes = texts.get(i).getBytes(StandardCharsets.UTF_8);
                message.appendText(bytes, bytes.length);
            }
            final int length = message.encodedLength();
            final PropertyMessage read = new PropertyMessage().wrap(buffer, offset);
            assertEquals(length, read.encodedLength());
            assertEquals(round, read.tenant());
            assertEquals(kind, read.kind());
            assertEquals(receivedAt, read.receivedAt());
            assertEquals(amenities, read.amenityCount());
            assertEquals(price, record.wrap(buffer, offset + PropertyMessage.RECORD_OFFSET).price());
            assertEquals(PropertyMessage.NOT_GIVEN, record.listedAt());
            for (final Text text : Text.values()) {
                assertEquals(texts.get(text.ordinal()),
                        buffer.getStringWithoutLengthUtf8(read.textOffset(text), read.textLength(text)));
            }
            for (int i = 0; i < amenities; i++) {
                assertEquals(texts.get(Text.COUNT + i),
                        buffer.getStringWithoutLengthUtf8(read.amenityOffset(i), read.amenityLength(i)));
            }
        }
    }

    @Test
    void shouldEndAtTheEndOfHostileBytes() {
        int ended = 0;
        for (int round = 0; round < 50_000; round++) {
            final byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            try {
                message.wrap(new UnsafeBuffer(bytes), 0);
                assertTrue(message.encodedLength() - PropertyMessage.TEXT_HEADER_LENGTH <= bytes.length + 0xFFFF);
            } catch (final IndexOutOfBoundsException e) {
                ended++;
            }
        }
        assertTrue(ended > 1_000, "the test must reach the end: ended=" + ended);
    }

    @Test
    void shouldReadEachFieldOfARecordFromItsOwnBytes() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[PropertyRecord.LENGTH]);
        PropertyRecord.putUnknown(buffer, 0);
        assertUnknown(record.wrap(buffer, 0));
        for (int round = 0; round < 1_000; round++) {
            final byte[] bytes = new byte[PropertyRecord.LENGTH];
            random.nextBytes(bytes);
            buffer.putBytes(0, bytes);
            assertEquals(buffer.getLong(PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, LITTLE_ENDIAN), record.effectiveAt());
            assertEquals(buffer.getLong(PropertyRecord.LISTED_AT_FIELD_OFFSET, LITTLE_ENDIAN), record.listedAt());
            assertEquals(buffer.getDouble(PropertyRecord.PRICE_FIELD_OFFSET, LITTLE_ENDIAN), record.price());
            assertEquals(buffer.getLong(PropertyRecord.AMENITIES_FIELD_OFFSET, LITTLE_ENDIAN), record.amenities());
            assertEquals(buffer.getInt(PropertyRecord.PROPERTY_ORDINAL_FIELD_OFFSET, LITTLE_ENDIAN), record.propertyOrdinal());
            assertEquals(buffer.getInt(PropertyRecord.AREA_ORDINAL_FIELD_OFFSET, LITTLE_ENDIAN), record.areaOrdinal());
            assertEquals(buffer.getInt(PropertyRecord.LATITUDE_FIELD_OFFSET, LITTLE_ENDIAN), record.latitude());
            assertEquals(buffer.getFloat(PropertyRecord.SIZE_FIELD_OFFSET, LITTLE_ENDIAN), record.size());
            assertEquals(bytes[PropertyRecord.BEDROOMS_FIELD_OFFSET] & 0xFF, record.bedrooms());
            assertEquals(bytes[PropertyRecord.BATHROOM_QUARTERS_FIELD_OFFSET] & 0xFF, record.bathroomQuarters());
        }
    }

    private static void assertUnknown(final PropertyRecord unknown) {
        assertTrue(Double.isNaN(unknown.price()) && Float.isNaN(unknown.size()));
        assertEquals(PropertyRecord.UNKNOWN_COORDINATE, unknown.latitude());
        assertEquals(PropertyRecord.UNKNOWN_ROOMS, unknown.bedrooms());
        assertEquals(PropertyRecord.UNKNOWN_YEAR, unknown.yearBuilt());
        assertEquals(PropertyRecord.NONE, unknown.areaOrdinal());
    }

    @Test
    void shouldTellVersionsApartByAllThatTheySayAndNothingElse() {
        final UnsafeBuffer one = new UnsafeBuffer(new byte[PropertyRecord.LENGTH]);
        final UnsafeBuffer other = new UnsafeBuffer(new byte[PropertyRecord.LENGTH]);
        record.wrap(one, 0);
        final PropertyRecord second = new PropertyRecord().wrap(other, 0);
        for (int i = 0; i < PropertyRecord.LENGTH; i++) {
            other.putByte(i, (byte) 1);
            final boolean isWhenOrWhere = i < PropertyRecord.LISTED_AT_FIELD_OFFSET
                    || i / Integer.BYTES == PropertyRecord.PREVIOUS_ROW_FIELD_OFFSET / Integer.BYTES;
            if (isWhenOrWhere) {
                assertTrue(record.saysTheSameAs(second), "byte " + i);
            } else {
                assertFalse(record.saysTheSameAs(second), "byte " + i);
            }
            other.putByte(i, (byte) 0);
        }
    }
}
