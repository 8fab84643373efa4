package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
    @TempDir
    Path folder;

    private Store store;
    private Batch batch;

    @BeforeEach
    void open() {
        store = Store.open(folder);
        batch = store.newBatch();
    }

    @AfterEach
    void close() {
        batch.close();
        store.close();
    }

    @Test
    void shouldLeaveWhatTheSameWritesLeaveInTheOrderInWhichTheyCame() {
        final SplittableRandom random = new SplittableRandom(7);
        final Map<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        for (int round = 0; round < 20; round++) {
            for (int i = random.nextInt(300); i > 0; i--) {
                // Few bytes, so that keys come again and are beginnings of each other; negative ones, which sort last.
                final byte[] key = new byte[1 + random.nextInt(12)];
                Arrays.fill(key, (byte) (random.nextInt(3) - 1));
                key[key.length - 1] = (byte) (random.nextInt(4) - 2);
                if (random.nextInt(4) == 0) {
                    delete(key);
                    expected.remove(key);
                } else {
                    final byte[] value = new byte[random.nextInt(400)];
                    random.nextBytes(value);
                    put(key, value);
                    expected.put(key, value);
                }
            }
            store.write(batch, round + 1);
            batch.clear();
            assertStored(expected);
        }
    }

    @Test
    void shouldForgetWhatCameAfterTheMarkAlsoWhenItWasSorted() {
        put(new byte[] {5}, new byte[] {1});
        batch.mark();
        put(new byte[] {3}, new byte[] {2});
        delete(new byte[] {5});
        batch.writes();
        batch.rollback();
        store.write(batch, 1);
        assertStored(Map.of(new byte[] {5}, new byte[] {1}));
    }

    @Test
    void shouldBeEmptyAgainWhenClearedOrRolledBack() {
        assertTrue(batch.isEmpty());
        batch.mark();
        put(new byte[] {5}, new byte[0]);
        assertFalse(batch.isEmpty());
        batch.rollback();
        assertTrue(batch.isEmpty());
        delete(new byte[] {5});
        assertFalse(batch.isEmpty());
        batch.clear();
        assertTrue(batch.isEmpty());
    }

    @Test
    void shouldWriteTheSameAgain() {
        put(new byte[] {5}, new byte[] {1});
        store.write(batch, 1);
        store.write(batch, 1);
        assertEquals(1, store.lastSequence());
        assertArrayEquals(new byte[] {1}, store.get(Family.LEADS, new byte[] {5}));
    }

    @Test
    void shouldRefuseAValueThatIsTooLong() {
        final byte[] value = new byte[Batch.MAX_VALUE_LENGTH + 1];
        assertThrows(IllegalArgumentException.class, () -> put(new byte[] {5}, value));
        assertTrue(batch.isEmpty());
    }

    private void put(final byte[] key, final byte[] value) {
        batch.key().putBytes(0, key);
        batch.put(Family.LEADS, key.length, new UnsafeBuffer(value), 0, value.length);
    }

    private void delete(final byte[] key) {
        batch.key().putBytes(0, key);
        batch.delete(Family.LEADS, key.length);
    }

    private void assertStored(final Map<byte[], byte[]> expected) {
        final Map<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        store.scan(Family.LEADS, new byte[0], (key, value) -> {
            found.put(bytes(key), bytes(value));
            return true;
        });
        assertEquals(expected.size(), found.size());
        expected.forEach((key, value) -> assertArrayEquals(value, found.get(key)));
    }

    private static byte[] bytes(final DirectBuffer buffer) {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
