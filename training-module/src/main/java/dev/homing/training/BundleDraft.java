package dev.homing.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bundle that is being written, in a folder {@code .VERSION.tmp} that nobody looks at, beside a file {@code .VERSION.lock} that
 * is locked as long as its process lives, however that ends. So the next training can tell drafts that were left behind from
 * those that are at work.
 */
final class BundleDraft implements AutoCloseable {
    private static final String BEGINNING = ".";
    private static final String ENDING = ".tmp";
    private static final String LOCK_ENDING = ".lock";

    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;

    private BundleDraft(final Path folder, final Path lockFile, final FileChannel lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Begins an empty draft; whatever is left of one of the same version goes. */
    static BundleDraft begin(final Path models, final String version) throws IOException {
        Files.createDirectories(models);
        final Path folder = folderOf(models, version);
        final Path lockFile = models.resolve(BEGINNING + version + LOCK_ENDING);
        // Before the folder is there, which is what others look for.
        final FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(lock) == null) {
                throw new IOException("another process is writing " + folder);
            }
            delete(folder);
            Files.createDirectory(folder);
            return new BundleDraft(folder, lockFile, lock);
        } catch (final IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Where the draft of a version is, and where what is left of a version goes before it is deleted. */
    static Path folderOf(final Path models, final String version) {
        return models.resolve(BEGINNING + version + ENDING);
    }

    Path folder() {
        return folder;
    }

    /** Ends the draft, whether it has become a bundle or not. */
    @Override
    public void close() throws IOException {
        try (lock) {
            Files.deleteIfExists(lockFile);
        }
    }

    /** Deletes the drafts of processes that are gone, and what a deletion that was cut off left. */
    static void removeAbandoned(final Path models) throws IOException {
        if (!Files.isDirectory(models)) {
            return;
        }
        final List<Path> drafts;
        try (Stream<Path> entries = Files.list(models)) {
            drafts = entries.filter(BundleDraft::isDraft).filter(Files::isDirectory).toList();
        }
        for (final Path draft : drafts) {
            final String name = draft.getFileName().toString();
            final Path lockFile = models.resolve(name.substring(0, name.length() - ENDING.length()) + LOCK_ENDING);
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (tryLock(channel) != null) {
                    delete(draft);
                    Files.deleteIfExists(lockFile);
                }
            }
        }
    }

    private static boolean isDraft(final Path path) {
        final String name = path.getFileName().toString();
        return name.startsWith(BEGINNING) && name.endsWith(ENDING);
    }

    /** Null while somebody else has it, also in this process. */
    private static FileLock tryLock(final FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (final OverlappingFileLockException e) {
            return null;
        }
    }

    /** Deletes a folder of files; others may be at it as well. */
    static void delete(final Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            final List<Path> files;
            try (Stream<Path> entries = Files.list(folder)) {
                files = entries.toList();
            }
            for (final Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }
}
