package dev.homing.serving.feedback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of the {@link RecommendationLog}, one for each ten minutes: an id says in which file all about it is. One thread
 * writes; any thread reads what was written before. A file's end that is not whole, as a killed process leaves it, is cut off
 * before more is written, and not seen by readers.
 */
final class LogSegments {
    private static final long SEGMENT_MS = 600_000;
    private static final String SUFFIX = ".log";

    private final Path folder;
    private FileChannel open;
    private long openNumber = -1;

    LogSegments(final Path folder) {
        this.folder = folder;
    }

    /** When an id was made: a UUID of version 7 begins with it. */
    static long ms(final UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    private Path file(final long number) {
        return folder.resolve(number + SUFFIX);
    }

    /** Appends an entry to the file of its id. */
    void append(final LogEntry entry) throws IOException {
        final FileChannel channel = channel(ms(entry.id()) / SEGMENT_MS);
        final ByteBuffer bytes = ByteBuffer.allocate(entry.length());
        entry.put(bytes);
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private FileChannel channel(final long number) throws IOException {
        if (open == null || number != openNumber) {
            close();
            Files.createDirectories(folder);
            final FileChannel channel =
                    FileChannel.open(file(number), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                final long whole = whole(channel);
                channel.truncate(whole);
                channel.position(whole);
            } catch (final IOException e) {
                channel.close();
                throw e;
            }
            open = channel;
            openNumber = number;
        }
        return open;
    }

    private static long whole(final FileChannel channel) throws IOException {
        if (channel.size() == 0) {
            return 0;
        }
        final ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), Integer.MAX_VALUE));
        while (LogEntry.read(bytes) != null) {
            // On to the next one.
        }
        return bytes.position();
    }

    /** Lets what was appended be on the disk. */
    void force() throws IOException {
        if (open != null) {
            open.force(false);
        }
    }

    /** Ends the writing until the next entry. */
    void close() throws IOException {
        if (open != null) {
            open.force(false);
            open.close();
            open = null;
        }
    }

    /** All entries of one tenant's recommendation, in the order in which they came. */
    List<LogEntry> find(final int tenant, final UUID id) throws IOException {
        final Path file = file(ms(id) / SEGMENT_MS);
        final List<LogEntry> found = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            visit(file, entry -> {
                if (entry.tenant() == tenant && entry.id().equals(id)) {
                    found.add(entry);
                }
                return true;
            });
        }
        return found;
    }

    private static void visit(final Path file, final Predicate<LogEntry> visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > 0) {
                final ByteBuffer bytes =
                        channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), Integer.MAX_VALUE));
                LogEntry entry = LogEntry.read(bytes);
                while (entry != null && visitor.test(entry)) {
                    entry = LogEntry.read(bytes);
                }
            }
        }
    }

    /** Writes all files anew that have entries which are not to be kept, without them; how many those were. */
    int removeIf(final Predicate<LogEntry> isUnwanted) throws IOException {
        close();
        int removed = 0;
        for (final Path file : files()) {
            final List<LogEntry> kept = new ArrayList<>();
            final int[] unwanted = {0};
            visit(file, entry -> {
                if (isUnwanted.test(entry)) {
                    unwanted[0]++;
                } else {
                    kept.add(entry);
                }
                return true;
            });
            if (unwanted[0] > 0) {
                rewrite(file, kept);
                removed += unwanted[0];
            }
        }
        return removed;
    }

    private void rewrite(final Path file, final List<LogEntry> kept) throws IOException {
        final Path next = folder.resolve(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (final LogEntry entry : kept) {
                final ByteBuffer bytes = ByteBuffer.allocate(entry.length());
                entry.put(bytes);
                bytes.flip();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes files in which everything is older than an instant. */
    void removeBefore(final long ms) throws IOException {
        for (final Path file : files()) {
            final long number = Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""));
            if ((number + 1) * SEGMENT_MS <= ms && number != openNumber) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.getFileName().toString().matches("\\d{1,18}\\.log")).sorted().toList();
        }
    }
}
