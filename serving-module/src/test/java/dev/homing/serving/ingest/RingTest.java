package dev.homing.serving.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RingTest {
    private static final long RECORDED = Outcome.of(Outcome.RECORDED, 7);

    private final Ring ring = new Ring(64 << 10);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1_000]);

    /** A call that completes with its so-many-th outcome. */
    private static class Call implements PendingCall {
        final List<String> heard = new ArrayList<>();
        int outstanding;

        Call(final int outstanding) {
            this.outstanding = outstanding;
        }

        @Override
        public boolean onOutcome(final int position, final long outcome) {
            heard.add(position + ":" + Outcome.code(outcome));
            return --outstanding == 0;
        }

        @Override
        public void complete() {
            heard.add("complete");
        }
    }

    @Test
    void shouldAckTheCallWhoseMessageItWas() {
        final Call one = new Call(2);
        final Call two = new Call(1);
        final int first = ring.tryEnter(one);
        final int second = ring.tryEnter(two);
        assertTrue(offer(first, 0) && offer(second, 0) && offer(first, 1));
        ackAll();
        assertEquals(List.of("0:1", "1:1", "complete"), one.heard);
        assertEquals(List.of("0:1", "complete"), two.heard);
    }

    @Test
    void shouldGiveAPlaceToTheNextCallOnceItsCallIsComplete() {
        final Set<Integer> slots = new HashSet<>();
        for (int i = 0; i < 2 * Ring.MAX_PENDING_CALLS; i++) {
            final Call call = new Call(1);
            final int slot = ring.tryEnter(call);
            assertTrue(Ring.isEntered(slot));
            slots.add(slot);
            assertTrue(offer(slot, 0));
            ackAll();
            assertEquals(List.of("0:1", "complete"), call.heard, "never an ack of the call before");
        }
        assertEquals(Ring.MAX_PENDING_CALLS, slots.size());
        assertEquals(0, ring.refusedCount());
    }

    @Test
    void shouldRefuseACallWhenTooManyWaitAndTakeItWhenOneLeft() {
        final List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < Ring.MAX_PENDING_CALLS; i++) {
            slots.add(ring.tryEnter(new Call(1)));
        }
        assertEquals(Ring.MAX_PENDING_CALLS, new HashSet<>(slots).size());
        assertFalse(Ring.isEntered(ring.tryEnter(new Call(1))));
        assertEquals(1, ring.refusedCount());
        slots.subList(0, Ring.MAX_PENDING_CALLS / 2).forEach(ring::leave);
        assertTrue(Ring.isEntered(ring.tryEnter(new Call(1))));
    }

    @Test
    void shouldFreeThePlaceOfACallThatFails() {
        for (int i = 0; i < Ring.MAX_PENDING_CALLS + 1; i++) {
            final int slot = ring.tryEnter(new Call(1) {
                @Override
                public void complete() {
                    throw new IllegalStateException("fails on purpose");
                }
            });
            assertTrue(Ring.isEntered(slot), "call " + i);
            assertTrue(offer(slot, 0));
            assertThrows(IllegalStateException.class,
                    () -> ring.onAck((long) slot << Integer.SIZE, RECORDED));
            drain();
        }
    }

    @Test
    void shouldSayNoWithNothingDoneWhenFull() {
        final Call call = new Call(1_000);
        final int slot = ring.tryEnter(call);
        int sent = 0;
        while (offer(slot, sent)) {
            sent++;
        }
        assertTrue(sent > 10 && sent < 100, "sent=" + sent);
        assertFalse(offer(slot, sent));
        assertEquals(2, ring.refusedCount());
        ackAll();
        assertEquals(sent, call.heard.size(), "what was taken before is all there");
        assertTrue(offer(slot, sent));
    }

    @Test
    void shouldGoOnBehindAMessageThatCouldNotBeEncoded() {
        final Call call = new Call(2);
        final int slot = ring.tryEnter(call);
        assertTrue(offer(slot, 0));
        assertThrows(IllegalStateException.class, () -> ring.tryOffer(1, slot, 1, 100, (buffer, offset) -> {
            throw new IllegalStateException("cannot be encoded");
        }));
        assertTrue(offer(slot, 1));
        ackAll();
        assertEquals(List.of("0:1", "1:1", "complete"), call.heard);
    }

    @Test
    void shouldTakeNothingOnceClosed() {
        final int slot = ring.tryEnter(new Call(1));
        ring.close();
        assertTrue(ring.isClosed());
        assertFalse(offer(slot, 0));
        assertEquals(0, ring.buffer().size());
    }

    @Test
    void shouldAnswerWhatSlippedInBehindTheCommittersLastLook() {
        final Call call = new Call(2);
        final int slot = ring.tryEnter(call);
        final int untilTheEnd = ring.buffer().capacity() / message.capacity() - 1;
        final int before = ring.tryEnter(new Call(untilTheEnd));
        for (int i = 0; i < untilTheEnd; i++) {
            assertTrue(offer(before, i));
            ackAll();
        }
        assertTrue(offer(slot, 0) && offer(slot, 1));
        ring.close();
        ring.refuseRest();
        assertEquals(List.of("0:" + Outcome.UNAVAILABLE, "1:" + Outcome.UNAVAILABLE, "complete"), call.heard);
    }

    private boolean offer(final int slot, final int position) {
        final int length = message.capacity() - Committer.CORRELATION_LENGTH;
        return ring.tryOffer(1, slot, position, length, (buffer, offset) ->
                buffer.putBytes(offset, message, Committer.CORRELATION_LENGTH, length));
    }

    private void ackAll() {
        while (ring.buffer().size() > 0) {
            ring.buffer().read((type, buffer, index, length) -> {
                assertEquals(message.capacity(), length);
                ring.onAck(buffer.getLong(index), RECORDED);
            });
        }
    }

    private void drain() {
        while (ring.buffer().size() > 0) {
            ring.buffer().read((type, buffer, index, length) -> assertTrue(length >= Committer.CORRELATION_LENGTH));
        }
    }
}
