package dev.homing.serving.backup;

import static dev.homing.serving.Samples.like;
import static dev.homing.serving.Samples.property;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.homing.proto.v1.CreateBackupRequest;
import dev.homing.proto.v1.CreateBackupResponse;
import dev.homing.proto.v1.MaintenanceServiceGrpc;
import dev.homing.serving.Refused;
import dev.homing.serving.TestServer;
import dev.homing.serving.grpc.MaintenanceGrpc;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BackupsTest {
    @TempDir
    private Path folder;
    private Path data;
    private TestServer server;

    @BeforeEach
    void open() throws IOException {
        data = folder.resolve("data");
        server = TestServer.open(data);
        server.upsert(property("p1"));
        server.track(like("ann", "p1").setEventId("e1"));
        final Path bundle = Files.createDirectories(data.resolve("models/default/m1"));
        Files.writeString(bundle.resolve("model.json"), "{}");
        Files.writeString(data.resolve("models/default/ACTIVE"), "m1\n");
        Files.createDirectories(data.resolve("models/default/.m2.tmp"));
        Files.writeString(data.resolve("models/default/.m2.tmp/factors"), "half");
        Files.writeString(data.resolve("models/default/ACTIVE.tmp"), "m2");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldKeepStoreAndModelsAsTheyAreWhenAsked() throws IOException {
        final CreateBackupResponse made = create("monday", "");
        server.track(like("ann", "p1").setEventId("e2"));
        assertEquals(data.toAbsolutePath().resolve("backups/monday").toString(), made.getPath());
        assertEquals(1, made.getSequence());
        final BackupManifest manifest = BackupManifest.read(Path.of(made.getPath()));
        assertEquals(made.getBytes(), manifest.bytes());
        assertEquals(List.of("models/default/ACTIVE", "models/default/m1/model.json"),
                manifest.files().stream().map(VerifiedFile::path).filter(path -> path.startsWith("models")).toList());
        try (Store store = Store.openReadOnly(Path.of(made.getPath()))) {
            assertEquals(1, store.lastSequence());
        }
        assertEquals(List.of("monday"), names(data.resolve("backups")), "no draft is left");
    }

    @Test
    void shouldNameABackupByTheTimeWhenNobodyDoes() {
        final String name = Path.of(create("", "").getPath()).getFileName().toString();
        assertTrue(name.matches("20\\d{6}T\\d{6}\\.\\d{3}Z"), name);
    }

    @Test
    void shouldMakeOneBackupForOneRequestHoweverOftenItComes() throws IOException {
        final CreateBackupResponse first = create("", "r1");
        server.track(like("ann", "p1").setEventId("e2"));
        assertEquals(first, create("", "r1"));
        assertEquals(first, create("another", "r1"));
        assertEquals(1, names(data.resolve("backups")).size());
        assertEquals(2, create("", "r2").getSequence());
    }

    @Test
    void shouldNotWriteOverABackup() {
        create("monday", "r1");
        assertEquals(Code.ALREADY_EXISTS, Refused.by(() -> create("monday", "")).code());
        assertEquals(Code.ALREADY_EXISTS, Refused.by(() -> create("monday", "r2")).code());
    }

    @Test
    void shouldGoOnBesideADamagedBackupAndADraftThatWasCutOff() throws IOException {
        Files.writeString(Path.of(create("damaged", "r1").getPath()).resolve("backup.json"), "{");
        Files.writeString(Files.createDirectories(data.resolve("backups/.draft/store")).resolve("CURRENT"), "half");
        assertEquals(1, create("whole", "r1").getSequence());
        assertEquals(List.of("damaged", "whole"), names(data.resolve("backups")));
    }

    @Test
    void shouldRefuseASecondBackupWhileOneIsBeingMade() throws InterruptedException, ExecutionException {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final Clock clock = new Clock() {
            @Override
            public Instant instant() {
                begun.countDown();
                try {
                    mayEnd.await();
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Instant.EPOCH;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(final ZoneId zone) {
                return this;
            }
        };
        final ExecutorService workers = Executors.newFixedThreadPool(2);
        try (TestServer slow = TestServer.of(List.of(
                new MaintenanceGrpc(new Backups(server.engine().store(), clock), workers).bindService()), workers::shutdown)) {
            final CreateBackupRequest request = CreateBackupRequest.newBuilder().setRequestId("r1").build();
            final Future<CreateBackupResponse> first = MaintenanceServiceGrpc.newFutureStub(slow.channel()).createBackup(request);
            begun.await();
            final Refused second = Refused.by(() -> slow.maintenance().createBackup(request));
            assertEquals(Code.RESOURCE_EXHAUSTED, second.code());
            assertEquals("UNDER_WAY", second.reason());
            mayEnd.countDown();
            assertTrue(first.get().getPath().endsWith("19700101T000000.000Z"), first.get().getPath());
            assertEquals(first.get(), slow.maintenance().createBackup(request), "the way is free again");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", ".hidden", "../out", "a/b", "a\\b", "a b", "ä", "a\u0000b", "a\n",
        "12345678901234567890123456789012345678901234567890123456789012345"})
    void shouldRefuseNamesThatLeadElsewhere(final String name) throws IOException {
        assertEquals(List.of("name"), Refused.by(() -> create(name, "")).fields());
        assertFalse(Files.exists(data.resolve("backups")));
        assertEquals(List.of("data"), names(folder));
    }

    @Test
    void shouldRefuseRequestIdsThatAreTooLong() {
        assertEquals(List.of("request_id"), Refused.by(() -> create("", "x".repeat(65))).fields());
    }

    @Test
    void shouldTellAFileThatLeadsOutOfTheBackup() throws IOException {
        final Path backup = Path.of(create("monday", "").getPath());
        final Path file = backup.resolve("backup.json");
        final String good = Files.readString(file);
        for (final String path : List.of("../escape", "store/../../escape", "/etc/passwd", "store/", "store", "other/file",
                "store/./x", "store//x", "store/..", "models\\\\x")) {
            Files.writeString(file, good.replace("store/CURRENT", path));
            final CommandException failure =
                    assertThrows(CommandException.class, () -> restore(backup, folder.resolve("out")), path);
            assertTrue(failure.getMessage().contains("backup.json is damaged: path="), failure.getMessage());
            assertEquals(List.of("data"), names(folder), path);
        }
    }

    @Test
    void shouldRefuseEveryFlippedByteWithTheNameOfItsFile() throws IOException {
        final Path backup = copy(Path.of(create("monday", "").getPath()));
        for (final VerifiedFile file : BackupManifest.read(backup).files()) {
            final Path damaged = backup.resolve(file.path());
            final byte[] bytes = Files.readAllBytes(damaged);
            if (bytes.length > 0) {
                bytes[bytes.length / 2] ^= 1;
                Files.write(damaged, bytes);
                final CommandException failure =
                        assertThrows(CommandException.class, () -> restore(backup, folder.resolve("out")));
                assertTrue(failure.getMessage().contains(file.path() + " is damaged"), failure.getMessage());
                assertEquals(List.of("copy", "data"), names(folder));
                bytes[bytes.length / 2] ^= 1;
                Files.write(damaged, bytes);
            }
        }
        Files.delete(backup.resolve("store/CURRENT"));
        assertTrue(assertThrows(CommandException.class, () -> restore(backup, folder.resolve("out")))
                .getMessage().contains("store/CURRENT is missing"));
    }

    @Test
    void shouldRefuseABackupOfALaterVersion() throws IOException {
        final Path backup = copy(Path.of(create("monday", "").getPath()));
        final Path file = backup.resolve("backup.json");
        final String good = Files.readString(file);
        Files.writeString(file, good.replace("\"store_format\" : " + Store.FORMAT, "\"store_format\" : " + (Store.FORMAT + 1)));
        assertTrue(assertThrows(CommandException.class, () -> restore(backup, folder.resolve("out")))
                .getMessage().contains("has store format " + (Store.FORMAT + 1)));
        Files.writeString(file, good.replace("\"format\" : 1", "\"format\" : 2"));
        assertTrue(assertThrows(CommandException.class, () -> restore(backup, folder.resolve("out")))
                .getMessage().contains("has format 2"));
        assertEquals(List.of("copy", "data"), names(folder));
    }

    @Test
    void shouldLeaveNothingWhenTheCopyIsNotProvenOrCutOff() throws IOException {
        final Path backup = Path.of(create("monday", "").getPath());
        assertThrows(IllegalStateException.class, () -> new BackupCopy(backup, Progress.of("")).restore(folder.resolve("out"),
                draft -> {
                    assertTrue(Files.exists(draft.resolve("store/CURRENT")));
                    throw new IllegalStateException("not proven");
                }));
        assertEquals(List.of("data"), names(folder));

        Files.createDirectories(folder.resolve(".out.draft-" + Integer.MAX_VALUE + "/store"));
        Files.createDirectories(folder.resolve(".out.draft-x"));
        restore(backup, folder.resolve("out"));
        assertEquals(List.of(".out.draft-x", "data", "out"), names(folder), "what a killed one left is gone");
        assertEquals(List.of("models", "store"), names(folder.resolve("out")));
    }

    @Test
    void shouldFillAnEmptyFolderAndNoOther() throws IOException {
        final Path backup = Path.of(create("monday", "").getPath());
        final Path out = Files.createDirectories(folder.resolve("out"));
        restore(backup, out);
        assertThrows(CommandException.class, () -> restore(backup, out));
        assertThrows(CommandException.class, () -> restore(backup, Files.writeString(folder.resolve("file"), "")));
        try (TestServer restored = TestServer.open(out)) {
            restored.track(like("ann", "p1").setEventId("e2"));
            assertEquals(2, restored.engine().store().lastSequence());
        }
        assertThrows(CommandException.class, () -> restore(out, folder.resolve("other")), "a data folder is no backup");
    }

    private static void restore(final Path backup, final Path target) throws IOException {
        new BackupCopy(backup, Progress.of("")).restore(target, draft -> { });
    }

    /** The files of a backup are those of the living store: damage is done to a copy. */
    private Path copy(final Path backup) throws IOException {
        new BackupCopy(backup, Progress.of("")).duplicate(folder.resolve("copy"));
        return folder.resolve("copy");
    }

    private static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private CreateBackupResponse create(final String name, final String requestId) {
        return server.maintenance().createBackup(
                CreateBackupRequest.newBuilder().setName(name).setRequestId(requestId).build());
    }
}
