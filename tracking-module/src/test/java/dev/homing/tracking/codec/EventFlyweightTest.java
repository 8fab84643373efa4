package dev.homing.tracking.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EventFlyweightTest {
    private static final String[] TEXTS = {"", "a", "lead-17", "Zürich \u2302", "x".repeat(256)};

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final EventFlyweight event = new EventFlyweight();

    @Test
    void shouldDecodeWhatWasEncodedWhateverItIs() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 5_000; round++) {
            final int offset = random.nextInt(64);
            final EventType type = EventType.ofCode(1 + random.nextInt(EventType.COUNT));
            final long occurredAt = random.nextLong(1L << 47);
            final int utcOffset = random.nextBoolean() ? EventFlyweight.UNKNOWN_UTC_OFFSET : random.nextInt(-1080, 1081);
            final int flags = random.nextInt(1 << 12);
            final double seconds = random.nextBoolean() ? Double.NaN : random.nextDouble(1e4);
            event.wrapAndBegin(buffer, offset, round, type, occurredAt, occurredAt + 7, round & 3, round & 7, utcOffset, flags,
                    seconds);
            final List<String> texts = new ArrayList<>();
            for (int i = 0; i < EventFlyweight.Text.COUNT; i++) {
                texts.add(TEXTS[random.nextInt(TEXTS.length)]);
                final byte[] bytes = texts.get(i).getBytes(StandardCharsets.UTF_8);
                event.appendText(bytes, bytes.length);
            }
            final List<Object> details = new ArrayList<>();
            final int detailCount = random.nextInt(4);
            final List<DetailField> fields = new ArrayList<>();
            for (int i = 0; i < detailCount; i++) {
                fields.add(DetailField.values()[random.nextInt(DetailField.values().length)]);
            }
            fields.sort(Comparator.comparing(DetailField::isPersonal));
            for (final DetailField field : fields) {
                details.add(field.code());
                if (field.isText()) {
                    final byte[] bytes = TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
                    event.appendDetail(field, bytes, bytes.length);
                    details.add(new String(bytes, StandardCharsets.UTF_8));
                } else {
                    details.add(random.nextDouble());
                    event.appendDetail(field, (Double) details.get(details.size() - 1));
                }
            }
            final int length = event.encodedLength();

            final EventFlyweight read = new EventFlyweight();
            assertTrue(EventFlyweight.isWellFormed(buffer, offset, length));
            read.wrap(buffer, offset);
            final int personal = read.firstPersonal();
            assertTrue(EventFlyweight.isWellFormed(buffer, offset, personal - offset), "the journal has no personal details");
            assertFalse(EventFlyweight.isWellFormed(buffer, offset, personal - offset - 1));
            assertTrue(EventFlyweight.areDetails(buffer, personal, offset + length, read.personalCount()));
            assertFalse(EventFlyweight.areDetails(buffer, personal, offset + length - 1, read.personalCount()));
            assertEquals(round, read.tenant());
            assertEquals(type.code(), read.typeCode());
            assertEquals(occurredAt, read.occurredAt());
            assertEquals(occurredAt + 7, read.receivedAt());
            assertEquals(0, read.sequence());
            assertEquals(round & 3, read.deviceCode());
            assertEquals(round & 7, read.channelCode());
            assertEquals(utcOffset, read.utcOffsetMinutes());
            assertEquals(flags, read.flags());
            assertEquals(seconds, read.viewSeconds());
            for (final EventFlyweight.Text text : EventFlyweight.Text.values()) {
                assertEquals(texts.get(text.ordinal()), read.text(text));
            }
            assertEquals(details, detailsOf(read));
        }
    }

    private static List<Object> detailsOf(final EventFlyweight read) {
        final List<Object> details = new ArrayList<>();
        int cursor = read.firstDetail();
        for (int i = 0; i < read.detailCount() + read.personalCount(); i++) {
            details.add(read.detailCode(cursor));
            final int code = read.detailCode(cursor);
            details.add(DetailField.ofCode(code).map(DetailField::isText).orElse(true)
                    ? read.detailText(cursor) : read.detailNumber(cursor));
            cursor = read.nextDetail(cursor);
        }
        return details;
    }

    @Test
    void shouldNeverReadBeyondHostileBytes() {
        final SplittableRandom random = new SplittableRandom(2);
        int wellFormed = 0;
        for (int round = 0; round < 200_000; round++) {
            final byte[] bytes = new byte[random.nextInt(160)];
            random.nextBytes(bytes);
            final UnsafeBuffer hostile = new UnsafeBuffer(bytes);
            if (bytes.length >= EventFlyweight.FIXED_LENGTH && random.nextInt(4) > 0) {
                hostile.putShort(EventFlyweight.BLOCK_LENGTH_FIELD_OFFSET, (short) EventFlyweight.BLOCK_LENGTH);
                hostile.putShort(EventFlyweight.TEMPLATE_ID_FIELD_OFFSET, (short) EventFlyweight.TEMPLATE_ID);
                hostile.putByte(EventFlyweight.TYPE_FIELD_OFFSET, (byte) 3);
                hostile.putShort(EventFlyweight.DETAIL_COUNT_FIELD_OFFSET, (short) random.nextInt(3));
                for (int i = EventFlyweight.FIXED_LENGTH; i < bytes.length; i++) {
                    bytes[i] &= 1;
                }
            }
            if (EventFlyweight.isWellFormed(hostile, 0, bytes.length)) {
                wellFormed++;
                readAll(hostile);
            }
        }
        assertTrue(wellFormed > 100, "the test must reach the readers: wellFormed=" + wellFormed);
    }

    @Test
    void shouldNeverReadBeyondAnEventWithFlippedBitsOrAMissingEnd() {
        final SplittableRandom random = new SplittableRandom(3);
        event.wrapAndBegin(buffer, 0, 1, EventType.PROPERTY_VIEW, 5, 6, 1, 1, 60, 0, 12.5);
        for (int i = 0; i < EventFlyweight.Text.COUNT; i++) {
            final byte[] bytes = TEXTS[i % TEXTS.length].getBytes(StandardCharsets.UTF_8);
            event.appendText(bytes, bytes.length);
        }
        event.appendDetail(DetailField.SCROLL_DEPTH, 0.5).appendDetail(DetailField.REFERRER, new byte[] {'r'}, 1);
        final byte[] valid = new byte[event.encodedLength()];
        buffer.getBytes(0, valid);
        for (int length = 0; length < valid.length; length++) {
            assertFalse(EventFlyweight.isWellFormed(new UnsafeBuffer(valid), 0, length), "length=" + length);
        }
        int wellFormed = 0;
        for (int round = 0; round < 50_000; round++) {
            final byte[] bytes = valid.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            // Exactly as long as the event, so that a read beyond it throws.
            final UnsafeBuffer hostile = new UnsafeBuffer(bytes);
            if (EventFlyweight.isWellFormed(hostile, 0, bytes.length)) {
                wellFormed++;
                readAll(hostile);
            }
        }
        assertTrue(wellFormed > 1_000, "the test must reach the readers: wellFormed=" + wellFormed);
    }

    @Test
    void shouldNeverReadBeyondPersonalDetailsWithFlippedBitsOrAMissingEnd() {
        final SplittableRandom random = new SplittableRandom(6);
        event.wrapAndBegin(buffer, 0, 1, EventType.PROPERTY_SHARE, 5, 6, 1, 1, 60, 0, Double.NaN);
        for (int i = 0; i < EventFlyweight.Text.COUNT; i++) {
            event.appendText(new byte[] {'t'}, 1);
        }
        final byte[] text = TEXTS[3].getBytes(StandardCharsets.UTF_8);
        event.appendDetail(DetailField.RECIPIENT_COUNT, 2).appendDetail(DetailField.RECIPIENT, text, text.length)
                .appendDetail(DetailField.NOTES, text, text.length);
        final byte[] valid = new byte[event.encodedLength()];
        buffer.getBytes(0, valid);
        int read = 0;
        for (int round = 0; round < 50_000; round++) {
            final byte[] bytes = Arrays.copyOf(valid, valid.length - random.nextInt(3));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            final UnsafeBuffer hostile = new UnsafeBuffer(bytes);
            if (!EventFlyweight.isWellFormed(hostile, 0, bytes.length)) {
                continue;
            }
            event.wrap(hostile, 0);
            if (EventFlyweight.areDetails(hostile, event.firstPersonal(), bytes.length, event.personalCount())) {
                read++;
                detailsOf(event);
            }
        }
        assertTrue(read > 1_000, "the test must reach the readers: read=" + read);
    }

    private void readAll(final UnsafeBuffer bytes) {
        event.wrap(bytes, 0);
        for (final EventFlyweight.Text text : EventFlyweight.Text.values()) {
            assertTrue(event.text(text).length() <= bytes.capacity());
        }
        int cursor = event.firstDetail();
        for (int i = 0; i < event.detailCount(); i++) {
            assertTrue(event.detailText(cursor).length() <= bytes.capacity());
            event.detailNumber(cursor);
            cursor = event.nextDetail(cursor);
        }
    }

    @Test
    void shouldNotTakeADetailOfAnotherLengthForANumber() {
        event.wrapAndBegin(buffer, 0, 1, EventType.PAGE_VIEW, 5, 6, 0, 0, 0, 0, Double.NaN);
        for (int i = 0; i < EventFlyweight.Text.COUNT; i++) {
            event.appendText(new byte[0], 0);
        }
        event.appendDetail(DetailField.URL, new byte[] {'u', 'r', 'l'}, 3).appendDetail(DetailField.RATING, 7);
        event.wrap(buffer, 0);
        assertTrue(Double.isNaN(event.detailNumber(event.firstDetail())));
        assertEquals(7, event.detailNumber(event.nextDetail(event.firstDetail())));
    }

    @Test
    void shouldSkipWhatALaterVersionAppended() {
        event.wrapAndBegin(buffer, 0, 1, EventType.PAGE_VIEW, 5, 6, 0, 0, 0, 0, Double.NaN);
        final byte[] text = {'t'};
        for (int i = 0; i < EventFlyweight.Text.COUNT; i++) {
            event.appendText(text, 1);
        }
        final int length = event.encodedLength();
        final UnsafeBuffer later = new UnsafeBuffer(new byte[length + 16]);
        later.putBytes(0, buffer, 0, EventFlyweight.FIXED_LENGTH);
        later.putBytes(EventFlyweight.FIXED_LENGTH + 16, buffer, EventFlyweight.FIXED_LENGTH,
                length - EventFlyweight.FIXED_LENGTH);
        later.putShort(EventFlyweight.BLOCK_LENGTH_FIELD_OFFSET, (short) (EventFlyweight.BLOCK_LENGTH + 16));
        assertTrue(EventFlyweight.isWellFormed(later, 0, later.capacity()));
        assertEquals("t", event.wrap(later, 0).text(EventFlyweight.Text.CAMPAIGN_ID));
    }

    @Test
    void shouldRefuseASeventhTextAndADetailBeforeTheTexts() {
        event.wrapAndBegin(buffer, 0, 1, EventType.PAGE_VIEW, 5, 6, 0, 0, 0, 0, Double.NaN);
        assertThrows(IllegalStateException.class, () -> event.appendDetail(DetailField.RATING, 1));
        for (int i = 0; i < EventFlyweight.Text.COUNT; i++) {
            event.appendText(new byte[0], 0);
        }
        assertThrows(IllegalStateException.class, () -> event.appendText(new byte[0], 0));
        assertThrows(IllegalStateException.class, () -> event.appendDetail(DetailField.URL, 1));
    }
}
