package dev.homing.serving.backup;

import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.terminal.CommandException;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies a backup to a folder: it is made under another name beside it and renamed at the end, so that whoever sees the folder
 * sees all of it. What a killed copy left is taken away by the next one to the same folder.
 */
public final class BackupCopy {
    private static final int BYTES_PER_MB_SHIFT = 20;

    private final Path backup;
    private final BackupManifest manifest;
    private final Progress progress;
    /** Every file is copied and, before or after that, read. */
    private final long bytesToDo;
    private long bytesDone;

    /**
     * Looks at a backup.
     *
     * @param backup   its folder
     * @param progress is told how far copying is
     * @throws CommandException when the folder is no backup, or one that this version cannot read
     */
    public BackupCopy(final Path backup, final Progress progress) {
        this.backup = backup;
        this.progress = progress;
        manifest = BackupManifest.read(backup);
        if (manifest.storeFormat() > Store.FORMAT) {
            throw new CommandException(backup + " was made by Homing " + manifest.version() + " and has store format "
                    + manifest.storeFormat() + "; this version reads formats up to " + Store.FORMAT
                    + ": restore it with that version or a later one", null);
        }
        bytesToDo = Math.max(1, 2 * manifest.bytes());
    }

    /**
     * What the backup says of itself.
     *
     * @return its manifest
     */
    public BackupManifest manifest() {
        return manifest;
    }

    /**
     * Makes sure that a folder can be copied to.
     *
     * @param target absent or empty
     * @throws CommandException when there is something
     * @throws IOException      when that cannot be seen
     */
    public static void requireEmpty(final Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new CommandException(target + " is not empty, and nothing is ever written over: name a new folder, or move "
                + target + " away first", null);
    }

    /**
     * Copies the store and the models: what a data folder consists of.
     *
     * @param target absent or empty
     * @param proof  looks at the copy before it gets its name; what it throws ends the copying
     * @throws CommandException when a file is not what the backup says; then nothing was written
     * @throws IOException      when a file cannot be read or written; nothing is left of the copy
     */
    public void restore(final Path target, final Consumer<Path> proof) throws IOException {
        for (final VerifiedFile file : manifest.files()) {
            verify(backup, file);
        }
        copy(target, draft -> {
            copyFiles(draft);
            proof.accept(draft);
        });
    }

    /**
     * Copies the backup as it is, and reads the copy to be sure of it.
     *
     * @param target absent or empty
     * @throws CommandException when a file of the copy is not what the backup says; nothing is left of the copy
     * @throws IOException      when a file cannot be read or written; nothing is left of the copy
     */
    public void duplicate(final Path target) throws IOException {
        copy(target, draft -> {
            copyFiles(draft);
            for (final VerifiedFile file : manifest.files()) {
                verify(draft, file);
            }
            manifest.write(draft);
        });
    }

    /** Fills a folder that has not got its name yet. */
    @FunctionalInterface
    private interface Filling {
        void fill(Path draft) throws IOException;
    }

    private static void copy(final Path target, final Filling filling) throws IOException {
        requireEmpty(target);
        final Path named = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
        final Path parent = Files.createDirectories(named.getParent());
        final String prefix = "." + named.getFileName() + ".draft-";
        deleteAbandoned(parent, prefix);
        try (TemporaryFolder draft = TemporaryFolder.at(parent.resolve(prefix + ProcessHandle.current().pid()))) {
            filling.fill(draft.path());
            try {
                Files.move(draft.path(), named, StandardCopyOption.ATOMIC_MOVE);
            } catch (final FileSystemException e) {
                throw new CommandException("cannot give the copy its name, " + named + " (" + e.getReason()
                        + "); where that is a file system of its own, name a folder inside it", e);
            }
            VerifiedFile.force(parent);
        }
    }

    /** A draft belongs to the process in its name. */
    private static void deleteAbandoned(final Path parent, final String prefix) throws IOException {
        final List<Path> drafts;
        try (Stream<Path> files = Files.list(parent)) {
            drafts = files.filter(file -> file.getFileName().toString().matches(Pattern.quote(prefix) + "\\d{1,18}")).toList();
        }
        for (final Path draft : drafts) {
            final long pid = Long.parseLong(draft.getFileName().toString().substring(prefix.length()));
            if (ProcessHandle.of(pid).isEmpty()) {
                TemporaryFolder.at(draft).close();
            }
        }
    }

    private void copyFiles(final Path draft) throws IOException {
        final Set<Path> folders = new LinkedHashSet<>(List.of(draft));
        for (final VerifiedFile file : manifest.files()) {
            final Path folder = Files.createDirectories(draft.resolve(file.path()).getParent());
            for (Path made = folder; !made.equals(draft); made = made.getParent()) {
                folders.add(made);
            }
            compare(file, VerifiedFile.copy(backup, draft, file.path()), backup);
        }
        for (final Path folder : folders) {
            VerifiedFile.force(folder);
        }
    }

    private void verify(final Path folder, final VerifiedFile file) throws IOException {
        if (!Files.isRegularFile(folder.resolve(file.path()))) {
            throw new CommandException(folder.resolve(file.path()) + " is missing: the backup is damaged", null);
        }
        compare(file, VerifiedFile.read(folder, file.path()), folder);
    }

    private void compare(final VerifiedFile expected, final VerifiedFile found, final Path folder) {
        if (!found.equals(expected)) {
            throw new CommandException(folder.resolve(expected.path()) + " is damaged: it has " + found.bytes()
                    + " bytes with SHA-256 " + found.sha256() + "; " + BackupManifest.FILE + " says " + expected.bytes()
                    + " bytes with " + expected.sha256(), null);
        }
        bytesDone += found.bytes();
        progress.at((double) bytesDone / bytesToDo, bytesDone >> BYTES_PER_MB_SHIFT, "MB");
    }
}
