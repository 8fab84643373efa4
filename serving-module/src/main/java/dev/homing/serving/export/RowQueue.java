package dev.homing.serving.export;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Rows on their way from the thread that makes them to the one that writes them, in their order and some thousands at most. One
 * thread on each side; whichever ends before its time sets the other free.
 */
final class RowQueue implements RowWriter {
    /** One to fill, one to write, and one that keeps either from waiting when the other is slower for a moment. */
    private static final int BATCHES = 3;

    private final Queue<RowBatch> empty = new ArrayDeque<>();
    private final Queue<RowBatch> full = new ArrayDeque<>();
    /** Of the thread that makes rows. */
    private RowBatch filling;
    /** What the other thread has; null before the first one. */
    private RowBatch taken;
    private boolean isEnded;
    private boolean isBroken;
    private boolean isAbandoned;

    /** Nobody takes rows any more. Why not is known to the thread that took them. */
    static final class AbandonedException extends IOException {
        private static final long serialVersionUID = 1;

        private AbandonedException() {
            super("nobody writes what is exported any more");
        }
    }

    RowQueue(final List<Column> columns) {
        final int floats = (int) columns.stream().filter(column -> column.kind() == Column.Kind.FLOAT).count();
        for (int i = 0; i < BATCHES; i++) {
            empty.add(new RowBatch(columns.size() - floats, floats));
        }
        filling = empty.remove();
    }

    @Override
    public void begin() {
        // Rows alone are passed on.
    }

    @Override
    public void write(final Object[] values, final float[] floats) throws IOException {
        filling.add(values, floats);
        if (filling.isFull()) {
            pass();
        }
    }

    @Override
    public void end() throws IOException {
        if (filling.count() > 0) {
            pass();
        }
        finish();
    }

    private synchronized void finish() {
        isEnded = true;
        notifyAll();
    }

    private synchronized void pass() throws IOException {
        full.add(filling);
        notifyAll();
        try {
            // An interrupt ends the work also where nobody would have to wait.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while (empty.isEmpty() && !isAbandoned) {
                wait();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while exporting");
        }
        if (isAbandoned) {
            throw new AbandonedException();
        }
        filling = empty.remove();
    }

    /** No more rows come; without {@link #end} those that came are not all. The thread that makes rows calls it in any case. */
    synchronized void close() {
        isBroken = !isEnded;
        notifyAll();
    }

    /**
     * The next rows, for the thread that writes.
     *
     * @return valid until the next call; null when there are no more
     * @throws IOException when rows end before their time
     */
    synchronized RowBatch take() throws IOException {
        if (taken != null) {
            taken.clear();
            empty.add(taken);
            taken = null;
            notifyAll();
        }
        try {
            while (full.isEmpty() && !isEnded && !isBroken) {
                wait();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while exporting");
        }
        if (isBroken) {
            throw new IOException("the rows to export end before their time");
        }
        taken = full.poll();
        return taken;
    }

    /** Takes all rows and writes them, for the thread that writes. */
    void writeTo(final RowWriter out) throws IOException {
        out.begin();
        for (RowBatch batch = take(); batch != null; batch = take()) {
            for (int i = 0; i < batch.count(); i++) {
                out.write(batch.values(i), batch.floats(i));
            }
        }
        out.end();
    }

    /** Takes no more rows. The thread that writes calls it in any case. */
    synchronized void abandon() {
        isAbandoned = true;
        notifyAll();
    }
}
