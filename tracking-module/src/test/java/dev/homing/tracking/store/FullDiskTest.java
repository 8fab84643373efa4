package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.Timeline;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RateLimiter;
import org.rocksdb.RocksDB;

/** The real store and committer on a real disk that is full. */
@Timeout(180)
class FullDiskTest {
    private static final int MEGABYTES = 96;
    private static final int BALLAST_MEGABYTES = 64;
    private static final int BATCH = 200;
    private static final int ROUNDS = 2;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(6);
    private final TestClock clock = new TestClock();
    /** Sequences by event id, as they were acked. */
    private final TreeMap<String, Long> acked = new TreeMap<>();
    /** Ids that were answered UNAVAILABLE. */
    private final List<String> refused = new ArrayList<>();
    private int sent;

    @Test
    void shouldRefuseWithAReasonReadOnAndComeBackWithEverythingThatWasAcked() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, MEGABYTES, BALLAST_MEGABYTES)) {
            final Path data = folder.resolve("data");
            try (Store store = Store.open(data); Journal journal = new Journal(store, store, clock)) {
                final int tenant = store.tenantOrCreate("default");
                fillUp(journal, tenant);
                assertEquals(CommitterState.Kind.DISK_FULL, journal.committer.state().kind());
                final Timeline timeline = new Timeline(4, 2);
                assertTrue(store.timelines().read(tenant, new UnsafeBuffer("ann".getBytes(StandardCharsets.UTF_8)),
                        0, 3, Long.MAX_VALUE, timeline), "reads go on");
                assertEquals(StoreException.Reason.FULL, assertThrows(StoreException.class,
                        () -> store.tenantOrCreate("other")).reason(), "and do not wait");
                for (int i = 0; i < 3; i++) {
                    sendBatch(journal, tenant);
                    clock.advance(Committer.RETRY_INTERVAL_NS);
                    journal.committer.doWork();
                    assertEquals(CommitterState.Kind.DISK_FULL, journal.committer.state().kind());
                }
                disk.dropBallast();
                awaitRunning(journal);
                for (final String id : List.copyOf(refused)) {
                    acked.put(id, Outcome.value(journal.record(tenant, id, EventType.PAGE_VIEW, "ann", "", 1)));
                }
                sendBatch(journal, tenant);
            }
            verify(data);
        }
    }

    @Test
    void shouldComeBackHoweverOftenOthersFillTheDisk() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, 64, 1)) {
            final Path data = folder.resolve("data");
            try (Store store = Store.open(data, false, options -> options.setDbWriteBufferSize(256 << 10));
                    Journal journal = new Journal(store, store, clock)) {
                final int tenant = store.tenantOrCreate("default");
                for (int i = 0; i < ROUNDS; i++) {
                    sendBatch(journal, tenant);
                    disk.fill(random.nextInt(2 << 20));
                    fillUp(journal, tenant);
                    disk.dropOthers();
                    awaitRunning(journal);
                }
            }
            verify(data);
        }
    }

    @Test
    void shouldNotWaitWithoutEndForTablesThatFindNoRoom() throws Exception {
        RocksDB.loadLibrary();
        // Tables are written so slowly that the memory for them is full while the disk still has room for the log.
        try (SmallDisk disk = SmallDisk.mount(folder, 270, 100); RateLimiter tables = new RateLimiter(1_000)) {
            final Path data = folder.resolve("data");
            try (Store store = Store.open(data, false, options -> options.setRateLimiter(tables));
                    Journal journal = new Journal(store, store, clock)) {
                final int tenant = store.tenantOrCreate("default");
                fillUp(journal, tenant);
                assertTrue(journal.committer.state().reason().contains("no room for its tables"),
                        journal.committer.state().reason());
                disk.dropBallast();
                tables.setBytesPerSecond(1 << 30);
                awaitRunning(journal);
                sendBatch(journal, tenant);
            }
            verify(data);
        }
    }

    @Test
    void shouldNotMakeWritersSufferForMaintenanceThatFindsNoRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, MEGABYTES, 1)) {
            final Path data = folder.resolve("data");
            try (Store store = Store.open(data); Journal journal = new Journal(store, store, clock)) {
                final int tenant = store.tenantOrCreate("default");
                for (int i = 0; i < 20; i++) {
                    sendBatch(journal, tenant);
                }
                disk.fill(2 << 20);
                assertFull(store::flush);
                assertFull(() -> store.checkpoint(folder.resolve("copy")));
                sendBatch(journal, tenant);
                assertEquals(List.of(), refused, "there is room for the log");
                fillUp(journal, tenant);
                assertFull(store::flush);
                assertFull(() -> store.checkpoint(folder.resolve("copy")));
                disk.dropOthers();
                awaitRunning(journal);
                store.flush();
                store.checkpoint(folder.resolve("copy"));
            }
            verify(data);
        }
    }

    @Test
    void shouldSayAtTheStartThatTheDiskIsFullAndStartWhenItIsNot() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, MEGABYTES, 1)) {
            final Path data = folder.resolve("data");
            try (Store store = Store.open(data); Journal journal = new Journal(store, store, clock)) {
                final int tenant = store.tenantOrCreate("default");
                sendBatch(journal, tenant);
                sendBatch(journal, tenant);
            }
            disk.fill(0);
            assertFull(() -> Store.open(data).close());
            assertFull(() -> Store.open(folder.resolve("new")).close());
            disk.dropOthers();
            verify(data);
        }
    }

    private static void assertFull(final Executable action) {
        final StoreException full = assertThrows(StoreException.class, action);
        assertEquals(StoreException.Reason.FULL, full.reason(), full.getMessage());
        assertTrue(full.getMessage().contains("The disk is full: make room"), full.getMessage());
    }

    private void fillUp(final Journal journal, final int tenant) {
        for (int i = 0; i < 10_000 && journal.committer.state().isRunning(); i++) {
            sendBatch(journal, tenant);
        }
        assertTrue(!journal.committer.state().isRunning(), "the disk of the test is too large");
    }

    private void sendBatch(final Journal journal, final int tenant) {
        final List<String> ids = new ArrayList<>();
        final List<Long> correlations = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            final StringBuilder id = new StringBuilder("e" + sent++ + '-');
            while (id.length() < 500) {
                id.append(Long.toHexString(random.nextLong()));
            }
            ids.add(id.toString());
            correlations.add(journal.offer(tenant, id.toString(), EventType.PAGE_VIEW, "ann", "", sent));
        }
        for (int i = 0; i < 10 && !journal.acks.keySet().containsAll(correlations); i++) {
            journal.committer.doWork();
        }
        for (int i = 0; i < BATCH; i++) {
            final long outcome = journal.acks.get(correlations.get(i));
            if (Outcome.code(outcome) == Outcome.RECORDED) {
                acked.put(ids.get(i), Outcome.value(outcome));
            } else {
                assertEquals(Outcome.UNAVAILABLE, Outcome.code(outcome));
                assertEquals(CommitterState.Kind.DISK_FULL, CommitterState.Kind.of(outcome));
                refused.add(ids.get(i));
            }
        }
    }

    /** The database looks for room every few seconds in a thread of its own, hence the real time. */
    private void awaitRunning(final Journal journal) {
        for (int i = 0; i < 600 && !journal.committer.state().isRunning(); i++) {
            clock.advance(Committer.RETRY_INTERVAL_NS);
            journal.committer.doWork();
            LockSupport.parkNanos(100_000_000);
        }
        assertTrue(journal.committer.state().isRunning(), journal.committer.state().toString());
    }

    /** Every acked event is there under its sequence, and no id has two. */
    private void verify(final Path data) {
        try (Store store = Store.open(data)) {
            final TreeMap<Long, String> stored = new TreeMap<>();
            final TreeMap<String, Long> byId = new TreeMap<>();
            final EventFlyweight event = new EventFlyweight();
            store.scan(Family.EVENTS, new byte[Integer.BYTES], (key, value) -> {
                event.wrap(value, 0);
                final String id = value.getStringWithoutLengthUtf8(
                        event.textOffset(Text.EVENT_ID),
                        event.textLength(Text.EVENT_ID));
                final long sequence = key.getLong(Integer.BYTES, ByteOrder.BIG_ENDIAN);
                stored.put(sequence, id);
                assertNull(byId.put(id, sequence), "twice: " + id);
                return true;
            });
            assertTrue(acked.size() > BATCH);
            acked.forEach((id, sequence) -> assertEquals(id, stored.get(sequence)));
        }
    }
}
