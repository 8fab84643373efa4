package dev.homing.features.benchmarks;

import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.CatalogApplier;
import dev.homing.features.catalog.PropertyMessage;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.Store;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A store with one busy listing among 200 of its area, and one busy agent, filled through the real committer. */
final class Market implements AutoCloseable {
    static final long NOW_MS = 1_764_000_000_000L;

    private static final int LISTINGS = 200;
    private static final long WINDOW_MS = 29L * 86_400_000;
    private static final EventType[] TYPES = {
        EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE,
        EventType.PROPERTY_SAVE, EventType.BOOKING_REQUEST, EventType.AGENT_ACTION, EventType.TOUR_SCHEDULED};

    final Store store;
    final Catalog catalog;
    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 22) + RingBufferDescriptor.TRAILER_LENGTH)));
    private final Committer committer;
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();

    Market(final Path folder, final int events) {
        store = Store.open(folder);
        store.tenantOrCreate("default");
        catalog = new Catalog(EngagementWeights.defaults()).load(store);
        committer = new Committer(store, ring, (correlation, outcome) -> { }, error -> {
            throw new IllegalStateException(error);
        });
        committer.register(new CatalogApplier(store, catalog, (of, ordinal, isActive) -> { }));
        committer.register(new EventApplier(store, committer.sequence(), catalog, (a, b, c, d, e, f) -> { }, 0));
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < LISTINGS; i++) {
            offerListing("p" + i, 200_000 + random.nextInt(500_000));
        }
        for (int i = 0; i < events; i++) {
            final long at = NOW_MS - WINDOW_MS + WINDOW_MS * i / events;
            final EventType type = TYPES[random.nextInt(TYPES.length)];
            final String lead = "lead" + random.nextInt(1 + events / 5);
            offerEvent("busy" + i, type, lead, "p0", "agent", at);
            // What lies between: the events of others.
            offerEvent("other" + i, type, lead, "p" + (1 + random.nextInt(LISTINGS - 1)), "a" + random.nextInt(20), at);
        }
        drain();
    }

    private void offerListing(final String id, final double price) {
        final PropertyMessage property = new PropertyMessage().wrapAndBegin(
                message, Committer.CORRELATION_LENGTH, 0, PropertyMessage.UPSERT, NOW_MS - WINDOW_MS, 0);
        final int record = Committer.CORRELATION_LENGTH + PropertyMessage.RECORD_OFFSET;
        message.putLong(record + PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, NOW_MS - WINDOW_MS, ByteOrder.LITTLE_ENDIAN);
        message.putDouble(record + PropertyRecord.PRICE_FIELD_OFFSET, price, ByteOrder.LITTLE_ENDIAN);
        message.putByte(record + PropertyRecord.STATUS_FIELD_OFFSET, (byte) PropertyStatus.ACTIVE.code());
        for (final String text : List.of("", id, "", "USD", "98101", "")) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            property.appendText(bytes, bytes.length);
        }
        send(PropertyMessage.TEMPLATE_ID, property.encodedLength());
    }

    private void offerEvent(
            final String id, final EventType type, final String lead, final String property, final String agent, final long at) {
        final EventFlyweight event = new EventFlyweight();
        event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, 0, type, at, at, 0, 0, 0, 0, 45);
        for (final String text : List.of(id, lead, property, agent, "session", "")) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            event.appendText(bytes, bytes.length);
        }
        send(EventFlyweight.TEMPLATE_ID, event.encodedLength());
    }

    private void send(final int type, final int length) {
        while (!ring.write(type, message, 0, Committer.CORRELATION_LENGTH + length)) {
            drain();
        }
    }

    private void drain() {
        while (committer.doWork() > 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        committer.onClose();
        store.close();
    }
}
