package dev.homing.serving.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** What the disk takes to make a small write safe, in the folder of the server: the floor of every durable ack. */
final class DiskFloor implements AutoCloseable {
    private static final int WRITE_LENGTH = 4_096;
    private static final int MAX_WRITES = 300;
    private static final long MAX_NS = 1_000_000_000L;

    private final FileChannel file;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(WRITE_LENGTH);

    DiskFloor(final Path folder) throws IOException {
        file = FileChannel.open(folder.resolve("floor"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Appends 4 KiB and waits for the disk, again and again for a second or 300 times, whichever comes first. */
    void measure(final Histogram into) {
        final long startNs = System.nanoTime();
        long beforeNs = startNs;
        for (int i = 0; i < MAX_WRITES && beforeNs - startNs < MAX_NS; i++) {
            try {
                file.write(bytes.clear());
                file.force(false);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            final long afterNs = System.nanoTime();
            into.recordValue(Math.max(afterNs - beforeNs, 1));
            beforeNs = afterNs;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
