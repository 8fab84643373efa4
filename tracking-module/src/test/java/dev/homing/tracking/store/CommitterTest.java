package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committer over a real ring and store, with appliers that write down what they are told. */
class CommitterTest {
    private static final int NUMBERS = 3;
    private static final int LETTERS = 4;
    private static final int BROKEN = 666;

    @TempDir
    Path folder;

    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 21) + RingBufferDescriptor.TRAILER_LENGTH)));
    private final List<String> calls = new ArrayList<>();
    private final Map<Long, Integer> acks = new LinkedHashMap<>();
    private final Map<Long, Long> values = new LinkedHashMap<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final TestClock clock = new TestClock();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[Committer.CORRELATION_LENGTH + Integer.BYTES]);
    private Store store;
    private TestDisk disk;
    private Committer committer;
    private boolean isClosed;
    private long deafTo = -1;

    @BeforeEach
    void open() {
        store = Store.open(folder);
        disk = new TestDisk(store);
        committer = new Committer(store, disk, ring, this::onAck, errors::add, clock);
        committer.register(new Recorder(NUMBERS, "n"));
        committer.register(new Recorder(LETTERS, "l"));
    }

    private void onAck(final long correlation, final long outcome) {
        acks.put(correlation, Outcome.code(outcome));
        values.put(correlation, outcome);
        if (correlation == deafTo) {
            throw new IllegalStateException("correlation=" + correlation);
        }
    }

    @AfterEach
    void close() {
        if (!isClosed) {
            committer.onClose();
        }
        store.close();
    }

    @Test
    void shouldWriteAllMessagesOfAKindInOneBatchAndAckThemInOrder() {
        send(NUMBERS, 7);
        send(NUMBERS, 5);
        send(NUMBERS, 6);
        assertEquals(3, committer.doWork());
        assertEquals(List.of("n7", "n5", "n6", "n prepared", "n committed"), calls);
        assertEquals("{7=1, 5=1, 6=1}", acks.toString());
        assertTrue(isStored(7) && isStored(5) && isStored(6));
        assertEquals(0, committer.doWork());
        assertEquals(5, calls.size(), "an empty ring is no batch");
    }

    @Test
    void shouldEndABatchWhereTheKindChanges() {
        send(NUMBERS, 1);
        send(NUMBERS, 2);
        send(LETTERS, 3);
        send(NUMBERS, 4);
        drain();
        assertEquals(List.of(
                "n1", "n2", "n prepared", "n committed",
                "l3", "l prepared", "l committed",
                "n4", "n prepared", "n committed"), calls);
        assertEquals(List.of(1L, 2L, 3L, 4L), List.copyOf(acks.keySet()));
    }

    @Test
    void shouldRollBackTheMessageThatFailsAndKeepTheOthers() {
        send(NUMBERS, 1);
        send(NUMBERS, BROKEN);
        send(NUMBERS, 2);
        drain();
        assertEquals(Map.of(1L, Outcome.RECORDED, (long) BROKEN, Outcome.FAILED, 2L, Outcome.RECORDED), acks);
        assertTrue(isStored(1) && isStored(2));
        assertFalse(isStored(BROKEN), "it had added to the batch before it failed");
        assertEquals(1, errors.size());
        assertTrue(committer.state().isRunning());
    }

    @Test
    void shouldAnswerFailedForAKindThatNobodyApplies() {
        send(NUMBERS, 1);
        send(LETTERS + 1, 2);
        send(200, 3);
        send(NUMBERS, 4);
        drain();
        assertEquals("{1=1, 2=6, 3=6, 4=1}", acks.toString());
        assertEquals(2, errors.size());
    }

    @Test
    void shouldKeepTheBatchThatTheDiskRefusesAndGoOnWhenItTakesIt() {
        disk.refuse(StoreException.Reason.FULL);
        send(NUMBERS, 1);
        send(NUMBERS, BROKEN);
        send(NUMBERS, 2);
        assertEquals(3, committer.doWork());
        assertEquals("{1=7, 666=7, 2=7}", acks.toString());
        assertEquals(CommitterState.Kind.DISK_FULL, committer.state().kind());
        assertEquals(List.of("n1", "n666", "n2", "n prepared"), calls, "never committed");
        send(LETTERS, 3);
        send(NUMBERS, 4);
        assertEquals(2, committer.doWork());
        assertEquals("{1=7, 666=7, 2=7, 3=7, 4=7}", acks.toString());
        assertEquals(4, calls.size(), "appliers hear of nothing meanwhile");
        assertEquals(CommitterState.Kind.DISK_FULL, CommitterState.Kind.of(values.get(4L)));

        disk.recover();
        clock.advance(Committer.RETRY_INTERVAL_NS - 1);
        assertEquals(0, committer.doWork());
        clock.advance(1);
        assertEquals(1, committer.doWork());
        assertEquals(CommitterState.WRITING, committer.state());
        assertEquals(List.of("n1", "n666", "n2", "n prepared", "n committed"), calls);
        assertTrue(isStored(1) && isStored(2));
        assertFalse(isStored(BROKEN) || isStored(3) || isStored(4));
        send(LETTERS, 3);
        drain();
        assertEquals(Outcome.RECORDED, acks.get(3L));
        assertEquals(2, errors.size(), "the broken message and the full disk, once");
    }

    @Test
    void shouldTryAgainOnceASecondForAsLongAsTheDiskRefuses() {
        disk.refuse(StoreException.Reason.FULL);
        send(NUMBERS, 1);
        committer.doWork();
        for (int i = 0; i < 30; i++) {
            clock.advance(Committer.RETRY_INTERVAL_NS / 10);
            committer.doWork();
        }
        assertEquals(1 + 3, disk.attempts());
        assertEquals(1, errors.size());
        disk.refuse(StoreException.Reason.IO);
        clock.advance(Committer.RETRY_INTERVAL_NS);
        committer.doWork();
        assertEquals(CommitterState.Kind.DISK_FAILED, committer.state().kind());
        assertTrue(committer.state().reason().contains("IO"), committer.state().reason());
        assertEquals(2, errors.size(), "another reason is news");
        disk.recover();
        clock.advance(Committer.RETRY_INTERVAL_NS);
        committer.doWork();
        assertTrue(committer.state().isRunning() && isStored(1));
    }

    @Test
    void shouldTryTheKeptBatchALastTimeWhenItCloses() {
        disk.refuse(StoreException.Reason.FULL);
        send(NUMBERS, 1);
        committer.doWork();
        disk.recover();
        send(NUMBERS, 2);
        committer.onClose();
        isClosed = true;
        assertTrue(isStored(1) && isStored(2));
        assertEquals("{1=7, 2=1}", acks.toString());
    }

    @Test
    void shouldCloseAndAnswerAllWhileTheDiskRefuses() {
        disk.refuse(StoreException.Reason.FULL);
        send(NUMBERS, 1);
        committer.doWork();
        send(NUMBERS, 2);
        committer.onClose();
        isClosed = true;
        assertEquals("{1=7, 2=7}", acks.toString());
    }

    @Test
    void shouldStopForGoodWhenTheStoreIsDamaged() {
        disk.refuse(StoreException.Reason.CORRUPT);
        send(NUMBERS, 1);
        committer.doWork();
        assertEquals(CommitterState.Kind.FAILED, committer.state().kind());
        assertEquals("{1=7}", acks.toString());
        disk.recover();
        clock.advance(10 * Committer.RETRY_INTERVAL_NS);
        assertEquals(0, committer.doWork());
        assertFalse(isStored(1));
    }

    @Test
    void shouldStopForGoodWhenThePreparationFails() {
        committer.register(new Recorder(LETTERS + 2, "x") {
            @Override
            public void prepare(final Batch batch) {
                throw new IllegalStateException("full");
            }
        });
        send(LETTERS + 2, 1);
        send(NUMBERS, 2);
        drain();
        assertEquals("{1=7, 2=7}", acks.toString());
        assertEquals(CommitterState.Kind.FAILED, committer.state().kind());
        assertTrue(committer.state().reason().contains("full"), committer.state().reason());
        assertFalse(isStored(1));
    }

    @Test
    void shouldStopForGoodWhenABatchCannotBeMadeVisible() {
        committer.register(new Recorder(LETTERS + 2, "x") {
            @Override
            public void committed() {
                throw new IllegalStateException("lost");
            }
        });
        send(LETTERS + 2, 1);
        send(NUMBERS, 2);
        drain();
        assertEquals("{1=7, 2=7}", acks.toString());
        assertEquals(CommitterState.Kind.FAILED, committer.state().kind());
        assertTrue(isStored(1), "UNAVAILABLE says that it may be recorded");
    }

    @Test
    void shouldAnswerAllThatIsStagedAndAllLaterOnesWhenAnApplierEndsWithAnError() {
        committer.register(new Recorder(LETTERS + 2, "x") {
            @Override
            public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
                if (buffer.getInt(offset) == 2) {
                    throw new StackOverflowError("of the test");
                }
                return super.stage(buffer, offset, length, batch);
            }
        });
        for (int i = 1; i <= 3; i++) {
            send(LETTERS + 2, i);
        }
        drain();
        assertEquals("{1=7, 2=7, 3=7}", acks.toString());
        assertEquals(CommitterState.Kind.FAILED, committer.state().kind());
        assertEquals(0, ring.size());
        assertFalse(isStored(1));
        assertEquals(1, errors.size());
    }

    @Test
    void shouldAckTheOthersWhenOneListenerFails() {
        deafTo = 1;
        send(NUMBERS, 1);
        send(NUMBERS, 2);
        drain();
        assertEquals("{1=1, 2=1}", acks.toString());
        assertEquals(1, errors.size());
        assertTrue(committer.state().isRunning());
    }

    @Test
    void shouldTakeNoMoreThanABatchAtOnce() {
        for (int i = 0; i <= Committer.MAX_BATCH; i++) {
            send(NUMBERS, 1_000 + i);
        }
        assertEquals(Committer.MAX_BATCH, committer.doWork());
        assertEquals(1, committer.doWork());
        assertEquals(Committer.MAX_BATCH + 1, acks.size());
    }

    @Test
    void shouldApplyAndAckWhatIsInTheRingWhenItCloses() {
        send(NUMBERS, 1);
        send(LETTERS, 2);
        committer.onClose();
        isClosed = true;
        assertEquals("{1=1, 2=1}", acks.toString());
        assertTrue(isStored(1) && isStored(2));
    }

    @Test
    void shouldGatherWhatComesWhileASlowDiskSyncsAndAckItInOrder() {
        final int[] sent = {0};
        // Each sync takes 10 ms of the test's clock, in which a burst arrives that is larger than a batch.
        disk.whileWriting(() -> {
            clock.advance(10_000_000);
            for (int i = 0; i < 10_000 && sent[0] < 30_000; i++) {
                send(NUMBERS, 1_000 + sent[0]++);
            }
        });
        send(NUMBERS, 999);
        drain();
        assertEquals(30_001, acks.size());
        assertTrue(acks.values().stream().allMatch(code -> code == Outcome.RECORDED));
        long expected = 999;
        for (final long correlation : acks.keySet()) {
            assertEquals(expected++, correlation);
        }
        final CommitterCounters counters = committer.counters();
        assertEquals(30_001, counters.recordedCount());
        assertEquals(Committer.MAX_BATCH, counters.batchSizes().max());
        assertEquals(30_001, counters.batchSizes().sum());
        assertTrue(counters.batchSizes().count() < 10, counters.batchSizes().count() + " batches");
        assertEquals(10_000_000, counters.syncTimes().max());
        assertEquals(10_000_000, counters.syncTimes().quantile(0.5));
        assertEquals(counters.batchSizes().count(), counters.syncTimes().count());
    }

    @Test
    void shouldCountWhatItDoes() {
        committer.register(new Recorder(LETTERS + 2, "x") {
            @Override
            public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
                return Outcome.of(Outcome.DUPLICATE, 0);
            }
        });
        send(NUMBERS, 1);
        send(NUMBERS, BROKEN);
        send(LETTERS + 2, 2);
        send(LETTERS + 2, 3);
        drain();
        disk.refuse(StoreException.Reason.FULL);
        send(NUMBERS, 4);
        send(NUMBERS, 5);
        committer.doWork();
        send(NUMBERS, 6);
        committer.doWork();
        clock.advance(Committer.RETRY_INTERVAL_NS);
        committer.doWork();
        final CommitterCounters counters = committer.counters();
        assertEquals(1, counters.recordedCount());
        assertEquals(2, counters.duplicateCount());
        assertEquals(3, counters.unavailableCount());
        assertEquals(2, counters.failedWriteCount());
        assertEquals(2, counters.batchSizes().count());
        assertEquals(1, counters.syncTimes().count());
        disk.recover();
        clock.advance(Committer.RETRY_INTERVAL_NS);
        committer.doWork();
        assertEquals(3, counters.recordedCount(), "the kept batch counts when the disk has it");
        assertEquals(3, counters.batchSizes().count());
        assertEquals(2, counters.batchSizes().last());
    }

    @Test
    void shouldWriteNothingForABatchThatChangesNothing() {
        committer.register(new Recorder(LETTERS + 2, "x") {
            @Override
            public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
                return Outcome.of(Outcome.DUPLICATE, 0);
            }
        });
        send(LETTERS + 2, 1);
        drain();
        assertEquals("{1=2}", acks.toString());
        assertNull(store.get(Family.META, "sequence".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void shouldRefuseTwoAppliersOfOneKind() {
        final Recorder second = new Recorder(NUMBERS, "again");
        assertThrows(IllegalStateException.class, () -> committer.register(second));
        assertEquals("homing-committer", committer.roleName());
    }

    @Test
    void shouldKeepCodeAndValueOfAnOutcomeApart() {
        final long outcome = Outcome.of(Outcome.UNAVAILABLE, (1L << 40) - 1);
        assertEquals(Outcome.UNAVAILABLE, Outcome.code(outcome));
        assertEquals((1L << 40) - 1, Outcome.value(outcome));
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7}, new int[] {Outcome.RECORDED, Outcome.DUPLICATE, Outcome.UPDATED,
            Outcome.NOT_FOUND, Outcome.LIMIT_REACHED, Outcome.FAILED, Outcome.UNAVAILABLE});
    }

    /** Sends a number, which is its correlation as well. */
    private void send(final int kind, final int number) {
        message.putLong(0, number);
        message.putInt(Committer.CORRELATION_LENGTH, number);
        assertTrue(ring.write(kind, message, 0, message.capacity()), "the ring of the test is full");
    }

    private void drain() {
        for (int i = 0; i < 100 && committer.doWork() > 0; i++) {
            assertTrue(i < 99, "the committer makes no progress");
        }
    }

    private boolean isStored(final int number) {
        return store.get(Family.EVENTS, ByteBuffer.allocate(Integer.BYTES).putInt(number).array()) != null;
    }

    /** Stores the number of each message, then fails if it is a broken one. */
    private class Recorder implements Applier {
        private final int kind;
        private final String name;

        Recorder(final int kind, final String name) {
            this.kind = kind;
            this.name = name;
        }

        @Override
        public int messageType() {
            return kind;
        }

        @Override
        public long stage(final MutableDirectBuffer buffer, final int offset, final int length, final Batch batch) {
            assertEquals(Integer.BYTES, length);
            final int number = buffer.getInt(offset);
            calls.add(name + number);
            batch.key().putInt(0, number, BIG_ENDIAN);
            batch.put(Family.EVENTS, Integer.BYTES, buffer, offset, length);
            if (number == BROKEN) {
                throw new IllegalArgumentException("number=" + number);
            }
            return Outcome.of(Outcome.RECORDED, number);
        }

        @Override
        public void prepare(final Batch batch) {
            calls.add(name + " prepared");
        }

        @Override
        public void committed() {
            calls.add(name + " committed");
        }
    }
}
