package dev.homing.features;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.homing.features.catalog.Catalog;
import dev.homing.features.catalog.CatalogApplier;
import dev.homing.features.catalog.PropertyMessage;
import dev.homing.features.catalog.PropertyRecord;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.LeadApplier;
import dev.homing.tracking.store.OldEvents;
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

/** Events, listings and leads behind a real ring, committer and store, driven by the test's thread. */
final class EntityStore implements AutoCloseable {
    static final long DAY = 86_400_000;
    static final long HOUR = 3_600_000;
    static final long MINUTE = 60_000;
    /** An instant in the middle of an hour. */
    static final long AS_OF = 1_790_000_000_000L;

    final Store store;
    final Catalog catalog;
    /** Of the entry "now" of means. */
    long nowMs = AS_OF;
    final EntityFeatures features;
    final int tenant;
    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 20) + RingBufferDescriptor.TRAILER_LENGTH)));
    private final Committer committer;
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private final EventFlyweight event = new EventFlyweight();
    private final PropertyMessage property = new PropertyMessage();
    private final List<Long> outcomes = new ArrayList<>();
    private long sequence;

    EntityStore(final Path folder) {
        this(folder, "default", 100_000);
    }

    EntityStore(final Path folder, final String tenantName, final int maxEvents) {
        store = Store.open(folder);
        tenant = store.tenantOrCreate(tenantName);
        catalog = new Catalog(EngagementWeights.defaults()).load(store);
        features = new EntityFeatures(
                store, catalog, EngagementWeights.defaults(), new AgentMeans(() -> nowMs), maxEvents);
        committer = new Committer(store, ring, (correlation, outcome) -> outcomes.add(outcome), error -> {
            throw new AssertionError(error);
        });
        committer.register(new CatalogApplier(store, catalog, (of, ordinal, isActive) -> { }));
        committer.register(new EventApplier(store, committer.sequence(), catalog, (a, b, c, d, e, f) -> { }, 0));
        committer.register(new LeadApplier(store, (of, lead, offset, length) -> { }));
        sequence = store.lastSequence();
    }

    /** Records events in this order. */
    void record(final Happening... events) {
        for (final Happening happening : events) {
            happening.sequence = ++sequence;
            event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, happening.type, happening.at, happening.at, 0, 0, 0,
                    happening.flags, happening.seconds);
            for (final String text : List.of(
                    "e" + sequence, happening.lead, happening.property, happening.agent, happening.session, "")) {
                final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                event.appendText(bytes, bytes.length);
            }
            if (!Double.isNaN(happening.mark)) {
                event.appendDetail(happening.type == EventType.TOUR_COMPLETED ? DetailField.INTEREST : DetailField.RATING,
                        happening.mark);
            }
            send(EventFlyweight.TEMPLATE_ID, event.encodedLength());
        }
        drain();
        requireOnly(Outcome.RECORDED);
    }

    /** Says something of listings. */
    void offer(final Offer... offers) {
        for (final Offer offer : offers) {
            property.wrapAndBegin(
                    message, Committer.CORRELATION_LENGTH, tenant, PropertyMessage.UPSERT, offer.effectiveAt, 0);
            final int record = Committer.CORRELATION_LENGTH + PropertyMessage.RECORD_OFFSET;
            message.putLong(record + PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, offer.effectiveAt, LITTLE_ENDIAN);
            message.putLong(record + PropertyRecord.LISTED_AT_FIELD_OFFSET, offer.listedAt, LITTLE_ENDIAN);
            message.putDouble(record + PropertyRecord.PRICE_FIELD_OFFSET, offer.price, LITTLE_ENDIAN);
            message.putByte(record + PropertyRecord.STATUS_FIELD_OFFSET, (byte) offer.status.code());
            message.putByte(record + PropertyRecord.LISTING_KIND_FIELD_OFFSET, (byte) offer.kind.code());
            message.putByte(record + PropertyRecord.PROPERTY_TYPE_FIELD_OFFSET, (byte) offer.type.code());
            for (final String text : List.of("", offer.property, "", offer.currency, offer.area, "")) {
                final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                property.appendText(bytes, bytes.length);
            }
            send(PropertyMessage.TEMPLATE_ID, property.encodedLength());
        }
        drain();
        outcomes.clear();
    }

    void merge(final String from, final String into) {
        life(LeadMessage.MERGE, from, into);
        requireOnly(Outcome.RECORDED);
    }

    void undo(final String from, final String into) {
        life(LeadMessage.UNDO, from, into);
        requireOnly(Outcome.UPDATED);
    }

    /** Marks a lead as erased; its events are still there. */
    void beginErasing(final String lead) {
        life(LeadMessage.ERASE, lead, "");
        requireOnly(Outcome.RECORDED);
    }

    /** Removes the events of a lead that is marked as erased. */
    void endErasing(final String lead) {
        final OldEvents old = OldEvents.ofLead(store, tenant, lead, AS_OF + 1, 100);
        while (old.next()) {
            life(LeadMessage.REMOVE, old.first(), old.last());
        }
        outcomes.clear();
    }

    private void life(final int kind, final String first, final String second) {
        life(kind, first.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8));
    }

    private void life(final int kind, final byte[] first, final byte[] second) {
        LeadMessage.put(message, Committer.CORRELATION_LENGTH, tenant, kind, AS_OF, first, second);
        send(LeadMessage.TEMPLATE_ID, LeadMessage.lengthOf(first, second));
        drain();
    }

    private void send(final int type, final int length) {
        message.putLong(0, 0);
        if (!ring.write(type, message, 0, Committer.CORRELATION_LENGTH + length)) {
            drain();
            if (!ring.write(type, message, 0, Committer.CORRELATION_LENGTH + length)) {
                throw new IllegalStateException("the ring of the test is full");
            }
        }
    }

    private void drain() {
        while (committer.doWork() > 0) {
            Thread.onSpinWait();
        }
    }

    private void requireOnly(final int code) {
        for (final long outcome : outcomes) {
            if (Outcome.code(outcome) != code) {
                throw new AssertionError("outcome=" + Outcome.code(outcome) + ": " + code + " was expected");
            }
        }
        outcomes.clear();
    }

    float[] property(final String id, final long asOf) {
        final float[] vector = new float[PropertyFeatureSchema.LENGTH];
        if (!features.property(tenant, utf8(id), asOf, vector)) {
            throw new AssertionError("there is no property " + id);
        }
        return vector;
    }

    float[] agent(final String id, final long asOf) {
        final float[] vector = new float[AgentFeatureSchema.LENGTH];
        features.agent(tenant, utf8(id), asOf, vector, new float[AgentFeatureSchema.LENGTH]);
        return vector;
    }

    float[] shrunk(final String id, final long asOf) {
        final float[] vector = new float[AgentFeatureSchema.LENGTH];
        features.agent(tenant, utf8(id), asOf, new float[AgentFeatureSchema.LENGTH], vector);
        return vector;
    }

    static UnsafeBuffer utf8(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        committer.onClose();
        store.close();
    }
}
