package dev.homing.serving.backup;

import dev.homing.serving.process.TemporaryFolder;
import dev.homing.serving.recommend.TenantRules;
import dev.homing.serving.terminal.CommandException;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The backups in a data folder, made by the process that has its store open:
 *
 * <pre>
 *  DIR/backups/NAME/store/       the store as it was at one moment, linked to the files of the living one
 *                  /models/      the model bundles, copied
 *                  /rules/       the tenants' rules for lists, copied
 *                  /backup.json  what all of it is
 * </pre>
 *
 * <p>A backup appears under its name when it is complete. Any thread.
 */
public final class Backups {
    /** What a backup may be called: nothing that leads out of the folder or is hidden in it. */
    public static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,64}");

    private static final String FOLDER = "backups";
    private static final String MODELS = "models";
    private static final DateTimeFormatter TIME_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Store store;
    private final Clock clock;

    /**
     * A backup that is there.
     *
     * @param path     of its folder, absolute
     * @param manifest what is in it
     */
    public record Made(Path path, BackupManifest manifest) {
    }

    /**
     * Creates the view of a store's backups.
     *
     * @param store to copy
     * @param clock names backups that nobody names
     */
    public Backups(final Store store, final Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The folder of a backup.
     *
     * @param dataFolder of the store
     * @param name       of the backup
     * @return where it is or would be
     */
    public static Path folder(final Path dataFolder, final String name) {
        return dataFolder.resolve(FOLDER).resolve(name);
    }

    /**
     * Makes a backup of what is on disk now.
     *
     * @param requestId names the request, so that a second one makes no second backup; empty for none
     * @param name      of the backup, matching {@link #NAME}; empty for one of the time
     * @return the backup, or the one that an earlier request of this id made
     * @throws FileAlreadyExistsException when there is another backup of this name
     * @throws IOException                when the folder cannot be written
     */
    public synchronized Made create(final String requestId, final String name) throws IOException {
        final Instant now = clock.instant();
        final String given = name.isEmpty() ? TIME_NAME.format(now) : name;
        if (!NAME.matcher(given).matches()) {
            throw new IllegalArgumentException("name=" + given);
        }
        final Optional<Made> before = requestId.isEmpty() ? Optional.empty() : find(requestId);
        if (before.isPresent()) {
            return before.get();
        }
        final Path target = folder(store.folder().toAbsolutePath(), given);
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        // Nobody else makes backups of a store that we have open: what is left under this name was cut off.
        final Path draft = folder(store.folder().toAbsolutePath(), ".draft");
        TemporaryFolder.at(draft).close();
        try (TemporaryFolder made = TemporaryFolder.at(draft)) {
            final BackupManifest manifest = fill(made.path(), requestId, now);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            VerifiedFile.force(target.getParent());
            return new Made(target, manifest);
        }
    }

    private Optional<Made> find(final String requestId) throws IOException {
        final Path backups = store.folder().toAbsolutePath().resolve(FOLDER);
        if (!Files.isDirectory(backups)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(backups)) {
            for (final Path folder : (Iterable<Path>) all.filter(Backups::isComplete)::iterator) {
                final Optional<BackupManifest> manifest = readable(folder);
                if (manifest.isPresent() && manifest.get().requestId().equals(requestId)) {
                    return Optional.of(new Made(folder, manifest.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** A backup that somebody damaged must not keep others from being made. */
    private static Optional<BackupManifest> readable(final Path folder) {
        try {
            return Optional.of(BackupManifest.read(folder));
        } catch (final CommandException e) {
            return Optional.empty();
        }
    }

    private static boolean isComplete(final Path folder) {
        return NAME.matcher(folder.getFileName().toString()).matches()
                && Files.isRegularFile(folder.resolve(BackupManifest.FILE));
    }

    private BackupManifest fill(final Path draft, final String requestId, final Instant now) throws IOException {
        // First the models: all that they have learned of is then in the store, which is the younger of the two.
        copyModels(draft);
        final long sequence = store.checkpoint(draft);
        final List<VerifiedFile> files = new ArrayList<>();
        for (final Path folder : folders(draft)) {
            for (final Path file : children(folder, Files::isRegularFile)) {
                if (!folder.equals(draft)) {
                    files.add(VerifiedFile.read(draft, path(draft, file)));
                }
            }
            VerifiedFile.force(folder);
        }
        final BackupManifest manifest =
                new BackupManifest(version(), Store.FORMAT, sequence, now, requestId, List.copyOf(files));
        manifest.write(draft);
        return manifest;
    }

    /** A training may be writing beside us: which model is active is read before the models are, so that it is among them. */
    private void copyModels(final Path draft) throws IOException {
        final List<Path> folders = new ArrayList<>();
        for (final String name : List.of(MODELS, TenantRules.FOLDER)) {
            if (Files.isDirectory(store.folder().resolve(name))) {
                folders.add(store.folder().resolve(name));
            }
        }
        for (int i = 0; i < folders.size(); i++) {
            try {
                folders.addAll(copyModels(folders.get(i), draft));
            } catch (final NoSuchFileException e) {
                if (Files.exists(folders.get(i))) {
                    throw e;
                }
                // An old model that a training has deleted meanwhile: nobody needs half of it.
                removeCopy(draft.resolve(path(store.folder(), folders.get(i))));
            }
        }
    }

    /** Copies the files of a folder, and returns the folders in it. */
    private List<Path> copyModels(final Path folder, final Path draft) throws IOException {
        Files.createDirectories(draft.resolve(path(store.folder(), folder)));
        for (final Path file : children(folder, Files::isRegularFile)) {
            VerifiedFile.copy(store.folder(), draft, path(store.folder(), file));
        }
        return children(folder, Files::isDirectory);
    }

    private static void removeCopy(final Path copy) throws IOException {
        for (final Path file : children(copy, Files::isRegularFile)) {
            Files.delete(file);
        }
        Files.delete(copy);
    }

    /** A folder and all those in it, without those that are being written. */
    private static List<Path> folders(final Path root) throws IOException {
        final List<Path> all = new ArrayList<>(List.of(root));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(children(all.get(i), Files::isDirectory));
        }
        return all;
    }

    private static List<Path> children(final Path folder, final Predicate<Path> kind) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(kind).filter(Backups::isFinished).sorted().toList();
        }
    }

    private static boolean isFinished(final Path path) {
        final String name = path.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith(".tmp");
    }

    private static String path(final Path root, final Path file) {
        return root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
    }

    private static String version() {
        return Optional.ofNullable(Backups.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion).orElse("in development");
    }
}
