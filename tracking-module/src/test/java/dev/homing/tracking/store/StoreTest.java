package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

class StoreTest {
    @TempDir
    Path folder;

    private final Timeline timeline = new Timeline(4, 2);

    @Test
    void shouldRecordAnEventOnceHoweverOftenItIsSent() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            assertEquals(Outcome.of(Outcome.RECORDED, 1), journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 1_000));
            assertEquals(Outcome.of(Outcome.DUPLICATE, 1), journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 2_000));
            final long first = journal.offer(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 3_000);
            final long second = journal.offer(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 3_000);
            journal.committer.doWork();
            assertEquals(Outcome.of(Outcome.RECORDED, 2), journal.acks.get(first), "both in one batch");
            assertEquals(Outcome.of(Outcome.DUPLICATE, 2), journal.acks.get(second));
            assertEquals(List.of(1L, 2L), journal.shown);
            assertTrue(read(store, tenant, "ann", Long.MAX_VALUE));
            assertEquals(2, timeline.leadCount());
        }
    }

    @Test
    void shouldKnowTheNewestEventOfEachTenant() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final EventReader reader = new EventReader(store);
            final int east = store.tenantOrCreate("east");
            final int west = store.tenantOrCreate("west");
            final int last = store.tenantOrCreate("last");
            journal.record(east, "e1", EventType.PAGE_VIEW, "ann", "", 1_000);
            assertEquals(0, reader.newest(west), "its neighbour's event is not its own");
            journal.record(last, "e1", EventType.PAGE_VIEW, "ann", "", 1_000);
            journal.record(east, "e2", EventType.PAGE_VIEW, "ann", "", 500);
            assertEquals(3, reader.newest(east));
            assertEquals(0, reader.newest(west));
            assertEquals(2, reader.newest(last));
            assertEquals(0, reader.newest(Store.NO_TENANT));
        }
    }

    @Test
    void shouldKnowEventsAndSequenceAfterReopening() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            journal.record(store.tenantOrCreate("default"), "e1", EventType.PAGE_VIEW, "ann", "", 1_000);
        }
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenant("default");
            assertEquals(1, store.lastSequence());
            assertEquals(Outcome.of(Outcome.DUPLICATE, 1), journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 1_000));
            assertEquals(Outcome.of(Outcome.RECORDED, 2), journal.record(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 1_000));
        }
    }

    @Test
    void shouldSortLateEventsInAndTakeTheNewestUpToAnInstant() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            final long[] times = {500, 100, 300, 900, 700, 200};
            for (final long time : times) {
                journal.record(tenant, "e" + time, EventType.PROPERTY_VIEW, "ann", "p" + time, time);
            }
            journal.record(tenant, "a1", EventType.AGENT_ACTION, "ann", "", 450);
            read(store, tenant, "ann", Long.MAX_VALUE);
            assertEquals(List.of(300L, 500L, 700L, 900L), times(timeline));
            assertEquals(200, timeline.droppedAt());
            assertEquals(1, timeline.agentCount());
            read(store, tenant, "ann", 500);
            assertEquals(List.of(100L, 200L, 300L, 500L), times(timeline));
            assertEquals(Timeline.NOTHING_DROPPED, timeline.droppedAt());
            assertFalse(read(store, tenant, "ann", 99));
            assertFalse(read(store, tenant, "an", Long.MAX_VALUE));
            assertFalse(read(store, tenant + 1, "ann", Long.MAX_VALUE));
        }
    }

    @Test
    void shouldKeepLeadsApartWhateverTheirIdsAreMadeOf() {
        final String[] leads = {"a", "a\0", "a\0\0", "\uffff", "ab", "b", "é", "a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"};
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            for (int i = 0; i < leads.length; i++) {
                journal.record(tenant, "e" + i, EventType.PAGE_VIEW, leads[i], "", 100 + i);
            }
            for (int i = 0; i < leads.length; i++) {
                assertTrue(read(store, tenant, leads[i], Long.MAX_VALUE));
                assertEquals(List.of(100L + i), times(timeline));
            }
        }
    }

    @Test
    void shouldGatherTheSameTimelinesInAScanAsLeadByLead() {
        final SplittableRandom random = new SplittableRandom(4);
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            final int other = store.tenantOrCreate("other");
            for (int i = 0; i < 600; i++) {
                final EventType type = random.nextInt(5) == 0 ? EventType.AGENT_INTERACTION : EventType.PROPERTY_LIKE;
                journal.offer(random.nextInt(9) == 0 ? other : tenant, "e" + i, type, "lead" + random.nextInt(60),
                        "p" + random.nextInt(20), random.nextInt(1_000));
            }
            journal.committer.doWork();
            final long asOf = 800;
            final TreeMap<String, String> scanned = new TreeMap<>();
            store.timelines().forEachLead(tenant, asOf, timeline, (lead, found) -> scanned.put(lead, describe(found)));
            final TreeMap<String, String> read = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                if (read(store, tenant, "lead" + i, asOf)) {
                    read.put("lead" + i, describe(timeline));
                }
            }
            assertEquals(read, scanned);
            assertTrue(scanned.size() > 40);
        }
    }

    @Test
    void shouldLetAnotherReaderSeeASnapshotWhileItIsOpen() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 1_000);
            try (Store snapshot = Store.openReadOnly(folder)) {
                journal.record(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 2_000);
                assertTrue(read(snapshot, snapshot.tenant("default"), "ann", Long.MAX_VALUE));
                assertEquals(List.of(1_000L), times(timeline));
            }
            final StoreException held = assertThrows(StoreException.class, () -> Store.open(folder));
            assertEquals(StoreException.Reason.HELD, held.reason());
        }
    }

    @Test
    void shouldSayThatThereIsNoStore() {
        final StoreException missing = assertThrows(StoreException.class, () -> Store.openReadOnly(folder.resolve("none")));
        assertEquals(StoreException.Reason.MISSING, missing.reason());
        assertTrue(missing.getMessage().contains("none"), missing.getMessage());
    }

    @Test
    void shouldShowNothingThatTheDiskDoesNotHave() {
        try (Store store = Store.open(folder)) {
            store.tenantOrCreate("default");
        }
        try (Store readOnly = Store.openReadOnly(folder); Journal journal = new Journal(readOnly)) {
            for (int i = 0; i < 2; i++) {
                final long outcome = journal.record(0, "e1", EventType.PAGE_VIEW, "ann", "", 1_000);
                assertEquals(Outcome.UNAVAILABLE, Outcome.code(outcome));
            }
            assertEquals(CommitterState.Kind.DISK_FAILED, journal.committer.state().kind());
            assertEquals(List.of(), journal.shown, "nobody may see what the disk does not have");
            assertEquals(1, journal.errors.size());
        }
    }

    @Test
    void shouldAnswerTheRetryOfAKeptEventAsADuplicate() {
        try (Store store = Store.open(folder)) {
            final int tenant = store.tenantOrCreate("default");
            final TestDisk disk = new TestDisk(store);
            final TestClock clock = new TestClock();
            try (Journal journal = new Journal(store, disk, clock)) {
                journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 100);
                disk.refuse(StoreException.Reason.FULL);
                assertEquals(Outcome.UNAVAILABLE,
                        Outcome.code(journal.record(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 200)));
                assertEquals(Outcome.UNAVAILABLE,
                        Outcome.code(journal.record(tenant, "e3", EventType.PAGE_VIEW, "ann", "", 300)));
                read(store, tenant, "ann", Long.MAX_VALUE);
                assertEquals(List.of(100L), times(timeline), "reads go on");
                assertEquals(1, store.lastSequence());
                disk.recover();
                clock.advance(Committer.RETRY_INTERVAL_NS);
                assertEquals(Outcome.of(Outcome.DUPLICATE, 2),
                        journal.record(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 200), "it was kept");
                assertEquals(Outcome.of(Outcome.RECORDED, 3),
                        journal.record(tenant, "e3", EventType.PAGE_VIEW, "ann", "", 300), "it was not looked at");
                read(store, tenant, "ann", Long.MAX_VALUE);
                assertEquals(List.of(100L, 200L, 300L), times(timeline));
                assertEquals(List.of(1L, 2L, 3L), journal.shown);
            }
        }
    }

    @Test
    void shouldKeepItsOrderWhenTheClockJumpsBack() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            final long[] clock = {5_000, 6_000, 1_000, 2_000, 1_000};
            for (int i = 0; i < clock.length; i++) {
                final long outcome = journal.record(tenant, "e" + i, EventType.PAGE_VIEW, "ann", "", clock[i]);
                assertEquals(Outcome.of(Outcome.RECORDED, i + 1), outcome);
            }
            final List<Long> journalled = new ArrayList<>();
            store.scan(Family.EVENTS, new byte[Integer.BYTES], (key, value) -> journalled.add(
                    key.getLong(Integer.BYTES, ByteOrder.BIG_ENDIAN)));
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L), journalled, "the journal is in order of arrival");
            read(store, tenant, "ann", Long.MAX_VALUE);
            assertEquals("5 4 1 2 ||1000", describe(timeline), "the newest four by their own time");
        }
    }

    @Test
    void shouldSyncForEveryAckThatComesAlone() {
        RocksDB.loadLibrary();
        try (Statistics statistics = new Statistics()) {
            try (Store store = Store.open(folder, false, options -> options.setStatistics(statistics));
                    Journal journal = new Journal(store)) {
                final int tenant = store.tenantOrCreate("default");
                final long before = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
                for (int i = 0; i < 20; i++) {
                    journal.record(tenant, "e" + i, EventType.PAGE_VIEW, "ann", "", i);
                }
                final long after = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
                assertTrue(after - before >= 20, (after - before) + " syncs");
            }
        }
    }

    @Test
    void shouldAnswerFailedForAMessageThatIsNoEventAndGoOn() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            journal.ring.write(1, new UnsafeBuffer(new byte[100]), 0, 100);
            journal.ring.write(99, new UnsafeBuffer(new byte[100]), 0, 100);
            assertEquals(Outcome.of(Outcome.RECORDED, 1), journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 1_000));
            journal.committer.doWork();
            assertEquals(Outcome.FAILED, Outcome.code(journal.acks.get(0L)));
            assertEquals(2, journal.errors.size());
        }
    }

    @Test
    void shouldNumberTenantsInOrderOfTheirFirstWrite() {
        try (Store store = Store.open(folder)) {
            assertEquals(Store.NO_TENANT, store.tenant("a"));
            assertEquals(0, store.tenantOrCreate("b"));
            assertEquals(1, store.tenantOrCreate("a"));
            assertEquals(0, store.tenantOrCreate("b"));
        }
        try (Store store = Store.open(folder)) {
            assertEquals(1, store.tenant("a"));
            assertNotEquals(Store.NO_TENANT, store.tenant("b"));
        }
    }

    @Test
    void shouldKeepTenantsApart() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int one = store.tenantOrCreate("one");
            final int two = store.tenantOrCreate("two");
            assertEquals(Outcome.of(Outcome.RECORDED, 1), journal.record(one, "e1", EventType.PAGE_VIEW, "ann", "", 100));
            assertEquals(Outcome.of(Outcome.RECORDED, 2), journal.record(two, "e1", EventType.PAGE_VIEW, "ann", "", 200));
            assertEquals(Outcome.of(Outcome.RECORDED, 3), journal.record(two, "e2", EventType.PAGE_VIEW, "bob", "", 300));
            assertEquals(Outcome.of(Outcome.DUPLICATE, 2), journal.record(two, "e1", EventType.PAGE_VIEW, "ann", "", 200));
            read(store, one, "ann", Long.MAX_VALUE);
            assertEquals(List.of(100L), times(timeline));
            read(store, two, "ann", Long.MAX_VALUE);
            assertEquals(List.of(200L), times(timeline));
            assertFalse(read(store, one, "bob", Long.MAX_VALUE));
            final List<String> leads = new ArrayList<>();
            store.timelines().forEachLead(one, Long.MAX_VALUE, timeline, (lead, found) -> leads.add(lead));
            assertEquals(List.of("ann"), leads);
        }
    }

    @Test
    void shouldCountOnFromTheLastSequenceAfterAMessageThatFailed() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 100);
            final long failed = journal.record(tenant, "x".repeat(2_000), EventType.PAGE_VIEW, "ann", "", 100);
            assertEquals(Outcome.FAILED, Outcome.code(failed), "an id longer than a key");
            assertEquals(Outcome.FAILED, Outcome.code(
                    journal.record(tenant, "e2", EventType.PAGE_VIEW, "y".repeat(2_000), "", 100)), "a lead longer than a key");
            assertEquals(Outcome.RECORDED, Outcome.code(journal.record(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 200)),
                    "what failed is not remembered");
        }
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final long last = store.lastSequence();
            final long next = journal.record(store.tenant("default"), "e3", EventType.PAGE_VIEW, "ann", "", 300);
            assertEquals(last + 1, Outcome.value(next));
            read(store, store.tenant("default"), "ann", Long.MAX_VALUE);
            assertEquals(List.of(100L, 200L, 300L), times(timeline));
        }
    }

    @Test
    void shouldCountAnEventForItsPropertyOnceItCannotFail() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            assertEquals(Outcome.FAILED, Outcome.code(
                    journal.record(tenant, "e1", EventType.PROPERTY_LIKE, "y".repeat(2_000), "p1", 100)));
            assertEquals(List.of(), journal.counted);
            journal.record(tenant, "e1", EventType.PROPERTY_LIKE, "ann", "p1", 100);
            journal.record(tenant, "e1", EventType.PROPERTY_LIKE, "ann", "p1", 100);
            assertEquals(List.of(0), journal.counted);
        }
    }

    @Test
    void shouldOrderEventsOfOneInstantByTheirSequence() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            for (int i = 0; i < 3; i++) {
                journal.record(tenant, "e" + i, EventType.PAGE_VIEW, "ann", "", 100);
            }
            read(store, tenant, "ann", 100);
            assertEquals("1 2 3 ||" + Timeline.NOTHING_DROPPED, describe(timeline));
        }
    }

    @Test
    void shouldWriteItsFormatWhenItIsCreated() {
        Store.open(folder).close();
        try (Store store = Store.open(folder)) {
            assertEquals(Integer.BYTES, store.get(Family.META, "format".getBytes(StandardCharsets.US_ASCII)).length);
        }
    }

    @Test
    void shouldRefuseAStoreOfANewerVersion() {
        putFormat(99);
        for (int i = 0; i < 2; i++) {
            final StoreException refused = assertThrows(StoreException.class, () -> Store.open(folder), "it is closed again");
            assertEquals(StoreException.Reason.NEWER, refused.reason());
            assertTrue(refused.getMessage().contains("written by a newer version of Homing (format 99; this one reads up to "),
                    refused.getMessage());
        }
        assertEquals(StoreException.Reason.NEWER,
                assertThrows(StoreException.class, () -> Store.openReadOnly(folder)).reason());
    }

    @Test
    void shouldRefuseAStoreOfANewerVersionThatHasMoreFamilies() throws RocksDBException {
        putFormat(99);
        try (Options options = new Options()) {
            final String path = folder.resolve("store").toString();
            final List<ColumnFamilyDescriptor> all = new ArrayList<>();
            for (final byte[] name : RocksDB.listColumnFamilies(options, path)) {
                all.add(new ColumnFamilyDescriptor(name));
            }
            final List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (DBOptions plain = new DBOptions(); RocksDB database = RocksDB.open(plain, path, all, handles)) {
                handles.add(database.createColumnFamily(
                        new ColumnFamilyDescriptor("of_the_future".getBytes(StandardCharsets.US_ASCII))));
                handles.forEach(ColumnFamilyHandle::close);
            }
        }
        assertEquals(StoreException.Reason.NEWER, assertThrows(StoreException.class, () -> Store.open(folder)).reason());
        assertEquals(StoreException.Reason.NEWER,
                assertThrows(StoreException.class, () -> Store.openReadOnly(folder)).reason());
    }

    @Test
    void shouldRefuseAStoreThatIsTooOld() {
        putFormat(0);
        final StoreException refused = assertThrows(StoreException.class, () -> Store.open(folder));
        assertEquals(StoreException.Reason.OLDER, refused.reason());
        assertTrue(refused.getMessage().contains("written by an older version of Homing (format 0"), refused.getMessage());
    }

    private void putFormat(final int format) {
        try (Store store = Store.open(folder); Batch batch = store.newBatch()) {
            store.tenantOrCreate("default");
            batch.key().putBytes(0, "format".getBytes(StandardCharsets.US_ASCII));
            batch.put(Family.META, 6, new UnsafeBuffer(new byte[] {0, 0, 0, (byte) format}), 0, 4);
            store.write(batch, 0);
        }
    }

    @Test
    void shouldSayThatATimelineIsDamaged() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store); Batch batch = store.newBatch()) {
            final int tenant = store.tenantOrCreate("default");
            journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 100);
            final UnsafeBuffer lead = new UnsafeBuffer("ann".getBytes(StandardCharsets.UTF_8));
            final int length = TimelineKey.put(batch.key(), tenant, lead, 0, 3, TimelineKey.LEAD_EVENT, 200, 2);
            batch.put(Family.TIMELINES, length, new UnsafeBuffer(new byte[63]), 0, 63);
            store.write(batch, 2);
            final StoreException one =
                    assertThrows(StoreException.class, () -> read(store, tenant, "ann", Long.MAX_VALUE));
            assertEquals(StoreException.Reason.CORRUPT, one.reason());
            assertTrue(one.getMessage().contains("ann"), one.getMessage());
            final StoreException all = assertThrows(StoreException.class,
                    () -> store.timelines().forEachLead(tenant, Long.MAX_VALUE, timeline, (id, found) -> { }));
            assertEquals(StoreException.Reason.CORRUPT, all.reason());
        }
    }

    @Test
    void shouldRefuseToWriteToASnapshot() {
        try (Store store = Store.open(folder)) {
            store.tenantOrCreate("default");
        }
        try (Store snapshot = Store.openReadOnly(folder)) {
            assertEquals(0, snapshot.tenantOrCreate("default"), "it is there already");
            final StoreException refused = assertThrows(StoreException.class, () -> snapshot.tenantOrCreate("other"));
            assertEquals(StoreException.Reason.IO, refused.reason());
            assertEquals(Store.NO_TENANT, snapshot.tenant("other"));
        }
    }

    @Test
    void shouldShowALaterSnapshotWhatWasWrittenMeanwhile() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            for (int i = 1; i <= 3; i++) {
                journal.record(tenant, "e" + i, EventType.PAGE_VIEW, "ann", "", i);
                try (Store snapshot = Store.openReadOnly(folder)) {
                    assertEquals(i, snapshot.lastSequence());
                    read(snapshot, tenant, "ann", Long.MAX_VALUE);
                    assertEquals(i, timeline.leadCount());
                }
            }
        }
    }

    @Test
    void shouldScanWhatBeginsWithAPrefixAlone() {
        final byte[][] keys = {{1}, {1, -1}, {1, -1, 0}, {1, -1, -1, 7}, {2}, {-1, -1}, {-1, -1, 3}};
        try (Store store = Store.open(folder); Batch batch = store.newBatch()) {
            for (final byte[] key : keys) {
                batch.key().putBytes(0, key);
                batch.put(Family.PROPERTIES, key.length, new UnsafeBuffer(key), 0, key.length);
            }
            store.write(batch, 0);
            assertEquals(4, count(store, new byte[] {1}));
            assertEquals(3, count(store, new byte[] {1, -1}));
            assertEquals(1, count(store, new byte[] {2}));
            assertEquals(2, count(store, new byte[] {-1, -1}), "which has no successor");
            assertEquals(0, count(store, new byte[] {3}));
            final List<Integer> seen = new ArrayList<>();
            store.scan(Family.PROPERTIES, new byte[] {1}, (key, value) -> {
                seen.add(key.capacity());
                return seen.size() < 2;
            });
            assertEquals(List.of(1, 2), seen, "ends when the visitor says so");
        }
    }

    private static int count(final Store store, final byte[] prefix) {
        final List<Integer> lengths = new ArrayList<>();
        store.scan(Family.PROPERTIES, prefix, (key, value) -> lengths.add(value.capacity()));
        return lengths.size();
    }

    private boolean read(final Store store, final int tenant, final String lead, final long asOf) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        return store.timelines().read(tenant, new UnsafeBuffer(id), 0, id.length, asOf, timeline);
    }

    private static List<Long> times(final Timeline timeline) {
        final List<Long> times = new ArrayList<>();
        for (int i = 0; i < timeline.leadCount(); i++) {
            times.add(TimelineRecord.occurredAt(timeline.buffer(), timeline.leadOffset(i)));
        }
        return times;
    }

    private static String describe(final Timeline timeline) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < timeline.leadCount(); i++) {
            text.append(TimelineRecord.sequence(timeline.buffer(), timeline.leadOffset(i))).append(' ');
        }
        text.append('|');
        for (int i = 0; i < timeline.agentCount(); i++) {
            text.append(TimelineRecord.sequence(timeline.buffer(), timeline.agentOffset(i))).append(' ');
        }
        return text.append('|').append(timeline.droppedAt()).toString();
    }
}
