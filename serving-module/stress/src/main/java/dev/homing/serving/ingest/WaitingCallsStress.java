package dev.homing.serving.ingest;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Calls that enter the table of waiting ones, and the acks that find them there. */
public final class WaitingCallsStress {
    private WaitingCallsStress() {
    }

    /** Counts what it hears; the first outcome ends it. */
    private static final class Call implements PendingCall {
        private int outcomes;
        private int ends;

        @Override
        public boolean onOutcome(final int position, final long outcome) {
            outcomes++;
            return true;
        }

        @Override
        public void complete() {
            ends++;
        }

        int heard() {
            return outcomes * 10 + ends;
        }
    }

    private static void ack(final Ring ring, final int slot) {
        ring.onAck((long) slot << Integer.SIZE, 0);
    }

    /** Two calls enter at once. */
    @JCStressTest
    @Outcome(id = "11, 11", expect = Expect.ACCEPTABLE, desc = "Each hears of its own ack, once, and ends.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Two calls share a place, or one is never answered.")
    @State
    public static class TwoCalls {
        private final Ring ring = new SmallRing().ring;
        private final Call first = new Call();
        private final Call second = new Call();
        private int firstSlot;
        private int secondSlot;

        @Actor
        public void enterFirst() {
            firstSlot = ring.tryEnter(first);
        }

        @Actor
        public void enterSecond() {
            secondSlot = ring.tryEnter(second);
        }

        @Arbiter
        public void acks(final II_Result result) {
            ack(ring, firstSlot);
            ack(ring, secondSlot);
            result.r1 = first.heard();
            result.r2 = second.heard();
        }
    }

    /** The committer acks a call, whose place is free again, while another one enters. */
    @JCStressTest
    @Outcome(id = "11, 11", expect = Expect.ACCEPTABLE, desc = "Each hears of its own ack, once, and ends.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "An ack reaches the other call, or leaving takes its place away.")
    @State
    public static class AckAndEnter {
        private final Ring ring = new SmallRing().ring;
        private final Call first = new Call();
        private final Call second = new Call();
        private final int firstSlot = ring.tryEnter(first);
        private int secondSlot;

        @Actor
        public void committer() {
            ack(ring, firstSlot);
        }

        @Actor
        public void enter() {
            secondSlot = ring.tryEnter(second);
        }

        @Arbiter
        public void ackSecond(final II_Result result) {
            ack(ring, secondSlot);
            result.r1 = first.heard();
            result.r2 = second.heard();
        }
    }
}
