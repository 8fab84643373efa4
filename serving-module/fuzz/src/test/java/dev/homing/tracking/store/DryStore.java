package dev.homing.tracking.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A real store and a real applier whose batches are never written, so that a fuzzer may apply events by the million. */
public final class DryStore {
    private final Batch batch;
    private final EventApplier applier;

    private DryStore(final Store store) {
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(1_024 + RingBufferDescriptor.TRAILER_LENGTH)));
        final Committer committer = new Committer(store, ring, (correlation, outcome) -> { }, error -> { });
        batch = store.newBatch();
        applier = new EventApplier(store, committer.sequence(), new OneListing(),
                (tenant, lead, offset, length, record, recordOffset) -> { }, 0);
    }

    /** Opens a store in a temporary folder, which goes away with the process. */
    public static DryStore open() {
        try {
            final Path folder = Files.createTempDirectory("homing-fuzz");
            final Store store = Store.open(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                store.close();
                IoUtil.delete(folder.toFile(), true);
            }));
            return new DryStore(store);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies an event and forgets it. */
    public int apply(final MutableDirectBuffer message, final int offset, final int length) {
        final long outcome = applier.stage(message, offset, length, batch);
        applier.prepare(batch);
        applier.committed();
        batch.clear();
        return Outcome.code(outcome);
    }

    private static final class OneListing implements PropertyCapture {
        @Override
        public int ordinal(final int tenant, final DirectBuffer id, final int offset, final int length) {
            return 0;
        }

        @Override
        public int area(final int tenant, final DirectBuffer id, final int offset, final int length) {
            return 0;
        }

        @Override
        public void agent(final int tenant, final DirectBuffer id, final int offset, final int length) {
        }

        @Override
        public void capture(final int tenant, final int ordinal, final MutableDirectBuffer record, final int position) {
        }

        @Override
        public void count(final int tenant, final int ordinal, final DirectBuffer record, final int position) {
        }

        @Override
        public void prepare(final Batch batch) {
        }
    }
}
