package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.features.EngagementWeights;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.features.catalog.Catalog;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.Family;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A store that never crashed: gets the events of another one's journal, in their order, through the same applier. What it says of
 * a lead is what the other one must say.
 */
final class Replay implements AutoCloseable {
    private static final int RING_LENGTH = 4 << 20;

    private final Store store;
    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(RING_LENGTH + RingBufferDescriptor.TRAILER_LENGTH)));
    private final Committer committer;
    private final List<String> troubles = new ArrayList<>();

    /** Opens a folder with the tenants and listings of the other one, and events so far that are its first. */
    Replay(final Path folder) {
        store = Store.open(folder);
        final Catalog catalog = new Catalog(EngagementWeights.defaults()).load(store);
        committer = new Committer(store, ring, (correlation, outcome) -> {
            if (outcome != Outcome.of(Outcome.RECORDED, correlation)) {
                troubles.add("event " + correlation + " became " + Outcome.code(outcome) + " of " + Outcome.value(outcome));
            }
        }, error -> troubles.add(error.toString()));
        committer.register(new EventApplier(
                store, committer.sequence(), catalog, (tenant, lead, offset, length, record, position) -> { }, 0));
    }

    /** Applies what this store does not have yet; every event must get the place that it had. */
    void follow(final Store other) {
        final Map<Long, byte[]> events = new TreeMap<>();
        final Map<Long, byte[]> personal = new HashMap<>();
        walk(other, Family.PERSONAL, (tenant, sequence, details) -> personal.put(sequence, details));
        journal(other, (tenant, sequence, event) -> {
            if (sequence > store.lastSequence()) {
                final byte[] details = personal.getOrDefault(sequence, new byte[0]);
                final byte[] message = new byte[Committer.CORRELATION_LENGTH + event.length + details.length];
                final UnsafeBuffer buffer = new UnsafeBuffer(message);
                buffer.putLong(0, sequence);
                buffer.putBytes(Committer.CORRELATION_LENGTH, event);
                buffer.putBytes(Committer.CORRELATION_LENGTH + event.length, details);
                buffer.putLong(Committer.CORRELATION_LENGTH + EventFlyweight.SEQUENCE_FIELD_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
                events.put(sequence, message);
            }
        });
        for (final byte[] message : events.values()) {
            while (!ring.write(EventFlyweight.TEMPLATE_ID, new UnsafeBuffer(message), 0, message.length)) {
                committer.doWork();
            }
        }
        while (ring.size() > 0) {
            committer.doWork();
        }
        assertEquals(List.of(), troubles);
        assertEquals(other.lastSequence(), store.lastSequence());
    }

    /** The feature vector of a lead at an instant. */
    float[] features(final String tenant, final String lead, final long asOfMs) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        final Timeline timeline = new Timeline();
        store.readTimeline(store.tenant(tenant), new UnsafeBuffer(id), 0, id.length, asOfMs, timeline);
        final float[] features = new float[LeadFeatureSchema.LENGTH];
        new LeadFeatureExtractor().extract(timeline, asOfMs, features);
        return features;
    }

    /** What every lead's timeline is, in one word for each. */
    Map<String, String> timelines() {
        return timelines(store);
    }

    /** What every lead's timeline in a store is, in one word for each: keys, records, their order. */
    static Map<String, String> timelines(final Store store) {
        final Map<String, MessageDigest> digests = new TreeMap<>();
        store.scan(Family.TIMELINES, new byte[0], (key, value) -> {
            final int length = key.getShort(Integer.BYTES, ByteOrder.BIG_ENDIAN);
            final String lead = key.getInt(0, ByteOrder.BIG_ENDIAN) + "/"
                    + key.getStringWithoutLengthUtf8(Integer.BYTES + Short.BYTES, length);
            final byte[] bytes = new byte[key.capacity() + value.capacity()];
            key.getBytes(0, bytes, 0, key.capacity());
            value.getBytes(0, bytes, key.capacity(), value.capacity());
            digests.computeIfAbsent(lead, name -> sha256()).update(bytes);
            return true;
        });
        final Map<String, String> timelines = new TreeMap<>();
        digests.forEach((lead, digest) -> timelines.put(lead, HexFormat.of().formatHex(digest.digest())));
        return timelines;
    }

    /** Sees the events of {@link #journal}. */
    @FunctionalInterface
    interface JournalVisitor {
        void event(int tenant, long sequence, byte[] event);
    }

    /** Walks a journal. */
    static void journal(final Store store, final JournalVisitor visitor) {
        walk(store, Family.EVENTS, visitor);
    }

    private static void walk(final Store store, final Family family, final JournalVisitor visitor) {
        store.scan(family, new byte[0], (key, value) -> {
            final byte[] event = new byte[value.capacity()];
            value.getBytes(0, event);
            visitor.event(key.getInt(0, ByteOrder.BIG_ENDIAN), key.getLong(Integer.BYTES, ByteOrder.BIG_ENDIAN), event);
            return true;
        });
    }

    /** The id of an event of a journal. */
    static String id(final byte[] event) {
        return new EventFlyweight().wrap(new UnsafeBuffer(event), 0).text(Text.EVENT_ID);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        committer.onClose();
        store.close();
    }
}
