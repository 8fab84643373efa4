package dev.homing.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.EngagementWeights;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.features.catalog.Catalog;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.Family;
import dev.homing.tracking.store.LeadDirectory.Tombstone;
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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A store that never crashed: gets the events of another one's journal, in their order, through the same applier. What it says of
 * a lead is what the other one must say, under the id that the other one has the lead go by. It merges and erases nothing itself;
 * events that are erased before it saw them leave their places to others.
 */
final class Replay implements AutoCloseable {
    private static final int RING_LENGTH = 4 << 20;
    private static final String NOBODY = "nobody";

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
        for (long sequence = store.lastSequence() + 1; sequence <= other.lastSequence(); sequence++) {
            final byte[] message = events.containsKey(sequence) ? events.get(sequence) : eventOfNobody(sequence);
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

    private static byte[] eventOfNobody(final long sequence) {
        final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
        message.putLong(0, sequence);
        final EventFlyweight event = new EventFlyweight().wrapAndBegin(
                message, Committer.CORRELATION_LENGTH, 0, EventType.PAGE_VIEW, 0, 0, 0, 0, 0, 0, Double.NaN);
        for (final String text : List.of(NOBODY + sequence, NOBODY, "", "", "", "")) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            event.appendText(bytes, bytes.length);
        }
        final byte[] bytes = new byte[Committer.CORRELATION_LENGTH + event.encodedLength()];
        message.getBytes(0, bytes);
        return bytes;
    }

    /** The feature vector of a lead at an instant. */
    float[] features(final String tenant, final String lead, final long asOfMs) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        final Timeline timeline = new Timeline();
        store.timelines().read(store.tenant(tenant), new UnsafeBuffer(id), 0, id.length, asOfMs, timeline);
        final float[] features = new float[LeadFeatureSchema.LENGTH];
        new LeadFeatureExtractor().extract(timeline, asOfMs, features, new int[LeadFeatureSchema.CATEGORICAL_LENGTH]);
        return features;
    }

    /** What every lead's timeline in another store must be, in one word for each. */
    Map<String, String> timelinesOf(final Store other) {
        final Set<String> there = new HashSet<>();
        journal(other, (tenant, sequence, event) -> there.add(tenant + "/" + sequence));
        return timelines(store, (tenant, lead, occurredAt, sequence) -> {
            final Optional<Tombstone> tombstone =
                    other.leads().tombstone(tenant, lead).filter(stone -> occurredAt <= stone.erasedAt());
            if (lead.equals(NOBODY)) {
                return Optional.empty();
            }
            if (!there.contains(tenant + "/" + sequence)) {
                assertTrue(tombstone.isPresent(), "event " + sequence + " of " + lead + " is gone, and nobody erased it");
                return Optional.empty();
            }
            return Optional.of(tombstone.map(Tombstone::under).orElseGet(() -> other.leads().root(tenant, lead)));
        });
    }

    /** What every lead's timeline in a store is, in one word for each: keys, records, their order. */
    static Map<String, String> timelines(final Store store) {
        return timelines(store, (tenant, lead, occurredAt, sequence) -> Optional.of(lead));
    }

    /** Says under which id a record lies; empty for one that does not count. */
    @FunctionalInterface
    private interface Home {
        Optional<String> of(int tenant, String lead, long occurredAt, long sequence);
    }

    private static Map<String, String> timelines(final Store store, final Home home) {
        final Map<String, SortedMap<String, String>> records = new TreeMap<>();
        store.scan(Family.TIMELINES, new byte[0], (key, value) -> {
            final int tenant = key.getInt(0, ByteOrder.BIG_ENDIAN);
            final int idOffset = Integer.BYTES + Short.BYTES;
            final int length = key.getShort(Integer.BYTES, ByteOrder.BIG_ENDIAN);
            final int kind = idOffset + length;
            home.of(tenant, key.getStringWithoutLengthUtf8(idOffset, length), key.getLong(kind + 1, ByteOrder.BIG_ENDIAN),
                    key.getLong(kind + 1 + Long.BYTES, ByteOrder.BIG_ENDIAN)).ifPresent(lead ->
                    records.computeIfAbsent(tenant + "/" + lead, name -> new TreeMap<>())
                            .put(hex(key, kind, key.capacity() - kind), hex(value, 0, value.capacity())));
            return true;
        });
        final Map<String, String> timelines = new TreeMap<>();
        records.forEach((lead, lines) -> timelines.put(lead, HexFormat.of().formatHex(
                sha256().digest(lines.toString().getBytes(StandardCharsets.UTF_8)))));
        return timelines;
    }

    private static String hex(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
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
