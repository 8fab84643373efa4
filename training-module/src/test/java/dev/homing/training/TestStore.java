package dev.homing.training;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.features.EngagementWeights;
import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.CatalogApplier;
import dev.homing.features.catalog.PropertyMessage;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.LeadApplier;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A real store that tests put events into through ring and committer, as a server does. */
final class TestStore implements AutoCloseable {
    final Store store;
    final Catalog catalog;
    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 18) + RingBufferDescriptor.TRAILER_LENGTH)));
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private final EventFlyweight event = new EventFlyweight();
    private final List<Integer> codes = new ArrayList<>();
    private final Committer committer;
    private final PropertyMessage property = new PropertyMessage();
    private int sent;

    TestStore(final Path folder) {
        store = Store.open(folder);
        catalog = new Catalog(EngagementWeights.defaults()).load(store);
        committer = new Committer(store, ring, (correlation, outcome) -> codes.add(Outcome.code(outcome)), error -> {
            throw new AssertionError(error);
        });
        committer.register(new CatalogApplier(store, catalog, (of, ordinal, isActive) -> { }));
        committer.register(new EventApplier(store, committer.sequence(), catalog, (a, b, c, d, e, f) -> { }, 0));
        committer.register(new LeadApplier(store, (a, b, c, d) -> { }));
    }

    int tenant(final String name) {
        return store.tenantOrCreate(name);
    }

    /** Records an event; an empty property stands for none. */
    void record(final int tenant, final EventType type, final String lead, final String property, final long at) {
        event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, type, at, at, 0, 0, 0, 0, Double.NaN);
        for (final String text : List.of("event" + sent++, lead, property, "", "", "")) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            event.appendText(bytes, bytes.length);
        }
        send(EventFlyweight.TEMPLATE_ID, event.encodedLength());
    }

    /** Puts a listing on the market, or changes what is known of it. */
    void list(
            final int tenant,
            final String id,
            final long atMs,
            final double price,
            final int bedrooms,
            final PropertyStatus status,
            final String area) {
        list(tenant, id, atMs, PropertyMessage.NOT_GIVEN, price, bedrooms, status, area);
    }

    /** Puts a listing on the market that has been there since an instant. */
    void list(
            final int tenant,
            final String id,
            final long atMs,
            final long listedAtMs,
            final double price,
            final int bedrooms,
            final PropertyStatus status,
            final String area) {
        property.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, PropertyMessage.UPSERT, atMs, 0);
        final int at = Committer.CORRELATION_LENGTH + PropertyMessage.RECORD_OFFSET;
        message.putLong(at + PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, atMs, LITTLE_ENDIAN);
        message.putLong(at + PropertyRecord.LISTED_AT_FIELD_OFFSET, listedAtMs, LITTLE_ENDIAN);
        message.putDouble(at + PropertyRecord.PRICE_FIELD_OFFSET, price, LITTLE_ENDIAN);
        message.putByte(at + PropertyRecord.BEDROOMS_FIELD_OFFSET, (byte) bedrooms);
        message.putByte(at + PropertyRecord.STATUS_FIELD_OFFSET, (byte) status.code());
        for (final String text : List.of("", id, "", "", area, "")) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            property.appendText(bytes, bytes.length);
        }
        send(PropertyMessage.TEMPLATE_ID, property.encodedLength(), List.of(Outcome.RECORDED, Outcome.UPDATED));
    }

    /** Gives a lead its tombstone; its events are not removed, as if that had been cut off. */
    void erase(final int tenant, final String lead, final long at) {
        change(tenant, LeadMessage.ERASE, lead, "", at);
    }

    /** Makes a lead another name of one. */
    void merge(final int tenant, final String lead, final String into, final long at) {
        change(tenant, LeadMessage.MERGE, lead, into, at);
    }

    private void change(final int tenant, final int kind, final String lead, final String other, final long at) {
        final byte[] first = lead.getBytes(StandardCharsets.UTF_8);
        final byte[] second = other.getBytes(StandardCharsets.UTF_8);
        LeadMessage.put(message, Committer.CORRELATION_LENGTH, tenant, kind, at, first, second);
        send(LeadMessage.TEMPLATE_ID, LeadMessage.lengthOf(first, second));
    }

    private void send(final int type, final int length) {
        send(type, length, List.of(Outcome.RECORDED));
    }

    private void send(final int type, final int length, final List<Integer> expected) {
        codes.clear();
        if (!ring.write(type, message, 0, Committer.CORRELATION_LENGTH + length)) {
            throw new IllegalStateException("the ring of the test is full");
        }
        committer.doWork();
        if (codes.size() != 1 || !expected.contains(codes.get(0))) {
            throw new IllegalStateException("outcomes=" + codes);
        }
    }

    @Override
    public void close() {
        committer.onClose();
        store.close();
    }
}
