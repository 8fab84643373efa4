package dev.homing.features.catalog;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** A version of a property is put between two others while it is read. */
@JCStressTest
@Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "The version before it was linked.")
@Outcome(id = "1, 5", expect = Expect.ACCEPTABLE, desc = "Linked, and written before.")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Linked before it was written.")
@State
public class PropertyRowsStress {
    private static final int EFFECTIVE_AT = 5;

    private final PropertyRows rows = new PropertyRows();
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[PropertyRecord.LENGTH]);
    private final int newest;

    public PropertyRowsStress() {
        PropertyRecord.putUnknown(record, 0);
        record.putLong(PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, 2L * EFFECTIVE_AT, LITTLE_ENDIAN);
        newest = rows.add(record, 0, PropertyRecord.NONE);
        record.putLong(PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, EFFECTIVE_AT, LITTLE_ENDIAN);
    }

    @Actor
    public void writer() {
        rows.relink(newest, rows.add(record, 0, PropertyRecord.NONE));
    }

    @Actor
    public void reader(final IJ_Result result) {
        result.r1 = rows.previous(newest);
        result.r2 = result.r1 == PropertyRecord.NONE ? -1 : rows.effectiveAt(result.r1);
    }
}
