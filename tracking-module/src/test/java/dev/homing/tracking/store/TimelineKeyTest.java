package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.codec.TimelineRecord;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TimelineKeyTest {
    private static final int MAX_LEAD = 300;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[TimelineKey.MAX_LENGTH]);
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void shouldReadBackWhatWasPutWhateverItIs() {
        for (int round = 0; round < 10_000; round++) {
            final byte[] lead = bytes(random.nextInt(MAX_LEAD));
            final byte kind = (byte) random.nextInt(5);
            final long occurredAt = random.nextLong(1L << 48);
            final long sequence = random.nextLong(Long.MAX_VALUE);
            final UnsafeBuffer key = key(random.nextInt(), lead, kind, occurredAt, sequence);
            assertTrue(TimelineKey.isWellFormed(key, TimelineRecord.LENGTH));
            assertFalse(TimelineKey.isWellFormed(key, TimelineRecord.LENGTH - 1));
            assertFalse(TimelineKey.isWellFormed(new UnsafeBuffer(key, 0, key.capacity() - 1), TimelineRecord.LENGTH));
            assertEquals(lead.length, TimelineKey.leadLength(key));
            final byte[] read = new byte[lead.length];
            key.getBytes(TimelineKey.leadOffset(), read);
            assertTrue(Arrays.equals(lead, read));
            assertEquals(kind, TimelineKey.kind(key));
            assertEquals(occurredAt, TimelineKey.occurredAt(key));
            assertEquals(sequence, TimelineKey.sequence(key));
        }
    }

    @Test
    void shouldSortOneLeadsKeysByKindThenTimeThenPlace() {
        final byte[] lead = bytes(12);
        for (int round = 0; round < 10_000; round++) {
            final long[] one = order();
            final long[] other = order();
            final int expected = Integer.signum(Arrays.compare(one, other));
            // As the store compares them.
            assertEquals(expected, Integer.signum(Arrays.compareUnsigned(
                            keyOf(lead, one).byteArray(), keyOf(lead, other).byteArray())),
                    () -> Arrays.toString(one) + " " + Arrays.toString(other));
        }
    }

    @Test
    void shouldNeverReadBeyondHostileBytes() {
        int wellFormed = 0;
        for (int round = 0; round < 50_000; round++) {
            final byte[] bytes = bytes(random.nextInt(60));
            if (bytes.length > Integer.BYTES + 1) {
                bytes[Integer.BYTES] = 0;
                bytes[Integer.BYTES + 1] &= 31;
            }
            final UnsafeBuffer hostile = new UnsafeBuffer(bytes);
            if (TimelineKey.isWellFormed(hostile, TimelineRecord.LENGTH)) {
                wellFormed++;
                TimelineKey.kind(hostile);
                TimelineKey.occurredAt(hostile);
                TimelineKey.sequence(hostile);
            }
        }
        assertTrue(wellFormed > 100, "the test must reach the readers: wellFormed=" + wellFormed);
    }

    private long[] order() {
        return new long[] {random.nextInt(2), random.nextInt(300) * 100_000_000L, random.nextInt(3)};
    }

    private UnsafeBuffer keyOf(final byte[] lead, final long[] order) {
        return key(3, lead, (byte) order[0], order[1], order[2]);
    }

    private UnsafeBuffer key(final int tenant, final byte[] lead, final byte kind, final long occurredAt, final long sequence) {
        final int length = TimelineKey.put(buffer, tenant, new UnsafeBuffer(lead), 0, lead.length, kind, occurredAt, sequence);
        final byte[] key = new byte[length];
        buffer.getBytes(0, key);
        return new UnsafeBuffer(key);
    }

    private byte[] bytes(final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
