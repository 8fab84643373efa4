package dev.homing.serving.cli;

import dev.homing.proto.v1.CreateBackupRequest;
import dev.homing.proto.v1.MaintenanceServiceGrpc;
import dev.homing.serving.ServerAddress;
import dev.homing.serving.backup.BackupCopy;
import dev.homing.serving.backup.Backups;
import dev.homing.serving.process.Shutdown;
import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.server.FolderInUse;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code homing backup}: copies a data folder as it is at one moment, also one that a server has open. */
@Command(name = "backup", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Copies a data folder as it is at one moment; a server that has it open goes on serving.")
final class BackupCommand implements Callable<Integer> {
    /** A server answers when it has read all files, to hash them. */
    private static final int DEADLINE_HOURS = 4;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder; a server may have it open.")
    private Path data;

    @Option(names = "--output", paramLabel = "FOLDER",
            description = "Where to copy the backup, absent or empty. Default: it stays in DIR/backups, on the same disk.")
    private Path output;

    private BackupCommand() {
    }

    @Override
    public Integer call() throws Exception {
        Store.requireExisting(data);
        if (output != null) {
            BackupCopy.requireEmpty(output);
        }
        try (Shutdown shutdown = new Shutdown()) {
            shutdown.run(() -> {
                run();
                return null;
            });
        }
        return 0;
    }

    private void run() throws IOException {
        final Path made = make();
        if (output == null) {
            report(new BackupCopy(made, Progress.of("")), made);
            return;
        }
        try (TemporaryFolder folder = TemporaryFolder.at(made); Progress progress = Progress.of("copying the backup")) {
            final BackupCopy copy = new BackupCopy(folder.path(), progress);
            copy.duplicate(output);
            progress.end();
            report(copy, output);
        }
    }

    private void report(final BackupCopy backup, final Path folder) {
        spec.commandLine().getOut().printf(Locale.ROOT, "%s: %,d files, %,d bytes, as of event %,d%n", folder,
                backup.manifest().files().size(), backup.manifest().bytes(), backup.manifest().sequence());
        spec.commandLine().getOut().flush();
    }

    /** Has the backup made by whoever has the store: this process if nobody else. */
    private Path make() throws IOException {
        try (Store store = Store.open(data)) {
            return new Backups(store, Clock.systemUTC()).create("", "").path();
        } catch (final StoreException e) {
            final String server = ServerAddress.read(data).map(ServerAddress::address).orElse("");
            if (e.reason() != StoreException.Reason.HELD || server.isEmpty()) {
                throw FolderInUse.orElse(e, data);
            }
            return makeBy(server);
        }
    }

    private Path makeBy(final String server) {
        try (Connection connection = Connection.toServer(server, "default")) {
            final String path = MaintenanceServiceGrpc.newBlockingStub(connection.channel())
                    .withDeadlineAfter(DEADLINE_HOURS, TimeUnit.HOURS)
                    .createBackup(CreateBackupRequest.newBuilder().setRequestId(UUID.randomUUID().toString()).build())
                    .getPath();
            // The server may know the folder by another path than we do.
            return Backups.folder(data, Path.of(path).getFileName().toString());
        }
    }
}
