package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of ten events, each synced for itself, whose files are damaged before it is opened again. */
class DamagedStoreTest {
    private static final int EVENTS = 10;

    @TempDir
    Path folder;

    @BeforeEach
    void record() {
        try (Store store = Store.open(folder); Journal journal = new Journal(store)) {
            final int tenant = store.tenantOrCreate("default");
            for (int i = 1; i <= EVENTS; i++) {
                journal.record(tenant, "e" + i, EventType.PAGE_VIEW, "ann", "", i);
            }
        }
    }

    @Test
    void shouldSayWhatIsLostWhenTheLogIsDamagedInTheMiddle() throws IOException {
        flip(log(), 0.5);
        final StoreException damaged = refused();
        final long left = readableUpTo(damaged);
        assertTrue(left > 1 && left < EVENTS, damaged.getMessage());
        assertTrue(damaged.getMessage().contains("events " + (left + 1) + " to 10 were acked and are not in the store: "
                + (EVENTS - left) + " events are lost"), damaged.getMessage());
        assertTrue(damaged.getMessage().contains(folder.toString()) && damaged.getMessage().contains("--accept-loss"),
                damaged.getMessage());
        assertEquals(damaged.getMessage(), refused().getMessage(), "it was not repaired by looking");
        try (Store store = Store.open(folder, true); Journal journal = new Journal(store)) {
            assertEquals(left, store.lastSequence());
            final int tenant = store.tenant("default");
            assertEquals(Outcome.DUPLICATE, Outcome.code(journal.record(tenant, "e1", EventType.PAGE_VIEW, "ann", "", 1)));
            assertEquals(Outcome.of(Outcome.RECORDED, left + 1),
                    journal.record(tenant, "e10", EventType.PAGE_VIEW, "ann", "", 10), "the lost can be sent again");
        }
        try (Store store = Store.open(folder)) {
            assertEquals(left + 1, store.lastSequence(), "accepted once is enough");
        }
    }

    @Test
    void shouldSayThatTheLossIsNotKnownWhenNothingTellsHowFarTheStoreWas() throws IOException {
        flip(log(), 0.5);
        Files.delete(mark());
        final StoreException damaged = refused();
        assertTrue(readableUpTo(damaged) < EVENTS && damaged.getMessage().contains("is not known"), damaged.getMessage());
    }

    @Test
    void shouldFindOutThatTheLogIsCutOff() throws IOException {
        cut(log(), Files.size(log()) / 2);
        final StoreException cut = refused();
        assertTrue(cut.getMessage().contains("lacks what it acked: events ")
                && cut.getMessage().contains(" to 10 were acked and are not in the store: "), cut.getMessage());
        assertEquals(cut.getMessage(), refused().getMessage(), "a look changes nothing");
        try (Store store = Store.open(folder, true)) {
            assertTrue(store.lastSequence() > 1 && store.lastSequence() < EVENTS);
        }
        Store.open(folder).close();
    }

    @Test
    void shouldFindOutThatTheLogIsGone() throws IOException {
        Files.delete(log());
        final StoreException gone = refused();
        assertTrue(gone.getMessage().contains("events 1 to 10 were acked and are not in the store: 10 events are lost"),
                gone.getMessage());
    }

    @Test
    void shouldFindOutThatTheWholeDatabaseIsGone() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        assertTrue(refused().getMessage().contains("10 events are lost"));
    }

    @Test
    void shouldFindOutThatChangesWithoutEventsAreMissing() throws IOException {
        final long before = Files.size(log());
        final Path log = log();
        try (Store store = Store.open(folder); Batch batch = store.newBatch()) {
            batch.key().putInt(0, 7);
            batch.put(Family.PROPERTIES, Integer.BYTES, new UnsafeBuffer(new byte[50]), 0, 50);
            store.write(batch, EVENTS);
        }
        assertTrue(before > 0 && !log.equals(log()));
        cut(log(), 0);
        final StoreException missing = refused();
        assertTrue(missing.getMessage().contains("no event, but 2 entries"), missing.getMessage());
    }

    @Test
    void shouldOpenAfterATornLastWrite() throws IOException {
        final Path log = log();
        final byte[] torn = Files.readAllBytes(log);
        // Power went while the 11th event was being written: it is there in part, and the mark is that of the 10th.
        Files.write(log, Arrays.copyOfRange(torn, torn.length - 200, torn.length - 120), StandardOpenOption.APPEND);
        try (Store store = Store.open(folder)) {
            assertEquals(EVENTS, store.lastSequence());
        }
    }

    @Test
    void shouldOpenWhenTheLastWriteIsTornAndWasNeverAcked() throws IOException {
        Files.delete(mark());
        cut(log(), Files.size(log()) - 5);
        try (Store store = Store.open(folder)) {
            assertEquals(EVENTS - 1, store.lastSequence());
        }
    }

    @Test
    void shouldGoOnWithoutAMarkThatIsDamaged() throws IOException {
        for (final byte[] damaged : List.of(new byte[0], new byte[32], flipped(Files.readAllBytes(mark()), 9))) {
            Files.write(mark(), damaged);
            try (Store store = Store.open(folder)) {
                assertEquals(EVENTS, store.lastSequence());
            }
            assertEquals(32, Files.size(mark()), "a new one");
        }
        cut(log(), 0);
        Store.open(folder).close();
    }

    @Test
    void shouldLookAtNoMarkInASnapshot() throws IOException {
        final byte[] ahead = Files.readAllBytes(mark());
        final Path log = log();
        cut(log, Files.size(log) / 2);
        try (Store snapshot = Store.openReadOnly(folder)) {
            assertTrue(snapshot.lastSequence() < EVENTS);
        }
        assertTrue(Arrays.equals(ahead, Files.readAllBytes(mark())));
    }

    @Test
    void shouldSayThatNothingCanBeReadWhenMoreThanTheLogIsDamaged() throws IOException {
        // Opening twice moves the events from the log to tables.
        Store.open(folder).close();
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            for (final Path file : (Iterable<Path>) files.filter(name -> name.toString().endsWith(".sst"))::iterator) {
                cut(file, 10);
            }
        }
        final StoreException damaged = assertThrows(StoreException.class, () -> Store.open(folder));
        assertEquals(StoreException.Reason.CORRUPT, damaged.reason());
        assertTrue(damaged.getMessage().contains("restore a backup"), damaged.getMessage());
    }

    private StoreException refused() {
        final StoreException refused = assertThrows(StoreException.class, () -> Store.open(folder));
        assertEquals(StoreException.Reason.CORRUPT, refused.reason(), refused.getMessage());
        return refused;
    }

    private static long readableUpTo(final StoreException damaged) {
        return Long.parseLong(damaged.getMessage().replaceAll("(?s).*can be read up to event (\\d+);.*", "$1"));
    }

    private Path mark() {
        return folder.resolve("acked");
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            return files.filter(file -> file.toString().endsWith(".log")).max(Path::compareTo).orElseThrow();
        }
    }

    private static void flip(final Path file, final double where) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        Files.write(file, flipped(bytes, (int) (bytes.length * where)));
    }

    private static byte[] flipped(final byte[] bytes, final int position) {
        bytes[position] ^= 0x55;
        return bytes;
    }

    private static void cut(final Path file, final long length) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
    }
}
