package dev.homing.tracking.store;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.TimelineRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A real ring, committer and store for tests, driven by the test's own thread. */
final class Journal implements AutoCloseable {
    final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 20) + RingBufferDescriptor.TRAILER_LENGTH)));
    final Map<Long, Long> acks = new HashMap<>();
    final List<Throwable> errors = new ArrayList<>();
    final List<Long> shown = new ArrayList<>();
    final List<Integer> counted = new ArrayList<>();
    final Committer committer;
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private final EventFlyweight event = new EventFlyweight();
    private long correlation;

    Journal(final Store store) {
        this(store, store, SystemNanoClock.INSTANCE);
    }

    Journal(final Store store, final BatchWriter writer, final NanoClock clock) {
        committer = new Committer(store, writer, ring, acks::put, errors::add, clock);
        committer.register(new EventApplier(store, committer.sequence(), new Ordinals(),
                (tenant, lead, offset, length, record, recordOffset) ->
                        shown.add(TimelineRecord.sequence(record, recordOffset)), 0));
    }

    /** Puts an event into the ring and returns its correlation. */
    long offer(final int tenant, final String id, final EventType type, final String lead, final String property, final long at) {
        event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, type, at, at, 0, 0, 0, 0, Double.NaN);
        for (final String text : List.of(id, lead, property, "", "", "")) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            event.appendText(bytes, bytes.length);
        }
        message.putLong(0, ++correlation);
        if (!ring.write(EventFlyweight.TEMPLATE_ID, message, 0, Committer.CORRELATION_LENGTH + event.encodedLength())) {
            throw new IllegalStateException("the ring of the test is full");
        }
        return correlation;
    }

    /** Puts an event into the ring, commits it and returns its outcome. */
    long record(
            final int tenant, final String id, final EventType type, final String lead, final String property, final long at) {
        final long sent = offer(tenant, id, type, lead, property, at);
        while (!acks.containsKey(sent)) {
            committer.doWork();
        }
        return acks.get(sent);
    }

    @Override
    public void close() {
        committer.onClose();
    }

    /** Gives properties ordinals in order of appearance, without attributes. */
    private final class Ordinals implements PropertyCapture {
        private final Map<String, Integer> ordinals = new HashMap<>();

        @Override
        public int ordinal(final int tenant, final DirectBuffer id, final int offset, final int length) {
            return ordinals.computeIfAbsent(id.getStringWithoutLengthUtf8(offset, length), key -> ordinals.size());
        }

        @Override
        public void capture(final int tenant, final int ordinal, final MutableDirectBuffer record, final int position) {
        }

        @Override
        public void count(final int tenant, final int ordinal, final DirectBuffer record, final int position) {
            counted.add(ordinal);
        }

        @Override
        public void prepare(final Batch batch) {
        }
    }
}
