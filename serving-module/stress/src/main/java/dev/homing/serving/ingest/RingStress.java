package dev.homing.serving.ingest;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Claim, encode, commit, abort and drain from two threads: no message is lost, doubled, torn or out of its thread's order. */
public final class RingStress {
    private RingStress() {
    }

    /** One thread offers while the other drains. */
    @JCStressTest
    @Outcome(id = "0, 12", expect = Expect.ACCEPTABLE, desc = "The drain comes before the first commit.")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "The drain comes between the commits.")
    @Outcome(id = "12, 0", expect = Expect.ACCEPTABLE, desc = "The drain comes after the second commit.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "A message is lost, doubled, torn or out of order.")
    @State
    public static class OfferAndDrain {
        private final SmallRing ring = new SmallRing();

        @Actor
        public void producer() {
            ring.offer(1);
            ring.offer(2);
        }

        @Actor
        public void committer(final II_Result result) {
            result.r1 = ring.drain();
        }

        @Arbiter
        public void rest(final II_Result result) {
            result.r2 = ring.drain();
        }
    }

    /** Two threads offer. */
    @JCStressTest
    @Outcome(id = {"12", "21"}, expect = Expect.ACCEPTABLE, desc = "Either claims first.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "A message is lost, doubled or torn.")
    @State
    public static class TwoOffers {
        private final SmallRing ring = new SmallRing();

        @Actor
        public void first() {
            ring.offer(1);
        }

        @Actor
        public void second() {
            ring.offer(2);
        }

        @Arbiter
        public void committer(final I_Result result) {
            result.r1 = ring.drain();
        }
    }

    /** A claim that cannot be filled is taken back while the other thread drains. */
    @JCStressTest
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "The drain comes before the commit, or meets the open claim.")
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "The drain goes past the claim that was taken back.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "The ring stands still, or what was taken back is seen.")
    @State
    public static class AbortAndDrain {
        private final SmallRing ring = new SmallRing();

        @Actor
        public void producer() {
            ring.offerInVain(1);
            ring.offer(2);
        }

        @Actor
        public void committer(final II_Result result) {
            result.r1 = ring.drain();
        }

        @Arbiter
        public void rest(final II_Result result) {
            result.r2 = ring.drain();
        }
    }

    /** Two threads want the last place. */
    @JCStressTest
    @Outcome(id = "1, 0, 33331", expect = Expect.ACCEPTABLE, desc = "The first thread got it.")
    @Outcome(id = "0, 1, 33332", expect = Expect.ACCEPTABLE, desc = "The second thread got it.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Both or neither got it, or an answer is not true.")
    @State
    public static class LastPlace {
        private final SmallRing ring = SmallRing.withOnePlace();

        @Actor
        public void first(final III_Result result) {
            result.r1 = ring.offer(1) ? 1 : 0;
        }

        @Actor
        public void second(final III_Result result) {
            result.r2 = ring.offer(2) ? 1 : 0;
        }

        @Arbiter
        public void committer(final III_Result result) {
            result.r3 = ring.drain();
        }
    }
}
