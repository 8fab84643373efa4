package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestIdsTest {
    private static final byte KIND = 1;

    @TempDir
    Path folder;

    private Store store;
    private Batch batch;
    private RequestIds ids;

    @BeforeEach
    void open() {
        store = Store.open(folder);
        batch = store.newBatch();
        ids = new RequestIds(store, KIND);
    }

    @AfterEach
    void close() {
        batch.close();
        store.close();
    }

    @Test
    void shouldKnowAnIdWithinItsBatch() {
        assertEquals(RequestIds.UNSEEN, find(ids, 0, "a"));
        stage(ids, 0, "a", 17);
        assertEquals(17, find(ids, 0, "a"));
        assertEquals(RequestIds.UNSEEN, find(ids, 0, "b"));
        assertEquals(RequestIds.UNSEEN, find(ids, 0, ""));
        assertEquals(RequestIds.UNSEEN, find(ids, 0, "aa"));
    }

    @Test
    void shouldKnowAnIdFromTheDiskAfterTheBatchAndARestart() {
        stage(ids, 0, "a", 17);
        stage(ids, 0, "zero", 0);
        commit();
        assertEquals(17, find(ids, 0, "a"));
        close();
        open();
        assertEquals(17, find(ids, 0, "a"));
        assertEquals(0, find(ids, 0, "zero"));
    }

    @Test
    void shouldForgetTheBatchWhenItIsOnDiskAndNotTakeItForTheNext() {
        stage(ids, 0, "a", 1);
        // As if the disk had never got it: only the table could still answer.
        batch.clear();
        ids.committed();
        assertEquals(RequestIds.UNSEEN, find(ids, 0, "a"));
    }

    @Test
    void shouldKeepTenantsAndKindsApart() {
        final RequestIds others = new RequestIds(store, (byte) (KIND + 1));
        stage(ids, 3, "a", 1);
        assertEquals(RequestIds.UNSEEN, find(ids, 4, "a"));
        stage(ids, 4, "a", 2);
        stage(others, 3, "a", 3);
        for (int i = 0; i < 2; i++) {
            assertEquals(1, find(ids, 3, "a"));
            assertEquals(2, find(ids, 4, "a"));
            assertEquals(3, find(others, 3, "a"));
            commit();
            others.committed();
        }
    }

    @Test
    void shouldGrowWithItsBatch() {
        final int count = 5_000;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < count; i++) {
                assertEquals(RequestIds.UNSEEN, find(ids, round, "event-" + i));
                stage(ids, round, "event-" + i, 10L * i + round);
            }
            for (int i = 0; i < count; i++) {
                assertEquals(10L * i + round, find(ids, round, "event-" + i));
            }
            commit();
        }
        for (int i = 0; i < count; i++) {
            assertEquals(10L * i, find(ids, 0, "event-" + i));
            assertEquals(10L * i + 1, find(ids, 1, "event-" + i));
        }
    }

    @Test
    void shouldRefuseAnIdThatIsLongerThanAKey() {
        final String tooLong = "x".repeat(TimelineKey.MAX_LENGTH);
        assertThrows(IndexOutOfBoundsException.class, () -> find(ids, 0, tooLong));
        assertEquals(RequestIds.UNSEEN, find(ids, 0, "a"));
    }

    @Test
    void shouldAnswerAsAMapWouldWhateverTheIdsAre() {
        final SplittableRandom random = new SplittableRandom(5);
        final Map<String, Long> known = new HashMap<>();
        for (int round = 0; round < 20_000; round++) {
            final int tenant = random.nextInt(2);
            // Few letters and lengths, so that ids come again, begin with each other, and one is empty.
            final StringBuilder id = new StringBuilder();
            for (int letters = random.nextInt(7); letters > 0; letters--) {
                id.append("a\u0000\u00e9".charAt(random.nextInt(3)));
            }
            final String name = tenant + id.toString();
            assertEquals(known.getOrDefault(name, RequestIds.UNSEEN), find(ids, tenant, id.toString()));
            if (!known.containsKey(name)) {
                stage(ids, tenant, id.toString(), round);
                known.put(name, (long) round);
            }
            if (random.nextInt(2_000) == 0) {
                commit();
            }
        }
    }

    private void commit() {
        store.write(batch, store.lastSequence() + 1);
        batch.clear();
        ids.committed();
    }

    /** Not from the first byte of its buffer, as in a message. */
    private static long find(final RequestIds ids, final int tenant, final String id) {
        final byte[] bytes = ("##" + id).getBytes(StandardCharsets.UTF_8);
        return ids.find(tenant, new UnsafeBuffer(bytes), 2, bytes.length - 2);
    }

    private void stage(final RequestIds ids, final int tenant, final String id, final long answer) {
        final byte[] bytes = ("#" + id).getBytes(StandardCharsets.UTF_8);
        ids.stage(tenant, new UnsafeBuffer(bytes), 1, bytes.length - 1, answer, batch);
    }
}
