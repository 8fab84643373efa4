package dev.homing.serving.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that goes with whoever made it, also when the JVM is told to end. */
final class TemporaryFolder implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 50;

    private final Path path;
    private final Thread hook;

    TemporaryFolder(final String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
        hook = new Thread(this::deleteAll, "homing-temporary-folder");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path path() {
        return path;
    }

    /** A process that is just being ended may still write, hence several attempts. */
    private void deleteAll() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS && Files.exists(path); attempt++) {
            try (Stream<Path> files = Files.walk(path)) {
                final List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
                for (final Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            } catch (final IOException | java.io.UncheckedIOException e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        deleteAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            // The hooks are running already: this one will find nothing.
            return;
        }
    }
}
