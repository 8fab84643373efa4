package dev.homing.tracking.store;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.ProfileMessage;
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
    private final Store store;
    final List<String> changed = new ArrayList<>();
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private final EventFlyweight event = new EventFlyweight();
    private long correlation;

    Journal(final Store store) {
        this(store, store, SystemNanoClock.INSTANCE);
    }

    Journal(final Store store, final BatchWriter writer, final NanoClock clock) {
        this.store = store;
        committer = new Committer(store, writer, ring, acks::put, errors::add, clock);
        committer.register(new EventApplier(store, committer.sequence(), new Ordinals(),
                (tenant, lead, offset, length, record, recordOffset) ->
                        shown.add(TimelineRecord.sequence(record, recordOffset)), 0));
        committer.register(new LeadApplier(store, (tenant, lead, offset, length) ->
                changed.add(tenant + " " + lead.getStringWithoutLengthUtf8(offset, length))));
        committer.register(new ProfileApplier(store, (sent, held) -> sent, ProfileListener.NONE));
    }

    /** Puts an event into the ring and returns its correlation. */
    long offer(final int tenant, final String id, final EventType type, final String lead, final String property, final long at) {
        event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, type, at, at, 0, 0, 0, 0, Double.NaN);
        appendTexts(id, lead, property, "", "", "");
        return send(EventFlyweight.TEMPLATE_ID, event.encodedLength());
    }

    private void appendTexts(final String... texts) {
        for (final String text : texts) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            event.appendText(bytes, bytes.length);
        }
    }

    private long send(final int type, final int length) {
        message.putLong(0, ++correlation);
        if (!ring.write(type, message, 0, Committer.CORRELATION_LENGTH + length)) {
            throw new IllegalStateException("the ring of the test is full");
        }
        return correlation;
    }

    /** Puts an event into the ring, commits it and returns its outcome. */
    long record(
            final int tenant, final String id, final EventType type, final String lead, final String property, final long at) {
        return outcome(offer(tenant, id, type, lead, property, at));
    }

    /** Records a tour request with an agent, a session and notes, which are personal. */
    long recordTour(final int tenant, final String id, final String lead, final long at) {
        event.wrapAndBegin(
                message, Committer.CORRELATION_LENGTH, tenant, EventType.BOOKING_REQUEST, at, at, 0, 0, 0, 0, Double.NaN);
        appendTexts(id, lead, "p1", "agent", "session", "");
        event.appendDetail(DetailField.BOOKING_TYPE, new byte[] {'t'}, 1);
        event.appendDetail(DetailField.NOTES, new byte[] {'n'}, 1);
        return outcome(send(EventFlyweight.TEMPLATE_ID, event.encodedLength()));
    }

    /** Records a search or filter; of the numbers NaN and of the area an empty one are not said. */
    long recordWish(
            final EventType type, final String lead, final String property, final long at, final double minPrice,
            final double maxPrice, final double minBedrooms, final String area) {
        event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, 0, type, at, at, 0, 0, 0, 0, Double.NaN);
        appendTexts("wish" + at, lead, property, "", "", "");
        event.appendDetail(DetailField.QUERY, new byte[] {'q'}, 1);
        appendNumber(DetailField.MIN_PRICE, minPrice);
        appendNumber(DetailField.MAX_PRICE, maxPrice);
        appendNumber(DetailField.MIN_BEDROOMS, minBedrooms);
        if (!area.isEmpty()) {
            final byte[] bytes = area.getBytes(StandardCharsets.UTF_8);
            event.appendDetail(DetailField.AREA_ID, bytes, bytes.length);
        }
        return outcome(send(EventFlyweight.TEMPLATE_ID, event.encodedLength()));
    }

    private void appendNumber(final DetailField field, final double number) {
        if (!Double.isNaN(number)) {
            event.appendDetail(field, number);
        }
    }

    /** Sends a change in the life of a lead, commits it and returns its outcome. */
    long life(final int tenant, final int kind, final long at, final String first, final String second) {
        return outcome(offerLife(tenant, kind, at, first, second));
    }

    /** Puts a change in the life of a lead into the ring and returns its correlation. */
    long offerLife(final int tenant, final int kind, final long at, final String first, final String second) {
        return offerLife(tenant, kind, at, first.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8));
    }

    private long offerLife(final int tenant, final int kind, final long at, final byte[] first, final byte[] second) {
        LeadMessage.put(message, Committer.CORRELATION_LENGTH, tenant, kind, at, first, second);
        return send(LeadMessage.TEMPLATE_ID, LeadMessage.lengthOf(first, second));
    }

    /** Has all ranges of old events removed and returns how many events that were. */
    int remove(final int tenant, final OldEvents old) {
        int events = 0;
        while (old.next()) {
            events += EventRemoval.events(remove(tenant, old.first(), old.last()));
        }
        return events;
    }

    /** Has the events of a range removed and returns the outcome. */
    long remove(final int tenant, final byte[] first, final byte[] last) {
        return outcome(offerLife(tenant, LeadMessage.REMOVE, 0, first, last));
    }

    /** Has the histories sealed that are worth it, and returns how many that were. */
    int seal(final int tenant, final long untilMs) {
        final UnsealedLeads unsealed = new UnsealedLeads(store, tenant, untilMs);
        int sealed = 0;
        while (unsealed.next()) {
            sealed += (int) Outcome.value(seal(tenant, unsealed));
        }
        return sealed;
    }

    /** Has the histories of a portion sealed and returns the outcome. */
    long seal(final int tenant, final UnsealedLeads portion) {
        return outcome(offerLife(tenant, LeadMessage.SEAL, 0, portion.leads(), portion.until()));
    }

    /** Erases a lead and its events, and returns the first outcome. */
    long erase(final int tenant, final String lead, final long at) {
        final long outcome = life(tenant, LeadMessage.ERASE, at, lead, "");
        store.leads().tombstone(tenant, lead).ifPresent(tombstone ->
                remove(tenant, OldEvents.ofLead(store, tenant, tombstone.under(), tombstone.erasedAt() + 1, 2)));
        return outcome;
    }

    /** Sends a profile that says everything, commits it and returns its outcome. */
    long profile(final int tenant, final String lead, final String request, final String profile) {
        final byte[] id = lead.getBytes(StandardCharsets.UTF_8);
        final byte[] requestId = request.getBytes(StandardCharsets.UTF_8);
        final byte[] content = profile.getBytes(StandardCharsets.UTF_8);
        ProfileMessage.put(message, Committer.CORRELATION_LENGTH, tenant, true, id, requestId, content);
        return outcome(send(ProfileMessage.TEMPLATE_ID,
                ProfileMessage.FIXED_LENGTH + id.length + requestId.length + content.length));
    }

    private long outcome(final long sent) {
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
        public int area(final int tenant, final DirectBuffer id, final int offset, final int length) {
            return ordinals.computeIfAbsent(id.getStringWithoutLengthUtf8(offset, length), key -> ordinals.size());
        }

        @Override
        public void agent(final int tenant, final DirectBuffer id, final int offset, final int length) {
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
