package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.AllocationProbe;
import dev.homing.tracking.codec.DetailField;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of an event from its claim in the ring to its ack, the write to the disk included, once everything is warm. */
@Timeout(300)
class CommitterAllocationTest {
    /** Events of a batch: the disk is asked for one sync for each of these. */
    private static final int BATCH = 2_000;
    private static final byte[] TEXT = "kirkland-0017".getBytes(StandardCharsets.UTF_8);

    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 20) + RingBufferDescriptor.TRAILER_LENGTH)));
    private final EventFlyweight event = new EventFlyweight();
    private final byte[] id = "event-0123456789".getBytes(StandardCharsets.US_ASCII);
    private final UnsafeBuffer idBytes = new UnsafeBuffer(id);
    private final int length = encodedLength();
    private long sent;
    private long acked;
    private long shown;
    private Object seen;

    @TempDir
    Path folder;

    @Test
    void shouldTakeAnEventFromItsClaimToItsAckWithoutAllocating() {
        try (Store store = Store.open(folder)) {
            final Committer committer = committer(store, false);
            assertEquals(0, AllocationProbe.leastBytes(() -> offer(committer)));
            committer.onClose();
            assertEquals(sent, acked);
            assertEquals(sent, shown);
            assertEquals(sent, store.lastSequence());
        }
    }

    @Test
    void shouldSeeTheAllocationOfACatalogueThatMakesAStringOfEachListing() {
        try (Store store = Store.open(folder)) {
            final Committer committer = committer(store, true);
            final long bytes = AllocationProbe.leastBytes(() -> offer(committer));
            committer.onClose();
            assertTrue(bytes >= AllocationProbe.leastOfAnObjectEach(), "bytes=" + bytes + ", last=" + seen);
        }
    }

    private Committer committer(final Store store, final boolean isWasteful) {
        final Committer committer = new Committer(store, ring, (correlation, outcome) -> {
            if (Outcome.code(outcome) == Outcome.RECORDED) {
                acked++;
            }
        }, error -> {
            throw new AssertionError(error);
        });
        committer.register(new EventApplier(store, committer.sequence(), new Listings(isWasteful),
                (tenant, lead, offset, leadLength, record, recordOffset) -> shown++, 0));
        return committer;
    }

    private void offer(final Committer committer) {
        idBytes.putLong(0, ++sent);
        final int index = ring.tryClaim(EventFlyweight.TEMPLATE_ID, Committer.CORRELATION_LENGTH + length);
        ring.buffer().putLong(index, sent);
        encode(ring.buffer(), index + Committer.CORRELATION_LENGTH);
        ring.commit(index);
        if (sent % BATCH == 0) {
            // Twice, because a read ends where the buffer does.
            committer.doWork();
            committer.doWork();
        }
    }

    private int encodedLength() {
        encode(new UnsafeBuffer(new byte[512]), 0);
        return event.encodedLength();
    }

    private void encode(final MutableDirectBuffer buffer, final int offset) {
        event.wrapAndBegin(buffer, offset, 0, EventType.PROPERTY_VIEW, sent, sent, 1, 2, 60, 0, 12.5);
        event.appendText(id, id.length);
        for (int i = 1; i < Text.COUNT; i++) {
            event.appendText(TEXT, TEXT.length);
        }
        event.appendDetail(DetailField.SCROLL_DEPTH, 0.5).appendDetail(DetailField.REFERRER, TEXT, TEXT.length)
                .appendDetail(DetailField.NOTES, TEXT, TEXT.length);
    }

    /** One listing; a wasteful catalogue looks at its name. */
    private final class Listings implements PropertyCapture {
        private final boolean isWasteful;

        Listings(final boolean isWasteful) {
            this.isWasteful = isWasteful;
        }

        @Override
        public int ordinal(final int tenant, final DirectBuffer listing, final int offset, final int listingLength) {
            if (isWasteful) {
                seen = listing.getStringWithoutLengthUtf8(offset, listingLength);
            }
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
