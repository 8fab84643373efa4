package dev.homing.tracking.store;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A lead is merged whose place in the table is also that of another, which was never merged. */
@JCStressTest
@Outcome(id = "7, 71", expect = Expect.ACCEPTABLE, desc = "Before the merge.")
@Outcome(id = "9, 71", expect = Expect.ACCEPTABLE, desc = "After it.")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Half a merge, or that of the other.")
@State
public class LeadRootsStress {
    private static final long LEAD = 7;
    /** One table further on. */
    private static final long OTHER = 71;
    private static final long INTO = 9;

    private final LeadRoots roots = new LeadRoots();

    @Actor
    public void writer() {
        roots.merge(LEAD, INTO);
    }

    @Actor
    public void reader(final JJ_Result result) {
        result.r1 = roots.root(LEAD);
        result.r2 = roots.root(OTHER);
    }
}
