package dev.homing.tracking.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files of the log of recommendations in a data folder: {@link RecommendationEntry entries} one after the other, one file for
 * each ten minutes, so that an id says in which file all about it is. A server writes them; any thread or process reads them,
 * also meanwhile. Immutable; any thread.
 */
public final class RecommendationFiles {
    /** Folder in the data folder. */
    public static final String FOLDER = "recommendations";

    private static final long FILE_MS = 600_000;
    private static final String SUFFIX = ".log";
    private static final int BUFFER_LENGTH = 1 << 20;

    private final Path folder;

    /** The entries of one file, in the order in which they came; may be read more than once. One thread. */
    public static final class Reader {
        private final FileChannel channel;
        private ByteBuffer buffer;

        private Reader(final FileChannel channel, final ByteBuffer buffer) {
            this.channel = channel;
            this.buffer = buffer;
        }

        /**
         * Shows the entries, up to an end that is not whole. What is written or removed meanwhile may be seen or not.
         *
         * @param visitor sees them
         * @throws IOException when the disk refuses it
         */
        public void forEach(final EntryVisitor visitor) throws IOException {
            channel.position(0);
            buffer.clear().limit(0);
            for (Optional<RecommendationEntry> entry = next(); entry.isPresent(); entry = next()) {
                visitor.visit(entry.get());
            }
        }

        /** Reads, and does not map: a server that starts cuts off an end that is not whole. */
        private Optional<RecommendationEntry> next() throws IOException {
            final Optional<RecommendationEntry> entry = RecommendationEntry.read(buffer);
            return entry.isPresent() || !fill() ? entry : RecommendationEntry.read(buffer);
        }

        /** Makes the next entry be in the buffer as a whole; false where it was, or is not there. */
        private boolean fill() throws IOException {
            final int before = buffer.remaining();
            buffer.compact();
            boolean isMore = true;
            while (isMore && buffer.hasRemaining()) {
                isMore = channel.read(buffer) >= 0;
            }
            buffer.flip();
            final int length = RecommendationEntry.nextLength(buffer);
            if (length > buffer.capacity()) {
                buffer = ByteBuffer.allocate(length).put(buffer);
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                    // On to the entry's end.
                }
                buffer.flip();
            }
            return buffer.remaining() > before;
        }
    }

    /** Sees entries. */
    @FunctionalInterface
    public interface EntryVisitor {
        /**
         * Sees one.
         *
         * @param entry that is whole
         * @throws IOException ends the visit
         */
        void visit(RecommendationEntry entry) throws IOException;
    }

    /** Sees files. */
    @FunctionalInterface
    public interface FileVisitor {
        /**
         * Sees one.
         *
         * @param file valid during the call
         * @throws IOException ends the visit
         */
        void visit(Reader file) throws IOException;
    }

    /**
     * Names the files of a folder, which need not exist.
     *
     * @param folder of the files
     */
    public RecommendationFiles(final Path folder) {
        this.folder = folder;
    }

    /**
     * Names the files of a data folder, which need not have any.
     *
     * @param data folder
     * @return its files
     */
    public static RecommendationFiles of(final Path data) {
        return new RecommendationFiles(data.resolve(FOLDER));
    }

    /**
     * When a recommendation was made.
     *
     * @param id a UUID of version 7, which begins with it
     * @return milliseconds since 1970
     */
    public static long ms(final UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    /**
     * The number of the file in which all about a recommendation is.
     *
     * @param id of the recommendation
     * @return 0 or more; later ones are higher
     */
    public static long number(final UUID id) {
        return ms(id) / FILE_MS;
    }

    /**
     * Whether all recommendations of a file are older than an instant.
     *
     * @param number of the file
     * @param ms     milliseconds since 1970
     * @return true when none is of that instant or later
     */
    public static boolean isBefore(final long number, final long ms) {
        return (number + 1) * FILE_MS <= ms;
    }

    /**
     * A file by its number.
     *
     * @param number of the file
     * @return which need not exist
     */
    public Path file(final long number) {
        return folder.resolve(number + SUFFIX);
    }

    /**
     * The files that there are.
     *
     * @return their numbers, ascending
     * @throws IOException when the disk refuses it
     */
    public List<Long> numbers() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\d{1,15}\\.log"))
                    .map(name -> Long.valueOf(name.replace(SUFFIX, ""))).sorted().toList();
        }
    }

    /**
     * Shows the files in which recommendations up to an instant are, oldest first. A file that is removed meanwhile is not shown.
     *
     * @param untilMs milliseconds since 1970; the last file may have later recommendations as well
     * @param visitor sees them
     * @throws IOException when the disk refuses it
     */
    public void forEach(final long untilMs, final FileVisitor visitor) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH);
        for (final long number : numbers()) {
            if (number <= untilMs / FILE_MS) {
                try (FileChannel channel = FileChannel.open(file(number), StandardOpenOption.READ)) {
                    visitor.visit(new Reader(channel, buffer));
                } catch (final NoSuchFileException e) {
                    // It was too old to be kept; the next one may be there.
                }
            }
        }
    }
}
