package dev.homing.serving.cli;

import dev.homing.serving.backup.BackupCopy;
import dev.homing.serving.process.Shutdown;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.Family;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code homing restore}: makes a data folder of a backup. */
@Command(name = "restore", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Makes a data folder of a backup, after every file of it was verified. Never writes over anything.")
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--from", paramLabel = "FOLDER", required = true, description = "The backup.")
    private Path from;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder to make, absent or empty.")
    private Path data;

    private RestoreCommand() {
    }

    @Override
    public Integer call() throws Exception {
        BackupCopy.requireEmpty(data);
        try (Shutdown shutdown = new Shutdown()) {
            shutdown.run(() -> {
                run();
                return null;
            });
        }
        return 0;
    }

    private void run() throws IOException {
        final List<String> found = new ArrayList<>();
        try (Progress progress = Progress.of("restoring")) {
            final BackupCopy copy = new BackupCopy(from, progress);
            copy.restore(data, draft -> found.addAll(prove(draft, copy.manifest().sequence())));
        }
        spec.commandLine().getOut().println(data + " has");
        found.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
    }

    /** Opens what was restored, and tells what is there. */
    private List<String> prove(final Path draft, final long sequence) {
        final List<String> lines = new ArrayList<>();
        try (Store store = Store.openReadOnly(draft)) {
            if (store.lastSequence() != sequence) {
                throw new CommandException(from + " is damaged: its store ends with event " + store.lastSequence()
                        + ", backup.json says " + sequence, null);
            }
            store.tenants().forEach((name, number) -> lines.add(String.format(Locale.ROOT,
                    "  tenant %s: %,d events, %,d listings", name, events(store, number), listings(store, number))));
        }
        return lines;
    }

    private static long events(final Store store, final int tenant) {
        final LongAdder count = new LongAdder();
        store.scan(Family.EVENTS, ByteBuffer.allocate(Integer.BYTES).putInt(tenant).array(), (key, value) -> {
            count.increment();
            return true;
        });
        return count.sum();
    }

    private static long listings(final Store store, final int tenant) {
        final LongAdder count = new LongAdder();
        store.forEachId(tenant, IdKind.PROPERTY, (id, ordinal) -> count.increment());
        return count.sum();
    }
}
