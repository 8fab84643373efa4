package dev.homing.tracking.store;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.tracking.codec.Hash64;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far the store was when it last acked, kept outside of the database: so that a database that lost its end, and is content
 * with what it finds, is found out when it is opened.
 *
 * <p>It is written after each sync and before the acks, and not synced itself: it survives the end of the process, and after a
 * loss of power it may be older than the truth but never newer. It is written and not mapped, because a mapped page that the disk
 * has no room for ends the process. Committer thread only, after opening.
 *
 * <pre>
 *    0               8               16              24              32
 *   +---------------+---------------+---------------+---------------+
 *   | "HomingMk"    | sequence      | change        | hash of 0-23  |   int64, little endian
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 */
final class AckedMark implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AckedMark.class.getName());
    private static final String FILE = "acked";
    private static final long MAGIC = 0x6b4d676e696d6f48L;
    private static final int SEQUENCE_FIELD_OFFSET = Long.BYTES;
    private static final int CHANGE_FIELD_OFFSET = SEQUENCE_FIELD_OFFSET + Long.BYTES;
    private static final int HASH_FIELD_OFFSET = CHANGE_FIELD_OFFSET + Long.BYTES;
    private static final int LENGTH = HASH_FIELD_OFFSET + Long.BYTES;

    /**
     * A point that the store has reached.
     *
     * @param sequence of the newest event
     * @param change   the database's own count of changes, of listings and tenants too
     */
    record Point(long sequence, long change) {
    }

    private final Path path;
    private final RandomAccessFile file;
    private final byte[] bytes = new byte[LENGTH];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private boolean isBroken;

    private AckedMark(final Path path, final RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** Reads the mark of a data folder; empty when there is none, or when it is damaged, which the log says. */
    static Optional<Point> read(final Path folder) {
        final Path path = folder.resolve(FILE);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        final byte[] found;
        try {
            found = Files.readAllBytes(path);
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot read " + path + ", so whether acked events are missing is not known", e);
            return Optional.empty();
        }
        final UnsafeBuffer mark = new UnsafeBuffer(found);
        if (found.length != LENGTH || mark.getLong(0, LITTLE_ENDIAN) != MAGIC
                || mark.getLong(HASH_FIELD_OFFSET, LITTLE_ENDIAN) != Hash64.hash(0, mark, 0, HASH_FIELD_OFFSET)) {
            LOG.log(System.Logger.Level.WARNING, path + " is damaged, so whether acked events are missing is not known");
            return Optional.empty();
        }
        return Optional.of(new Point(
                mark.getLong(SEQUENCE_FIELD_OFFSET, LITTLE_ENDIAN), mark.getLong(CHANGE_FIELD_OFFSET, LITTLE_ENDIAN)));
    }

    /** Opens the mark of a data folder for writing. */
    static AckedMark open(final Path folder) {
        final Path path = folder.resolve(FILE);
        try {
            return new AckedMark(path, new RandomAccessFile(path.toFile(), "rw"));
        } catch (final IOException e) {
            throw StoreException.of("Cannot open " + path, e);
        }
    }

    /** Writes where the store is. A failure is logged once: an old mark is a safe one, the database has everything. */
    void write(final long sequence, final long change) {
        buffer.putLong(0, MAGIC, LITTLE_ENDIAN);
        buffer.putLong(SEQUENCE_FIELD_OFFSET, sequence, LITTLE_ENDIAN);
        buffer.putLong(CHANGE_FIELD_OFFSET, change, LITTLE_ENDIAN);
        buffer.putLong(HASH_FIELD_OFFSET, Hash64.hash(0, buffer, 0, HASH_FIELD_OFFSET), LITTLE_ENDIAN);
        try {
            file.seek(0);
            file.write(bytes, 0, LENGTH);
            isBroken = false;
        } catch (final IOException e) {
            if (!isBroken) {
                isBroken = true;
                LOG.log(System.Logger.Level.WARNING, "cannot write " + path + ", which stays behind the store", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot close " + path, e);
        }
    }
}
