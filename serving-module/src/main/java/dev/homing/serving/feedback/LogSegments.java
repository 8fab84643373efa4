package dev.homing.serving.feedback;

import dev.homing.tracking.store.RecommendationEntry;
import dev.homing.tracking.store.RecommendationFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The files of the {@link RecommendationLog}, one for each ten minutes: an id says in which file all about it is. One thread
 * writes; any thread reads what was written before. A file's end that is not whole, as a killed process or a full disk leaves it,
 * is cut off before more is written, and not seen by readers.
 */
final class LogSegments {
    /** How much of a file is mapped at a time: a multiple of the largest entry. */
    static final long WINDOW = 1L << 30;

    private static final int MAX_OPEN = 8;

    private final Path folder;
    private final RecommendationFiles files;
    private final long window;
    /** Feedback comes for older lists while new ones are written. */
    private final Map<Long, FileChannel> open = new HashMap<>();
    /** Those that have something that is not on the disk for sure. */
    private final Set<FileChannel> dirty = new HashSet<>();
    /** Those whose ends are known to be whole: looked at once, and written by nobody else since. */
    private final Set<Long> whole = new HashSet<>();

    /** What reads the entry at the position of a mapped part of a file; false where there is no whole one. */
    @FunctionalInterface
    private interface Step {
        boolean isTaken(ByteBuffer bytes) throws IOException;
    }

    LogSegments(final Path folder, final long window) {
        this.folder = folder;
        files = new RecommendationFiles(folder);
        this.window = window;
    }

    /** Appends an entry to the file of its id. */
    void append(final RecommendationEntry entry) throws IOException {
        final long number = RecommendationFiles.number(entry.id());
        try {
            final FileChannel channel = channel(number);
            write(entry, channel);
            dirty.add(channel);
        } catch (final IOException e) {
            // Half of it may be there.
            whole.remove(number);
            close(number);
            throw e;
        }
    }

    private static void write(final RecommendationEntry entry, final FileChannel channel) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(entry.length());
        entry.put(bytes);
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private FileChannel channel(final long number) throws IOException {
        final FileChannel before = open.get(number);
        if (before != null) {
            return before;
        }
        if (open.size() == MAX_OPEN) {
            close(open.keySet().stream().min(Long::compare).orElseThrow());
        }
        Files.createDirectories(folder);
        final FileChannel channel = FileChannel.open(
                files.file(number), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        open.put(number, channel);
        if (whole.add(number)) {
            channel.truncate(walk(channel, bytes -> RecommendationEntry.read(bytes).isPresent()));
        }
        channel.position(channel.size());
        return channel;
    }

    /** Takes one step after the other through a file; returns where the first one failed, or the end. */
    private long walk(final FileChannel channel, final Step step) throws IOException {
        long at = 0;
        long moved = 1;
        while (moved > 0 && at < channel.size()) {
            final ByteBuffer bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(channel.size() - at, window));
            while (step.isTaken(bytes)) {
                // On to the next one.
            }
            moved = bytes.position();
            at += moved;
        }
        return at;
    }

    /** Lets what was appended be on the disk. */
    void force() throws IOException {
        for (final FileChannel channel : dirty) {
            channel.force(false);
        }
        dirty.clear();
    }

    private void close(final long number) throws IOException {
        final FileChannel channel = open.remove(number);
        if (channel != null) {
            try (channel) {
                if (dirty.remove(channel)) {
                    channel.force(false);
                }
            }
        }
    }

    /** Ends the writing until the next entry. */
    void close() throws IOException {
        for (final Long number : List.copyOf(open.keySet())) {
            close(number);
        }
    }

    /** All entries of one tenant's recommendation, in the order in which they came. */
    List<RecommendationEntry> find(final int tenant, final UUID id) throws IOException {
        final Path file = files.file(RecommendationFiles.number(id));
        final List<RecommendationEntry> found = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                walk(channel, bytes -> {
                    if (!RecommendationEntry.isNextAbout(bytes, tenant, id)) {
                        return RecommendationEntry.skip(bytes);
                    }
                    final Optional<RecommendationEntry> entry = RecommendationEntry.read(bytes);
                    entry.ifPresent(found::add);
                    return entry.isPresent();
                });
            }
        }
        return found;
    }

    private void visit(final Path file, final RecommendationFiles.EntryVisitor visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            walk(channel, bytes -> {
                final Optional<RecommendationEntry> entry = RecommendationEntry.read(bytes);
                if (entry.isPresent()) {
                    visitor.visit(entry.get());
                }
                return entry.isPresent();
            });
        }
    }

    /**
     * Writes all files anew that have entries which are not to be kept, without them; how many those were.
     *
     * @param isUnwanted is asked of an entry once or twice, and says the same
     */
    int removeIf(final Predicate<RecommendationEntry> isUnwanted) throws IOException {
        close();
        int removed = 0;
        for (final long number : files.numbers()) {
            final Path file = files.file(number);
            final int[] unwanted = {0};
            visit(file, entry -> unwanted[0] += isUnwanted.test(entry) ? 1 : 0);
            if (unwanted[0] > 0) {
                rewrite(file, isUnwanted);
                removed += unwanted[0];
            }
        }
        return removed;
    }

    private void rewrite(final Path file, final Predicate<RecommendationEntry> isUnwanted) throws IOException {
        final Path next = folder.resolve(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            visit(file, entry -> {
                if (!isUnwanted.test(entry)) {
                    write(entry, channel);
                }
            });
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes files in which everything is older than an instant. */
    void removeBefore(final long ms) throws IOException {
        for (final long number : files.numbers()) {
            if (RecommendationFiles.isBefore(number, ms)) {
                close(number);
                whole.remove(number);
                Files.deleteIfExists(files.file(number));
            }
        }
    }
}
