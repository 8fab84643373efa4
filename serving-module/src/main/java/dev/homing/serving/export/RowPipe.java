package dev.homing.serving.export;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Makes rows on the calling thread and writes them on another, so that the slower of the two is what an export takes. */
final class RowPipe {
    private RowPipe() {
    }

    /** Writes rows. */
    @FunctionalInterface
    interface Sink {
        /** Takes all rows and writes them. */
        void write(RowQueue rows) throws IOException;
    }

    /**
     * Makes and writes all rows. Both threads are done with it when it returns or throws.
     *
     * @throws IOException when rows cannot be made or written, whichever was first; likewise what either throws unchecked
     */
    static void run(final RowSource source, final Sink sink) throws IOException {
        final RowQueue rows = new RowQueue(source.columns());
        final FutureTask<Void> writing = new FutureTask<>(() -> {
            try {
                sink.write(rows);
            } finally {
                rows.abandon();
            }
            return null;
        });
        final Thread writer = new Thread(writing, "homing-export-writer");
        writer.start();
        try {
            source.writeTo(rows);
            rows.end();
        } catch (final RowQueue.AbandonedException e) {
            Uninterruptibles.joinUninterruptibly(writer);
            complete(writing);
            throw e;
        } finally {
            rows.close();
            // What is under way is little, and what it writes to is deleted next.
            Uninterruptibles.joinUninterruptibly(writer);
        }
        complete(writing);
    }

    private static void complete(final FutureTask<Void> writing) throws IOException {
        try {
            Futures.getDone(writing);
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }
}
