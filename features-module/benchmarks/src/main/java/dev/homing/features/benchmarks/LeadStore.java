package dev.homing.features.benchmarks;

import dev.homing.features.FeatureQuestions;
import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.Batch;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.LeadApplier;
import dev.homing.tracking.store.PropertyCapture;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.UnsealedLeads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A store on disk with the events of many leads, written by the real committer in the order of their times: as many for each
 * lead as those of the Deskdrop set have, 38, all within 30 days, on listings that have all attributes.
 */
final class LeadStore {
    static final int EVENTS_PER_LEAD = 38;

    private static final long BEGIN_MS = 1_764_000_000_000L;
    private static final long STEP_MS = 29L * 86_400_000 / EVENTS_PER_LEAD;
    private static final int LISTINGS = 5_000;
    private static final EventType[] TYPES = {
        EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_VIEW, EventType.PROPERTY_LIKE,
        EventType.PROPERTY_SAVE, EventType.SEARCH_QUERY, EventType.PROPERTY_DISLIKE, EventType.PAGE_VIEW};

    private LeadStore() {
    }

    static void fill(final Path folder, final int leads, final boolean areSealed) {
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 22) + RingBufferDescriptor.TRAILER_LENGTH)));
        final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
        final EventFlyweight event = new EventFlyweight();
        final SplittableRandom random = new SplittableRandom(1);
        try (Store store = Store.open(folder)) {
            final int tenant = store.tenantOrCreate("default");
            final Committer committer = new Committer(store, store, ring, (correlation, outcome) -> { }, error -> {
                throw new IllegalStateException(error);
            }, SystemNanoClock.INSTANCE);
            committer.register(new EventApplier(store, committer.sequence(), new Listings(),
                    (number, lead, offset, length, record, recordOffset) -> { }, 0));
            for (int i = 0; i < EVENTS_PER_LEAD; i++) {
                for (int lead = 0; lead < leads; lead++) {
                    final long at = BEGIN_MS + i * STEP_MS + random.nextLong(STEP_MS);
                    final EventType type = TYPES[random.nextInt(TYPES.length)];
                    event.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, type, at, at, 1, 1, 0, 0,
                            type == EventType.PROPERTY_VIEW ? random.nextInt(90) : Double.NaN);
                    append(event, "e" + i + "-" + lead);
                    append(event, leadId(lead));
                    append(event, type.requiresProperty() ? "p" + random.nextInt(LISTINGS) : "");
                    append(event, "");
                    append(event, "s" + i / 4);
                    append(event, "");
                    while (!ring.write(EventFlyweight.TEMPLATE_ID, message, 0,
                            Committer.CORRELATION_LENGTH + event.encodedLength())) {
                        committer.doWork();
                    }
                }
            }
            drain(committer);
            if (areSealed) {
                committer.register(new LeadApplier(store, (number, lead, offset, length) -> { }));
                final UnsealedLeads unsealed = new UnsealedLeads(store, tenant, BEGIN_MS + EVENTS_PER_LEAD * STEP_MS);
                while (unsealed.next()) {
                    final byte[] seals = unsealed.leads();
                    LeadMessage.put(message, Committer.CORRELATION_LENGTH, tenant, LeadMessage.SEAL, 0, seals, unsealed.until());
                    ring.write(LeadMessage.TEMPLATE_ID, message, 0,
                            Committer.CORRELATION_LENGTH + LeadMessage.lengthOf(seals, unsealed.until()));
                    drain(committer);
                }
            }
            committer.onClose();
            store.flush();
        }
    }

    private static void drain(final Committer committer) {
        while (committer.doWork() > 0) {
            Thread.onSpinWait();
        }
    }

    /** One question for each event, at its time; or one for each lead, after all of them. */
    static FeatureQuestions questions(final int leads, final boolean isEveryEvent) {
        final FeatureQuestions.Builder questions = new FeatureQuestions.Builder();
        for (int lead = 0; lead < leads; lead++) {
            for (int i = isEveryEvent ? 1 : EVENTS_PER_LEAD; i <= EVENTS_PER_LEAD; i++) {
                questions.add(leadId(lead), BEGIN_MS + i * STEP_MS);
            }
        }
        return questions.build();
    }

    private static String leadId(final int lead) {
        return Long.toString(1_000_000_000_000_000_000L + lead * 97_003_711_003L);
    }

    private static void append(final EventFlyweight event, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        event.appendText(bytes, bytes.length);
    }

    /** Listings that are numbers, with attributes made of these. */
    private static final class Listings implements PropertyCapture {
        private final byte[] number = new byte[16];

        @Override
        public int ordinal(final int tenant, final DirectBuffer id, final int offset, final int length) {
            Arrays.fill(number, (byte) 0);
            id.getBytes(offset, number, 0, length);
            return Integer.parseInt(new String(number, 1, length - 1, StandardCharsets.US_ASCII));
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
            TimelineRecord.putAttributes(record, position, 1 + ordinal % 4, 200_000 + 100.0 * ordinal, ordinal % 64, ordinal % 70,
                    475_000_000 + ordinal, -1_222_000_000, 1_500 + ordinal % 900, 3, 8);
        }

        @Override
        public void count(final int tenant, final int ordinal, final DirectBuffer record, final int position) {
        }

        @Override
        public void prepare(final Batch batch) {
        }
    }
}
