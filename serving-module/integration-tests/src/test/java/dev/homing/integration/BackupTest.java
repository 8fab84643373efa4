package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.store.Store;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackupTest extends DistributionTest {
    private static final int CLIENTS = 3;
    private static final int WAIT_SECONDS = 60;
    private static final int ACKS = 3_000;
    private static final int SIGTERM_EXIT_CODE = 143;

    @Test
    void shouldHaveEveryEventAckedBeforeItWasAskedForWhenTheServerIsWriting() throws IOException, InterruptedException {
        final Path data = folder().resolve("live");
        final Path backup = folder().resolve("backups").resolve("monday");
        final AtomicLong ackCount = new AtomicLong();
        final List<Traffic> clients = new ArrayList<>();
        final Map<String, Long> before = new HashMap<>();
        try (Running server = homing().start("serve", "--data", data, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            final List<Thread> threads = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(new Traffic("c" + i, "default", new SplittableRandom(i), ackCount).to(channel));
                    threads.add(new Thread(clients.get(i), "traffic"));
                }
                threads.forEach(Thread::start);
                await(ackCount, ACKS);
                clients.forEach(client -> before.putAll(client.acks()));
                final Finished made = homing().succeed("backup", "--data", data, "--output", backup);
                assertTrue(made.out().startsWith(backup + ": "), made.toString());
                await(ackCount, ackCount.get() + 1);
            } finally {
                clients.forEach(Traffic::end);
                for (final Thread thread : threads) {
                    thread.join();
                }
                channel.shutdownNow();
            }
            clients.forEach(client -> assertNull(client.failure()));
            assertEquals(List.of(), names(data.resolve("backups")), "the server keeps nothing");
            final Finished sound = homing().succeed("doctor", "--data", data);
            assertTrue(sound.out().endsWith(data + " is sound\n"), sound.toString());
            assertEquals(0, server.terminate().exitCode());
        }
        final Path restored = folder().resolve("restored");
        final Finished finished = homing().succeed("restore", "--from", backup, "--data", restored);
        assertTrue(finished.out().contains("  tenant default: "), finished.toString());
        homing().succeed("doctor", "--data", restored);
        final Map<String, Long> journal = new HashMap<>();
        try (Store store = Store.openReadOnly(restored)) {
            Replay.journal(store, (tenant, sequence, event) -> journal.put(Replay.id(event), sequence));
        }
        before.forEach((id, sequence) -> assertEquals(sequence, journal.get(id), id));
        assertTrue(before.size() >= ACKS && journal.size() < ackCount.get(), "the backup was made in the midst of the writing");
        serveFrom(restored, journal.size());
    }

    /** A client that begins anew sends what the backup has, gets the old answers, and then goes on. */
    private void serveFrom(final Path restored, final int events) throws IOException, InterruptedException {
        final AtomicLong ackCount = new AtomicLong();
        try (Running server = homing().start("serve", "--data", restored, "--port", 0)) {
            final ManagedChannel channel = connect(server.address());
            try {
                final Traffic again = new Traffic("d", "default", new SplittableRandom(1), ackCount).to(channel);
                final Thread thread = new Thread(again, "traffic");
                thread.start();
                await(ackCount, 1);
                again.end();
                thread.join();
                assertNull(again.failure());
                assertTrue(again.acks().get("d-0") > events, "goes on behind the events of the backup");
            } finally {
                channel.shutdownNow();
            }
            assertEquals(0, server.terminate().exitCode());
        }
    }

    @Test
    void shouldWorkWithoutAServerAndSayWhatKeepsItFromRestoring() throws IOException, InterruptedException {
        final Path data = imported("cold");
        final Finished made = homing().succeed("backup", "--data", data);
        final Path backup = Path.of(made.out().substring(0, made.out().indexOf(": ")));
        assertEquals(data.resolve("backups"), backup.getParent());
        final Path restored = folder().resolve("cold-restored");
        final Finished first = homing().succeed("restore", "--from", backup, "--data", restored);
        assertEquals(restored + " has\n  tenant default: 2 events, 2 listings\n", first.out());
        refuse("is not empty", "restore", "--from", backup, "--data", restored);
        refuse("is not empty", "backup", "--data", data, "--output", restored);
        refuse("is no backup", "restore", "--from", data, "--data", folder().resolve("none"));
        refuse("There is no Homing data", "backup", "--data", folder().resolve("none"));
        refuse("There is no Homing data", "doctor", "--data", folder().resolve("none"));

        final Path copy = folder().resolve("copy");
        homing().succeed("backup", "--data", data, "--output", copy);
        final Path damaged;
        try (Stream<Path> files = Files.list(copy.resolve("store"))) {
            damaged = files.filter(file -> file.toString().endsWith(".sst")).sorted().findFirst().orElseThrow();
        }
        final byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 3] ^= 1;
        Files.write(damaged, bytes);
        refuse(damaged + " is damaged", "restore", "--from", copy, "--data", folder().resolve("none"));
        assertFalse(Files.exists(folder().resolve("none")));
    }

    @Test
    void shouldFindDamageInAStore() throws IOException, InterruptedException {
        final Path data = imported("damaged");
        homing().succeed("doctor", "--data", data);
        // An orderly end leaves the newest events in the log; a backup writes them to files.
        homing().succeed("backup", "--data", data);
        int damaged = 0;
        try (Stream<Path> files = Files.list(data.resolve("store"))) {
            for (final Path file : (Iterable<Path>) files.filter(name -> name.toString().endsWith(".sst"))::iterator) {
                final byte[] bytes = Files.readAllBytes(file);
                bytes[10] ^= 1;
                Files.write(file, bytes);
                damaged++;
            }
        }
        assertTrue(damaged > 0);
        final Finished finished = homing().run("doctor", "--data", data);
        assertEquals(1, finished.exitCode(), finished.toString());
        assertTrue(finished.err().contains("checksum mismatch"), "damage of all families shows at the opening: " + finished);
    }

    @Test
    void shouldLeaveNothingByHalvesWhenItIsKilled() throws IOException, InterruptedException {
        final Path backup = folder().resolve("big-backup");
        fill(backup);
        final Path restored = Files.createDirectories(folder().resolve("killed")).resolve("data");
        try (Running restore = homing().start("restore", "--from", backup, "--data", restored)) {
            awaitDraft(restored.getParent());
            restore.kill();
        }
        assertFalse(Files.exists(restored), "there is a draft, and no data folder");
        assertEquals(1, names(restored.getParent()).size());
        try (Running restore = homing().start("restore", "--from", backup, "--data", restored)) {
            awaitDraft(restored.getParent(), restore.process().pid());
            assertEquals(SIGTERM_EXIT_CODE, restore.terminate().exitCode());
        }
        assertEquals(List.of(), names(restored.getParent()), "nor what the killed one left");
        homing().succeed("restore", "--from", backup, "--data", restored);
        assertEquals(List.of("data"), names(restored.getParent()));
    }

    /** A backup that takes a while to copy: its models are many files, each of which is synced. */
    private void fill(final Path backup) throws IOException, InterruptedException {
        final Path data = imported("big");
        final Path models = Files.createDirectories(data.resolve("models/default/m1"));
        for (int i = 0; i < 600; i++) {
            Files.writeString(models.resolve("file-" + i), "x");
        }
        homing().succeed("backup", "--data", data, "--output", backup);
    }

    private static void awaitDraft(final Path parent) throws IOException, InterruptedException {
        final Deadline deadline = new Deadline(WAIT_SECONDS, "the draft");
        while (names(parent).isEmpty()) {
            deadline.pause();
        }
    }

    private static void awaitDraft(final Path parent, final long pid) throws IOException, InterruptedException {
        final Deadline deadline = new Deadline(WAIT_SECONDS, "the draft of process " + pid);
        while (!names(parent).contains(".data.draft-" + pid)) {
            deadline.pause();
        }
    }

    private static void await(final AtomicLong count, final long minimum) throws InterruptedException {
        final Deadline deadline = new Deadline(WAIT_SECONDS, minimum + " acks");
        while (count.get() < minimum) {
            deadline.pause();
        }
    }

    private Path imported(final String name) throws IOException, InterruptedException {
        final Path events = Files.writeString(folder().resolve(name + ".csv"), """
                event_type,occurred_at,lead_id,property_id
                PROPERTY_VIEW,2024-01-01T00:00:00Z,ann,p1
                PROPERTY_LIKE,2024-01-02T00:00:00Z,ann,p2
                """);
        homing().succeed("import", "events", events, "--data", folder().resolve(name));
        return folder().resolve(name);
    }

    private void refuse(final String message, final Object... arguments) throws IOException, InterruptedException {
        final Finished refused = homing().run(arguments);
        assertEquals(1, refused.exitCode(), refused.toString());
        assertTrue(refused.err().contains(message), refused.toString());
    }

    private static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
