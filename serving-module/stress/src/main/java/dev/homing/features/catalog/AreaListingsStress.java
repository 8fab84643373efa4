package dev.homing.features.catalog;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The list of an area grows by the property that makes it larger than its array, while it is read. */
@JCStressTest
@Outcome(id = "8, 18", expect = Expect.ACCEPTABLE, desc = "The list before.")
@Outcome(id = "9, 19", expect = Expect.ACCEPTABLE, desc = "The list after: the count covers what was written.")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "A property was counted before it was written, or lost.")
@State
public class AreaListingsStress {
    private static final int FIRST = 11;

    private final AreaListings areas = new AreaListings();

    public AreaListingsStress() {
        for (int i = 0; i < 8; i++) {
            areas.add(0, FIRST + i);
        }
    }

    @Actor
    public void writer() {
        areas.add(0, FIRST + 8);
    }

    @Actor
    public void reader(final II_Result result) {
        result.r1 = areas.count(0);
        result.r2 = areas.ordinal(0, result.r1 - 1);
    }
}
