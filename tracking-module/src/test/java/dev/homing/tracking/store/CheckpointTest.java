package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckpointTest {
    private static final int CHECKPOINTS = 5;
    private static final int EVENTS_BETWEEN = 300;

    @TempDir
    private Path folder;

    @Test
    void shouldHaveWhatWasRecordedBeforeAndNothingOfWhatCameAfter() {
        final Path copy = folder.resolve("backups").resolve("copy");
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 1_000);
            assertEquals(1, store.checkpoint(copy));
            journal.record(tenant, "e2", EventType.PAGE_VIEW, "ann", "", 2_000);
        }
        try (Store store = Store.open(copy); Journal journal = new Journal(store)) {
            assertEquals(1, store.lastSequence());
            final int tenant = store.tenant("default");
            assertEquals(Outcome.of(Outcome.DUPLICATE, 1), journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 1_000));
            assertEquals(Outcome.of(Outcome.RECORDED, 2), journal.record(tenant, "other", EventType.PAGE_VIEW, "ann", "", 1_000));
        }
        try (Store store = Store.openReadOnly(folder)) {
            assertEquals(2, store.lastSequence(), "what is written to the copy stays there");
        }
    }

    @Test
    void shouldNotWriteOverAnotherStore() {
        try (Store store = Store.open(folder)) {
            store.tenantOrCreate("default");
            store.checkpoint(folder.resolve("copy"));
            final StoreException again = assertThrows(StoreException.class, () -> store.checkpoint(folder.resolve("copy")));
            assertEquals(StoreException.Reason.IO, again.reason());
            assertThrows(StoreException.class, () -> store.checkpoint(folder), "the store itself");
        }
    }

    @Test
    void shouldBeSoundAndCompleteUnderWritingLoad() throws InterruptedException {
        final AtomicBoolean isDone = new AtomicBoolean();
        final AtomicLong acked = new AtomicLong();
        final CountDownLatch started = new CountDownLatch(1);
        final long[] before = new long[CHECKPOINTS];
        final long[] sequences = new long[CHECKPOINTS];
        try (Store store = Store.open(folder)) {
            final int tenant = store.tenantOrCreate("default");
            final Thread writer = new Thread(() -> {
                try (Journal journal = new Journal(store)) {
                    while (!isDone.get()) {
                        for (int i = 0; i < EVENTS_BETWEEN; i++) {
                            final long number = acked.get() + i;
                            journal.offer(tenant, "e" + number, EventType.PAGE_VIEW, "lead" + number % 7, "", number);
                        }
                        while (journal.committer.doWork() > 0) {
                            Thread.onSpinWait();
                        }
                        acked.set(store.lastSequence());
                        started.countDown();
                    }
                }
            });
            writer.start();
            assertTrue(started.await(30, TimeUnit.SECONDS));
            try {
                for (int i = 0; i < CHECKPOINTS; i++) {
                    before[i] = acked.get();
                    sequences[i] = store.checkpoint(folder.resolve("copy" + i));
                    while (acked.get() == before[i]) {
                        Thread.onSpinWait();
                    }
                }
            } finally {
                isDone.set(true);
                writer.join();
            }
        }
        for (int i = 0; i < CHECKPOINTS; i++) {
            try (Store store = Store.openReadOnly(folder.resolve("copy" + i))) {
                assertTrue(sequences[i] >= before[i], before[i] + " were acked before, the copy has " + sequences[i]);
                assertEquals(sequences[i], store.lastSequence());
                final StoreCheck.Report report = StoreCheck.run(store, (fraction, entries) -> { });
                assertTrue(report.isSound(), report.findings().toString());
                assertEquals(sequences[i], report.counts().get("events"));
            }
        }
    }
}
