package dev.homing.serving.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RowPipeTest {
    private static final List<Column> COLUMNS = List.of(new Column("a", Column.Kind.WHOLE), new Column("b", Column.Kind.FLOAT),
            new Column("c", Column.Kind.TEXT), new Column("d", Column.Kind.FLOAT));
    /** More than lie between the threads. */
    private static final int MANY = 20 * RowBatch.CAPACITY;

    private final AtomicReference<Thread> writer = new AtomicReference<>();

    @Test
    void shouldHandAllRowsOverInTheirOrder() throws IOException {
        for (final int count : new int[] {0, 1, RowBatch.CAPACITY - 1, RowBatch.CAPACITY, RowBatch.CAPACITY + 1, MANY + 1}) {
            final Check check = new Check();
            RowPipe.run(rows(count), rows -> {
                writer.set(Thread.currentThread());
                rows.writeTo(check);
                assertEquals(null, rows.take(), "it has ended, and still has");
            });
            assertEquals(count, check.count);
            assertTrue(check.hasBegun && check.hasEnded);
            assertNotSame(Thread.currentThread(), writer.get());
            assertFalse(writer.get().isAlive());
        }
    }

    @Test
    void shouldFailAsTheWriterDoesAlsoWhereRowsWouldNeverEnd() {
        for (final Exception failure : List.of(new IOException("full"), new IllegalStateException("odd"))) {
            assertSame(failure, assertThrows(Exception.class, () -> RowPipe.run(rows(Long.MAX_VALUE), rows -> {
                rows.take();
                fail(failure);
            })));
            assertSame(failure, assertThrows(Exception.class, () -> RowPipe.run(rows(0), rows -> fail(failure))));
        }
        final Error error = new AssertionError("worse");
        assertSame(error, assertThrows(AssertionError.class, () -> RowPipe.run(rows(1), rows -> {
            throw error;
        })));
    }

    private static void fail(final Exception failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        throw (RuntimeException) failure;
    }

    @Test
    void shouldFailAsTheSourceDoesAndTellTheWriter() {
        final IllegalStateException failure = new IllegalStateException("broken");
        final Check check = new Check();
        assertSame(failure, assertThrows(IllegalStateException.class, () -> RowPipe.run(new RowSource() {
            @Override
            public List<Column> columns() {
                return COLUMNS;
            }

            @Override
            public void writeTo(final RowWriter out) throws IOException {
                rows(MANY).writeTo(out);
                throw failure;
            }
        }, rows -> {
            writer.set(Thread.currentThread());
            rows.writeTo(check);
        })));
        assertFalse(check.hasEnded, "the writer must not take them for all");
        assertFalse(writer.get().isAlive());
    }

    @Test
    void shouldEndWhenInterrupted() {
        final AtomicLong made = new AtomicLong();
        try {
            assertThrows(InterruptedIOException.class, () -> RowPipe.run(new RowSource() {
                @Override
                public List<Column> columns() {
                    return COLUMNS;
                }

                @Override
                public void writeTo(final RowWriter out) throws IOException {
                    Thread.currentThread().interrupt();
                    for (long i = 0; i < Long.MAX_VALUE; i++) {
                        out.write(new Object[] {i, null}, new float[2]);
                        made.incrementAndGet();
                    }
                }
            }, rows -> rows.writeTo(new Check())));
        } finally {
            assertTrue(Thread.interrupted(), "still to be known");
        }
        assertTrue(made.get() < RowBatch.CAPACITY);
    }

    @Test
    void shouldWaitForAWriterThatIsSlower() throws IOException {
        final AtomicLong made = new AtomicLong();
        RowPipe.run(new RowSource() {
            @Override
            public List<Column> columns() {
                return COLUMNS;
            }

            @Override
            public void writeTo(final RowWriter out) throws IOException {
                for (long i = 0; i < MANY; i++) {
                    made.incrementAndGet();
                    out.write(new Object[] {i, null}, new float[2]);
                }
            }
        }, rows -> {
            long taken = 0;
            for (RowBatch batch = rows.take(); batch != null; batch = rows.take()) {
                taken += batch.count();
                assertTrue(made.get() <= taken + 3L * RowBatch.CAPACITY, "memory is bounded");
            }
        });
        assertEquals(MANY, made.get());
    }

    private static RowSource rows(final long count) {
        return new RowSource() {
            @Override
            public List<Column> columns() {
                return COLUMNS;
            }

            @Override
            public void writeTo(final RowWriter out) throws IOException {
                final Object[] values = new Object[2];
                final float[] floats = new float[2];
                for (long i = 0; i < count; i++) {
                    values[0] = i;
                    values[1] = i % 3 == 0 ? null : "t" + i;
                    floats[0] = i;
                    floats[1] = -i;
                    out.write(values, floats);
                }
            }
        };
    }

    /** Looks for rows in their order. */
    private static final class Check implements RowWriter {
        private long count;
        private boolean hasBegun;
        private boolean hasEnded;

        @Override
        public void begin() {
            hasBegun = true;
        }

        @Override
        public void write(final Object[] values, final float[] floats) {
            assertEquals(count, values[0]);
            assertEquals(count % 3 == 0 ? null : "t" + count, values[1]);
            assertEquals((float) count, floats[0]);
            assertEquals((float) -count, floats[1]);
            count++;
        }

        @Override
        public void end() {
            hasEnded = true;
        }
    }
}
